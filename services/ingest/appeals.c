#include "ingest/routes.h"

#include "ingest/command.h"
#include "ingest/photo.h"
#include "ingest/school_access.h"
#include "ingest/store.h"
#include "ingest/student_list.h"
#include "model/me_appeals.h"

#include <stdio.h>
#include <string.h>

/* ---- made by the student ---- */

static void make(struct call *c, const char *shot_id, const char *submission_id)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__MakeAppeal op = TUCAI__V1__MAKE_APPEAL__INIT;

    op.shot_id = (char *)shot_id;
    op.submission_id = (char *)submission_id;
    op.text = (char *)call_text(c, "text");
    command.op_case = TUCAI__V1__COMMAND__OP_MAKE_APPEAL;
    command.make_appeal = &op;
    command_run(c, &command, command_done);
}

void shot_appeal(struct call *c)
{
    make(c, c->params[0], "");
}

void submission_appeal(struct call *c)
{
    make(c, "", c->params[0]);
}

/* ---- the school's list ---- */

static void add_appeal(const struct call *c, const struct appeal *appeal,
                       json_t *items)
{
    const struct student *s = c->student;
    json_t *item = me_appeal(appeal, true);
    json_t *who = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:o}", "student_uid", s->uid,
        "name_masked", s->name_masked, "student_no", s->student_no, "college",
        s->college, "class", s->class_name, "campus", s->campus, "level",
        s->level, "has_original", appeal->original.location[0] != '\0',
        "waivers", me_waivers(s));

    (void)json_object_update(item, who);
    json_decref(who);
    (void)json_array_append_new(items, item);
}

static void add_open(const struct call *c, json_t *items)
{
    const struct appeals *all = &c->student->appeals;

    for (size_t i = 0; i < all->len; i++) {
        if (all->at[i].state == APPEAL_OPEN)
            add_appeal(c, &all->at[i], items);
    }
}

static void add_decided(const struct call *c, json_t *items)
{
    const struct appeals *all = &c->student->appeals;

    for (size_t i = 0; i < all->len; i++) {
        if (all->at[i].decided_by[0])
            add_appeal(c, &all->at[i], items);
    }
}

/* Open ones oldest first; or, of who has had a decision, the latest first. */
static void list_appeals(struct call *c)
{
    char state[16] = "open";
    char id[48];
    char key[KEY_SIZE];
    const char *const open[] = {"ZRANGE", key, "0", "199"};
    const char *const decided[] = {"ZREVRANGE", key, "0", "199"};
    bool is_open;

    (void)call_query(c, "state", state, sizeof state);
    is_open = strcmp(state, "open") == 0;
    (void)snprintf(id, sizeof id, "%.32s%s", c->params[0],
                   is_open ? "" : ":decided");
    if (!c->school)
        call_problem(c, "not_found");
    else if ((!is_open && strcmp(state, "decided") != 0) ||
             !key_of("ap", id, key))
        call_problem(c, "bad_request");
    else
        student_list(c, is_open ? open : decided, "appeals",
                     is_open ? add_open : add_decided);
}

void appeals_get(struct call *c)
{
    if (school_is_open_to(&c->session, c->params[0]))
        store_school(c, c->params[0], list_appeals);
    else
        call_problem(c, "forbidden");
}

void appeal_decide(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__DecideAppeal op = TUCAI__V1__DECIDE_APPEAL__INIT;

    op.appeal_id = c->params[0];
    op.decision = (char *)call_text(c, "decision");
    op.reason = (char *)call_text(c, "reason");
    command.op_case = TUCAI__V1__COMMAND__OP_DECIDE_APPEAL;
    command.decide_appeal = &op;
    command_run(c, &command, command_done);
}

/* ---- the photo that was refused, recorded before it is shown ---- */

static void send_original(struct call *c)
{
    const struct appeal *a =
        c->student ? appeals_find(&c->student->appeals, c->params[0]) : NULL;

    if (a && a->original.location[0])
        photo_send(c, &a->original);
    else
        call_problem(c, "not_found");
}

static void on_opened(struct call *c, unsigned status, json_t *json)
{
    (void)status;
    (void)json;
    store_student(c, c->student->uid, send_original);
}

static void with_appeal(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__AppealRef op = TUCAI__V1__APPEAL_REF__INIT;
    char reason[256] = "";

    if (!student_is_open(c))
        return;
    (void)call_query(c, "reason", reason, sizeof reason);
    command.uid = c->student->uid;
    op.appeal_id = c->params[0];
    op.reason = reason;
    command.op_case = TUCAI__V1__COMMAND__OP_APPEAL_OPENED;
    command.appeal_opened = &op;
    command_run(c, &command, on_opened);
}

void appeal_original(struct call *c)
{
    store_owner(c, "appeal", c->params[0], with_appeal);
}
