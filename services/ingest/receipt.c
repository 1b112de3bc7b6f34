/*
 * GET /me/receipt - what proves where the photo went, from capture to the
 * registry's receipt, signed (docs/receipt.md); once it is accepted.
 */
#include "ingest/routes.h"

#include "ingest/store.h"

static void render(struct call *c)
{
    const struct submission *s = c->student ? &c->student->submission : NULL;
    json_t *receipt = NULL;

    if (s && s->chain_len > 0)
        receipt = json_loadb((const char *)s->chain, s->chain_len, 0, NULL);
    if (!receipt) {
        call_problem(c, "not_found");
        return;
    }
    (void)json_object_set_new(receipt, "state",
                              json_string(submission_state_name(s->state)));
    call_json(c, 200, receipt);
}

void me_receipt(struct call *c)
{
    store_student(c, c->session.uid, render);
}
