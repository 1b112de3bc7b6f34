#include "ingest/routes.h"

#include "core/check.h"
#include "core/time.h"
#include "ingest/command.h"
#include "ingest/intake.h"
#include "ingest/listing.h"
#include "ingest/media.h"
#include "ingest/photo.h"
#include "ingest/school_access.h"
#include "ingest/store.h"
#include "model/problem_report.h"
#include "service/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * inbox - what students report to their school, with or without a screenshot
 * (R5), and the school's list of it.
 */

/* ---- a report ---- */

static void send_report(struct call *c, const char *text,
                        const char *request_id, struct intake *in)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__ReportProblem op = TUCAI__V1__REPORT_PROBLEM__INIT;
    struct command_job job = {.kind = "command"};

    op.text = (char *)text;
    op.request_id = (char *)request_id;
    command.op_case = TUCAI__V1__COMMAND__OP_REPORT_PROBLEM;
    command.report_problem = &op;
    if (in)
        job.blobs = intake_blobs(in, &job.n_blobs);
    command_run_as(c, &command, &job, command_done);
    if (in)
        intake_keep(in); /* whatever becomes of it, the job may have it */
}

static void on_json(void *ctx, int r)
{
    struct call *c = ctx;

    if (r < 0) {
        call_problem(c, "too_large");
        return;
    }
    c->json = json_loadb((const char *)c->body.at, c->body.len,
                         JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(c->json))
        send_report(c, call_text(c, "text"), call_text(c, "request_id"), NULL);
    else
        call_problem(c, "json_malformed");
}

static void on_piece(void *ctx, struct bytes piece)
{
    struct call *c = ctx;

    if (buf_add(&c->body, piece.at, piece.len) < 0)
        c->body.len = 0;
}

/* A picture as its first bytes say, whatever its type was called. */
static const char *type_of(struct bytes picture)
{
    static const uint8_t PNG[] = {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
    static const uint8_t JPEG[] = {0xFF, 0xD8, 0xFF};

    if (picture.len > sizeof PNG && memcmp(picture.at, PNG, sizeof PNG) == 0)
        return "image/png";
    if (picture.len > sizeof JPEG && memcmp(picture.at, JPEG, sizeof JPEG) == 0)
        return "image/jpeg";
    return NULL;
}

static void on_committed(struct call *c, struct intake *in, enum intake_end end)
{
    bool has_picture = intake_count(in, "screenshot") > 0;

    if (end == INTAKE_WHOLE)
        send_report(c, intake_text(in, "text"), intake_text(in, "request_id"),
                    has_picture ? in : NULL);
    else
        call_problem(c, "busy");
}

/* So that a repeated request is known by its text too (command.h). */
static void note_text(struct call *c, const struct intake *in)
{
    int r = buf_add_text(&c->body, intake_text(in, "text"));

    if (r == 0)
        r = buf_add_text(&c->body, intake_text(in, "request_id"));
    CHECK(r == 0); /* the body is empty, and larger than two fields */
}

static void on_form(struct call *c, struct intake *in, enum intake_end end)
{
    static const char *const PROBLEMS[] = {
        [INTAKE_TOO_LARGE] = "too_large",
        [INTAKE_MALFORMED] = "form_malformed",
        [INTAKE_UNSUPPORTED] = "unsupported_media_type",
        [INTAKE_FAULT] = "busy",
    };
    bool has_picture = intake_count(in, "screenshot") > 0;

    if (end != INTAKE_WHOLE) {
        call_problem(c, PROBLEMS[end]);
        return;
    }
    note_text(c, in);
    if (!has_picture)
        on_committed(c, in, INTAKE_WHOLE);
    else if (type_of(intake_head(in, "screenshot", 0)))
        intake_commit(in, on_committed);
    else
        call_problem(c, "screenshot_invalid");
}

static void read_report(struct call *c)
{
    static const char *const TYPES[] = {"image/jpeg", "image/png", NULL};
    static const struct form_file FILES[] = {
        {"screenshot", TYPES, INTAKE_SCREENSHOT_BYTES_MAX, 1}, {0}};
    static const char *const FIELDS[] = {"text", "request_id", NULL};
    static const struct form WANTED = {
        FILES, FIELDS, INTAKE_SCREENSHOT_BYTES_MAX + CALL_JSON_BYTES_MAX};
    struct http_sink sink = {on_piece, on_json, c};

    if (media_is(c->x, "multipart/form-data"))
        intake_form(c, &WANTED, on_form);
    else if (media_is(c->x, "application/json"))
        http_read_body(c->x, CALL_JSON_BYTES_MAX, &sink);
    else
        call_problem(c, "unsupported_media_type");
}

/* Before a screenshot is read; billing judges it again. */
static void with_reporter(struct call *c)
{
    int64_t wait_ms;

    if (!c->student) {
        call_problem(c, "not_found");
        return;
    }
    wait_ms = reports_wait_ms(&c->student->reports, app_now_ms(c->app));
    if (wait_ms > 0 && !command_is_repeatable(c))
        call_problem_wait(c, "rate_limited", wait_ms);
    else
        read_report(c);
}

void problem_report(struct call *c)
{
    store_student(c, c->session.uid, with_reporter);
}

/* ---- the school's list: one after the other ---- */

static bool read_problem(struct call *c, const struct redis_reply *reply,
                         struct problem_report *ret)
{
    struct bytes value;
    uint64_t version;

    if (!store_versioned(reply, &value, &version))
        return false;
    if (problem_report_decode(value, ret) == 0)
        return true;
    log_error("damaged_value", F_STR("what", "problem"),
              F_STR("request_id", c->request_id));
    return false;
}

static void next_problem(struct call *c);

static void on_problem(struct call *c, const struct redis_reply *reply)
{
    struct listing *l = c->own;
    struct problem_report report;

    if (read_problem(c, reply, &report))
        (void)json_array_append_new(l->items, problem_report_show(&report));
    l->at++;
    next_problem(c);
}

static void next_problem(struct call *c)
{
    struct listing *l = c->own;
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "v", "d"};

    while (l->at < l->n && !key_of("prob", l->ids[l->at], key))
        l->at++;
    if (l->at < l->n)
        store_ask(c, words, 4, on_problem);
    else
        call_json(c, 200, json_pack("{s:O}", "problems", l->items));
}

static void on_list(struct call *c, const struct redis_reply *reply)
{
    listing_take(c->own, reply);
    next_problem(c);
}

/* Open ones oldest first, done ones latest first. */
static void list_problems(struct call *c)
{
    struct listing *l = must_alloc(sizeof *l);
    char state[8] = "open";
    char id[48];
    char key[KEY_SIZE];
    const char *words[] = {"ZRANGE", key, "0", "199"};
    bool is_open;

    listing_begin(c, l);
    (void)call_query(c, "state", state, sizeof state);
    is_open = strcmp(state, "open") == 0;
    if (!is_open)
        words[0] = "ZREVRANGE";
    (void)snprintf(id, sizeof id, "%.32s%s", c->params[0],
                   is_open ? "" : ":done");
    if (!c->school)
        call_problem(c, "not_found");
    else if ((!is_open && strcmp(state, "done") != 0) ||
             !key_of("probs", id, key))
        call_problem(c, "bad_request");
    else
        store_ask(c, words, 4, on_list);
}

void problems_get(struct call *c)
{
    if (school_is_open_to(&c->session, c->params[0]))
        store_school(c, c->params[0], list_problems);
    else
        call_problem(c, "forbidden");
}

void problem_settle(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__SettleProblem op = TUCAI__V1__SETTLE_PROBLEM__INIT;

    op.problem_id = c->params[0];
    op.state = (char *)call_text(c, "state");
    command.op_case = TUCAI__V1__COMMAND__OP_SETTLE_PROBLEM;
    command.settle_problem = &op;
    command_run(c, &command, command_done);
}

/* ---- the screenshot ---- */

static void send_picture(struct call *c, int r, struct bytes content)
{
    static const struct http_header HEADERS[] = {
        {"Cache-Control", "private, no-store"}, {0}};

    if (r == 0 && type_of(content))
        call_bytes(c, type_of(content), content, HEADERS);
    else if (r == 0 || r == -ENOENT)
        call_problem(c, "not_found");
    else
        call_problem(c, "internal_error");
}

static void on_recorded(struct call *c, unsigned status, json_t *json)
{
    (void)status;
    (void)json;
    photo_load(c, c->own, send_picture);
}

/* It often shows a face: who looks at it is recorded before (R43). */
static void on_reported(struct call *c, const struct redis_reply *reply)
{
    struct problem_report report;
    struct photo_place *place = must_alloc(sizeof *place);

    call_set_own(c, place, free);
    if (!read_problem(c, reply, &report) ||
        !photo_place_of(&report.screenshot, place))
        call_problem(c, "not_found");
    else if (school_is_open_to(&c->session, report.school_code))
        command_reading(c, report.uid, "screenshot", report.id, on_recorded);
    else
        call_problem(c, "forbidden");
}

/* The student's own: nobody has looked at another. */
static void on_own(struct call *c, const struct redis_reply *reply)
{
    struct problem_report report;
    struct photo_place place;

    if (read_problem(c, reply, &report) &&
        strcmp(report.uid, c->session.uid) == 0 &&
        photo_place_of(&report.screenshot, &place))
        photo_load(c, &place, send_picture);
    else
        call_problem(c, "not_found");
}

static void ask_report(struct call *c, store_fn *fn)
{
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "v", "d"};

    if (key_of("prob", c->params[0], key))
        store_ask(c, words, 4, fn);
    else
        call_problem(c, "not_found");
}

void problem_screenshot(struct call *c)
{
    ask_report(c, on_reported);
}

void me_screenshot(struct call *c)
{
    ask_report(c, on_own);
}
