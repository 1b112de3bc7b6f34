#include "ingest/routes.h"

#include "ingest/command.h"
#include "ingest/paper.h"

void season_put(struct call *c)
{
    paper_put(c, TUCAI__V1__COMMAND__OP_PUT_SEASON);
}

void season_get(struct call *c)
{
    char key[KEY_SIZE];

    if (key_of("season", c->params[0], key))
        paper_get(c, key);
    else
        call_problem(c, "not_found");
}

void season_close(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__CloseSeason op = TUCAI__V1__CLOSE_SEASON__INIT;

    op.season = c->params[0];
    command.op_case = TUCAI__V1__COMMAND__OP_CLOSE_SEASON;
    command.close_season = &op;
    command_run(c, &command, command_done);
}

void season_clone(struct call *c)
{
    const json_t *years = json_object_get(c->json, "years");
    json_int_t n = years ? json_integer_value(years) : 1;
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__CloneSeason op = TUCAI__V1__CLONE_SEASON__INIT;

    op.season = c->params[0];
    op.from = (char *)call_text(c, "from");
    op.years = n < 1 || n > 100 ? 0 : (int32_t)n; /* judged by billing */
    command.op_case = TUCAI__V1__COMMAND__OP_CLONE_SEASON;
    command.clone_season = &op;
    command_run(c, &command, command_done);
}
