#include "ingest/routes.h"

#include "ingest/command.h"
#include "model/finding.h"

/* R31: the whole list, so that what is not in it counts again. */
void waivers_put(struct call *c)
{
    const json_t *list = json_object_get(c->json, "findings");
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PutWaivers op = TUCAI__V1__PUT_WAIVERS__INIT;
    char *findings[FINDING_CODES];
    size_t i;
    json_t *one;

    if (!json_is_array(list) || json_array_size(list) > FINDING_CODES) {
        call_problem(c, "bad_request");
        return;
    }
    json_array_foreach((json_t *)list, i, one)
    {
        const char *name = json_string_value(one);

        findings[i] = (char *)(name ? name : "");
    }
    command.uid = c->params[0];
    op.findings = findings;
    op.n_findings = json_array_size(list);
    command.op_case = TUCAI__V1__COMMAND__OP_PUT_WAIVERS;
    command.put_waivers = &op;
    command_run(c, &command, command_done);
}
