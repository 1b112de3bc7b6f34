#include "ingest/routes.h"

#include "core/check.h"
#include "ingest/command.h"

#include <stdlib.h>
#include <string.h>

/*
 * POST /batches/{id}/resolve: a person of the province asked the registry what
 * became of a batch that is UNCERTAIN, and says so.
 */

enum { REFUSED_MAX = 500 };

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

/* Of a received batch the list has to be there, be it empty: who forgets it has
 * not asked the registry for it. */
static bool is_list(const json_t *list, const char *outcome)
{
    if (strcmp(outcome, "received") != 0)
        return !list || json_array_size(list) == 0;
    return json_is_array(list) && json_array_size(list) <= REFUSED_MAX;
}

/* Borrows from the JSON.  The caller frees *ret and *ret_list. */
static void read_list(const json_t *list,
                      Tucai__V1__ResolveBatch__Refusal **ret,
                      Tucai__V1__ResolveBatch__Refusal ***ret_list)
{
    size_t n = json_array_size(list);

    *ret = must_alloc((n + 1) * sizeof **ret);
    *ret_list = must_alloc((n + 1) * sizeof(void *));
    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_array_get(list, i);

        tucai__v1__resolve_batch__refusal__init(&(*ret)[i]);
        (*ret)[i].submission_id = (char *)text_of(one, "submission_id");
        (*ret)[i].reason = (char *)text_of(one, "reason");
        (*ret_list)[i] = &(*ret)[i];
    }
}

void batch_resolve(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__ResolveBatch op = TUCAI__V1__RESOLVE_BATCH__INIT;
    Tucai__V1__ResolveBatch__Refusal *refusals;
    const json_t *list = json_object_get(c->json, "refused");

    op.id = c->params[0];
    op.decision = (char *)call_text(c, "outcome");
    op.reason = (char *)call_text(c, "reason");
    if (!is_list(list, op.decision)) {
        call_problem(c, "bad_request");
        return;
    }
    op.n_refused = json_array_size(list);
    read_list(list, &refusals, &op.refused);
    command.op_case = TUCAI__V1__COMMAND__OP_RESOLVE_BATCH;
    command.resolve_batch = &op;
    command_run(c, &command, command_done);
    free(refusals);
    free(op.refused);
}
