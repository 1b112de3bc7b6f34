#include "ingest/routes.h"

#include "ingest/command.h"
#include "ingest/intake.h"
#include "ingest/media.h"
#include "ingest/school_access.h"

#include <string.h>

/*
 * A school's roster (R4): the file is kept, encrypted, as long as the job that
 * reads it needs; billing judges every line.
 */

/* ?strict=1; false when it is neither 0 nor 1. */
static bool read_strict(const struct call *c, bool *ret)
{
    char given[4] = "0";

    (void)call_query(c, "strict", given, sizeof given);
    *ret = strcmp(given, "1") == 0;
    return *ret || strcmp(given, "0") == 0;
}

static bool on_refused(struct call *c, unsigned status, const char *code,
                       const json_t *members)
{
    (void)status;
    (void)code;
    (void)members;
    intake_keep_no_more(c->own);
    return false;
}

static void on_done(struct call *c, unsigned status, json_t *json)
{
    intake_keep_no_more(c->own);
    command_done(c, status, json);
}

/* Kept whatever becomes of this call: the job may be read after it is gone. */
static void on_committed(struct call *c, struct intake *in, enum intake_end end)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PutRoster op = TUCAI__V1__PUT_ROSTER__INIT;
    struct command_job as = {.kind = "roster"};
    bool is_strict = false;

    if (end != INTAKE_WHOLE) {
        call_problem(c, "busy");
        return;
    }
    (void)read_strict(c, &is_strict);
    op.school_code = c->params[0];
    op.strict = is_strict;
    command.op_case = TUCAI__V1__COMMAND__OP_PUT_ROSTER;
    command.put_roster = &op;
    as.blobs = intake_blobs(in, &as.n_blobs);
    intake_keep(in);
    c->refused = on_refused;
    command_run_as(c, &command, &as, on_done);
}

static void on_file(struct call *c, struct intake *in, enum intake_end end)
{
    if (end == INTAKE_WHOLE)
        intake_commit(in, on_committed);
    else
        call_problem(c, end == INTAKE_TOO_LARGE ? "too_large" : "busy");
}

void roster_put(struct call *c)
{
    bool is_strict;

    if (!school_is_open_to(&c->session, c->params[0]))
        call_problem(c, "forbidden");
    else if (!media_is(c->x, "text/csv"))
        call_problem(c, "unsupported_media_type");
    else if (!read_strict(c, &is_strict))
        call_problem(c, "bad_request");
    else
        intake_raw(c, "roster", INTAKE_ROSTER_BYTES_MAX, on_file);
}
