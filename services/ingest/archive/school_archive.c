#include "ingest/archive/export.h"

#include "core/check.h"
#include "core/text.h"
#include "core/time.h"
#include "ingest/command.h"
#include "ingest/routes.h"
#include "ingest/school_access.h"
#include "ingest/store.h"
#include "ingest/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * GET /schools/{code}/export.zip - the school's electronic photos (R39).
 *
 * Those that the registry accepted, or also those that are on the way there:
 * who is still in review may withdraw, and a look at his photo would end that
 * (R27).  One entry of the audit log says who had how many, and why, before
 * the first of them is sent (R43).
 */

enum {
    RETRY_MS = 15000,
    STATES_SIZE = 64,
    NAME_SIZE = 640, /* of the file, percent-encoded */
};

static void export_free(void *own)
{
    struct export *e = own;

    e->app->archives--;
    roster_head_done(&e->head);
    roll_free(e->roll);
    if (e->is_parcel)
        parcel_done(&e->parcel);
    for (size_t i = 0; i < EXPORT_BATCH; i++)
        buf_done(&e->found[i]);
    free(e);
}

/* ---- the answer ---- */

static void file_name(const struct call *c, char ret[NAME_SIZE])
{
    struct local_time t = time_local(app_now_ms(c->app));
    char text[NAME_SIZE / 3];

    (void)snprintf(text, sizeof text, "%.60s电子照片%04d%02d%02d.zip",
                   c->school->name, t.year, t.month, t.day);
    url_encode(text, ret, NAME_SIZE);
}

static void on_recorded(struct call *c, unsigned status, json_t *json)
{
    char name[NAME_SIZE], disposition[NAME_SIZE + 96];
    const struct http_header headers[] = {
        {"Content-Disposition", disposition},
        {"Cache-Control", "private, no-store"},
        {"Accept-Ranges", "none"},
        {"X-Accel-Buffering", "no"}, /* a proxy keeps no copy of it either */
        {"X-Content-Type-Options", "nosniff"},
        {0}};

    (void)status;
    (void)json;
    file_name(c, name);
    (void)snprintf(disposition, sizeof disposition,
                   "attachment; filename=\"photos-%.16s.zip\"; "
                   "filename*=UTF-8''%s",
                   c->school_code, name);
    send_archive(c, headers);
}

/* ---- recorded before ---- */

static void on_gathered(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__ArchiveRead op = TUCAI__V1__ARCHIVE_READ__INIT;
    struct export *e = c->own;
    char reason[COMMAND_REASON_SIZE];

    if (!command_reason(c, reason)) {
        call_problem(c, "bad_request");
        return;
    }
    op.school_code = c->school_code;
    op.about = e->scope;
    op.photos = roll_count(e->roll);
    op.reason = reason;
    command.op_case = TUCAI__V1__COMMAND__OP_ARCHIVE_READ;
    command.archive_read = &op;
    command_run(c, &command, on_recorded);
}

static void with_school(struct call *c)
{
    if (c->school)
        gather_roll(c, on_gathered);
    else
        call_problem(c, "not_found");
}

/* ---- what is asked for ---- */

/* "approved,sent,accepted", at least one of them. */
static bool read_states(const struct call *c, struct export *e)
{
    char text[STATES_SIZE] = "accepted";
    char *rest = text, *word;

    if (!call_query(c, "state", text, sizeof text) &&
        url_has(http_query(c->x), "state"))
        return false;
    (void)snprintf(e->scope, sizeof e->scope, "state=%.48s", text);
    while ((word = strsep(&rest, ","))) {
        enum submission_state state = submission_state_of(word);

        if (state != SUBMISSION_APPROVED && state != SUBMISSION_SENT &&
            state != SUBMISSION_ACCEPTED)
            return false;
        e->states[state] = true;
    }
    return true;
}

/* What cannot be read must not become "all". */
static bool read_field(const struct call *c, const char *name,
                       char ret[EXPORT_FIELD_SIZE])
{
    if (call_query(c, name, ret, EXPORT_FIELD_SIZE))
        return text_is_utf8(bytes_of_text(ret));
    ret[0] = '\0';
    return !url_has(http_query(c->x), name);
}

static bool read_query(const struct call *c, struct export *e)
{
    char reason[COMMAND_REASON_SIZE];

    return read_states(c, e) && read_field(c, "campus", e->campus) &&
           read_field(c, "college", e->college) &&
           read_field(c, "class", e->class_name) && command_reason(c, reason);
}

/* What of it the audit log has room for. */
static void add_scope(struct export *e)
{
    const char *const names[] = {e->campus, e->college, e->class_name};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char text[sizeof e->scope + EXPORT_FIELD_SIZE + 2];

        if (!*names[i])
            continue;
        (void)snprintf(text, sizeof text, "%s %s", e->scope, names[i]);
        text_copy(e->scope, sizeof e->scope, text);
    }
}

void school_archive(struct call *c)
{
    struct export *e;

    if (!school_is_open_to(&c->session, c->params[0])) {
        call_problem(c, "forbidden");
        return;
    }
    if (c->app->archives >= (uint64_t)c->app->cfg->archives) {
        call_problem_wait(c, "busy", RETRY_MS);
        return;
    }
    e = must_alloc(sizeof *e);
    e->app = c->app;
    e->c = c;
    c->app->archives++;
    call_set_own(c, e, export_free);
    if (!read_query(c, e)) {
        call_problem(c, "bad_request");
        return;
    }
    add_scope(e);
    store_school(c, c->params[0], with_school);
}
