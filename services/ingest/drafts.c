#include "ingest/routes.h"

#include "ingest/command.h"
#include "ingest/photo.h"
#include "ingest/store.h"
#include "model/me.h"

static void render(struct call *c)
{
    if (c->student && c->school)
        call_json(c, 200,
                  json_pack("{s:o, s:I}", "drafts",
                            me_drafts(c->student, c->school), "capacity",
                            (json_int_t)c->school->policy.drafts_capacity));
    else
        call_problem(c, "not_found");
}

void drafts_get(struct call *c)
{
    store_student(c, c->session.uid, render);
}

static void send_photo(struct call *c)
{
    const struct draft *draft =
        c->student ? drafts_find(&c->student->drafts, c->params[0]) : NULL;

    if (draft)
        photo_send(c, &draft->photo);
    else
        call_problem(c, "not_found");
}

void draft_photo(struct call *c)
{
    store_student(c, c->session.uid, send_photo);
}

void draft_delete(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__DraftRef op = TUCAI__V1__DRAFT_REF__INIT;

    op.draft_id = c->params[0];
    command.op_case = TUCAI__V1__COMMAND__OP_DELETE_DRAFT;
    command.delete_draft = &op;
    command_run(c, &command, command_done);
}
