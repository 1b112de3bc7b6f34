/*
 * GET /me/receipt - what proves where the photo went: the registry's signed
 * receipt of the current submission, as docs/registry-protocol.md section 5
 * describes it.
 */
#include "ingest/routes.h"

#include "ingest/store.h"

static void render(struct call *c)
{
    const struct submission *s = c->student ? &c->student->submission : NULL;
    json_t *receipt = NULL;

    if (s && s->receipt_len > 0)
        receipt = json_loadb((const char *)s->receipt, s->receipt_len, 0, NULL);
    if (!receipt) {
        call_problem(c, "not_found");
        return;
    }
    call_json(c, 200,
              json_pack("{s:s, s:s, s:[o]}", "submission_id", s->id, "state",
                        submission_state_name(s->state), "chain", receipt));
}

void me_receipt(struct call *c)
{
    store_student(c, c->session.uid, render);
}
