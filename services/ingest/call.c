#include "ingest/call.h"

#include "core/check.h"
#include "core/random.h"
#include "core/time.h"
#include "ingest/problem.h"
#include "ingest/url.h"
#include "model/roster.h"
#include "service/log.h"
#include "service/metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADERS_MAX = 16 };

static const struct metric_family REQUESTS = {"tucai_http_requests_total",
                                              "Requests answered.",
                                              METRIC_COUNTER,
                                              {"route", "status"}};
static const struct metric_family DURATION = {
    "tucai_http_request_duration_seconds",
    "From the head to the answer.",
    METRIC_HISTOGRAM,
    {"route"}};

/* ---- life ---- */

static void on_gone(void *owner)
{
    struct call *c = owner;

    c->x = NULL;
    if (c->left)
        c->left(c);
    call_release(c);
}

/* An id that came with the request is kept if it can stand in a log. */
static void name_request(struct call *c)
{
    const char *given = http_header(c->x, "x-request-id");
    static const char GOOD[] = "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

    if (given && strlen(given) >= 8 && strlen(given) < sizeof c->request_id &&
        given[strspn(given, GOOD)] == '\0')
        (void)snprintf(c->request_id, sizeof c->request_id, "%s", given);
    else
        random_id(c->request_id, 8);
}

/* Behind our own proxy the last address it added is the client's. */
static void find_address(struct call *c)
{
    const char *forwarded = http_header(c->x, "x-forwarded-for");
    const char *comma = forwarded ? strrchr(forwarded, ',') : NULL;
    const char *address = comma ? comma + 1 : forwarded;

    if (!c->app->cfg->behind_proxy || !address)
        address = http_peer(c->x);
    address += strspn(address, " ");
    (void)snprintf(c->address, sizeof c->address, "%s", address);
}

struct call *call_new(struct app *app, struct http_exchange *x)
{
    struct call *c = must_alloc(sizeof *c);

    c->app = app;
    c->x = x;
    c->holds = 1; /* the exchange's */
    c->started_us = time_mono_us();
    c->body = BUF_INIT(CALL_JSON_BYTES_MAX);
    c->label = "none";
    name_request(c);
    find_address(c);
    http_set_owner(x, c, on_gone);
    return c;
}

static void destroy(struct call *c)
{
    call_set_own(c, NULL, NULL);
    buf_done(&c->body);
    json_decref(c->json);
    student_free(c->student);
    school_free(c->school);
    roster_free(c->place);
    free(c);
}

void call_hold(struct call *c)
{
    c->holds++;
}

void call_release(struct call *c)
{
    CHECK(c->holds > 0);
    if (--c->holds == 0)
        destroy(c);
}

bool call_resume(struct call *c)
{
    bool is_wanted = c->x != NULL;

    call_release(c);
    return is_wanted;
}

void call_set_own(struct call *c, void *own, void (*own_free)(void *own))
{
    if (c->own && c->own_free)
        c->own_free(c->own);
    c->own = own;
    c->own_free = own_free;
}

/* ---- questions ---- */

bool call_query(const struct call *c, const char *name, char *ret, size_t size)
{
    return url_query(http_query(c->x), name, ret, size);
}

const char *call_text(const struct call *c, const char *name)
{
    const char *text = json_string_value(json_object_get(c->json, name));

    return text ? text : "";
}

/* ---- answers ---- */

/* Counts the answer and lets go of the exchange; the answer itself follows. */
static struct http_exchange *leave(struct call *c, unsigned status)
{
    struct http_exchange *x = c->x;
    char text[12];
    double seconds = (double)(time_mono_us() - c->started_us) / 1e6;

    CHECK(x);
    c->x = NULL;
    (void)snprintf(text, sizeof text, "%u", status);
    metrics_add(&REQUESTS, METRIC_LABELS(c->label, text), 1);
    metrics_observe(&DURATION, METRIC_LABELS(c->label), seconds);
    log_debug("request", F_STR("method", http_method(x)),
              F_STR("route", c->label), F_INT("status", status),
              F_STR("request_id", c->request_id), F_REAL("seconds", seconds));
    return x;
}

static void answer(struct call *c, unsigned status,
                   const struct http_header *headers, struct bytes body)
{
    struct http_header all[HEADERS_MAX] = {
        {"X-Request-Id", c->request_id},
        {"X-Content-Type-Options", "nosniff"},
        {"Cache-Control", "no-store"},
    };
    const struct http_head head = {status, all};
    size_t n = 3;
    struct http_exchange *x = leave(c, status);

    for (; headers && headers->name; headers++) {
        CHECK(n < HEADERS_MAX - 1);
        /* The caller's own rule for caches stands instead of ours. */
        if (strcmp(headers->name, "Cache-Control") == 0)
            all[2] = *headers;
        else
            all[n++] = *headers;
    }
    http_answer(x, &head, body);
    call_release(c);
}

static void answer_json(struct call *c, unsigned status, const char *type,
                        json_t *json, const struct http_header *headers)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
    struct http_header all[HEADERS_MAX] = {{"Content-Type", type}};

    for (size_t n = 1; headers && headers->name; headers++) {
        CHECK(n < HEADERS_MAX - 1);
        all[n++] = *headers;
    }
    json_decref(json);
    answer(c, status, all, bytes_of_text(text ? text : "{}"));
    free(text);
}

void call_json_with(struct call *c, unsigned status, json_t *json,
                    const struct http_header *headers)
{
    answer_json(c, status, "application/json; charset=utf-8", json, headers);
}

void call_json(struct call *c, unsigned status, json_t *json)
{
    call_json_with(c, status, json, NULL);
}

void call_empty_with(struct call *c, unsigned status,
                     const struct http_header *headers)
{
    answer(c, status, headers, (struct bytes){0});
}

void call_empty(struct call *c, unsigned status)
{
    call_empty_with(c, status, NULL);
}

void call_bytes(struct call *c, const char *type, struct bytes body,
                const struct http_header *headers)
{
    struct http_header all[HEADERS_MAX] = {{"Content-Type", type}};

    for (size_t n = 1; headers && headers->name; headers++)
        all[n++] = *headers;
    answer(c, 200, all, body);
}

void call_file(struct call *c, const char *type, int fd, int64_t length)
{
    const struct http_header headers[] = {{"X-Request-Id", c->request_id},
                                          {"Content-Type", type},
                                          {"Cache-Control", "no-store"},
                                          {0}};
    const struct http_head head = {200, headers};
    struct http_exchange *x = leave(c, 200);

    http_set_owner(x, NULL, NULL); /* the call goes before the last byte */
    http_answer_file(x, &head, fd, length);
    call_release(c);
}

void call_source(struct call *c, const struct http_header *headers,
                 const struct http_source *source, int64_t length)
{
    struct http_header all[HEADERS_MAX] = {
        {"X-Request-Id", c->request_id},
        {"X-Content-Type-Options", "nosniff"},
        {"Cache-Control", "private, no-store"},
    };
    const struct http_head head = {200, all};
    struct http_exchange *x = leave(c, 200);

    for (size_t n = 3; headers->name; headers++) {
        CHECK(n < HEADERS_MAX - 1);
        all[n++] = *headers;
    }
    http_set_owner(x, NULL, NULL); /* the call goes before the last byte */
    http_answer_source(x, &head, source, length);
    call_release(c);
}

void call_stream(struct call *c, const char *type,
                 const struct http_header *headers, void (*drained)(void *c))
{
    struct http_header all[HEADERS_MAX] = {{"X-Request-Id", c->request_id},
                                           {"Content-Type", type}};
    const struct http_head head = {200, all};
    struct http_exchange *x = leave(c, 200);

    for (size_t n = 2; headers && headers->name; headers++)
        all[n++] = *headers;
    c->x = x;
    http_answer_start(x, &head, HTTP_LENGTH_UNKNOWN, drained);
}

void call_stream_end(struct call *c)
{
    struct http_exchange *x = c->x;

    c->x = NULL;
    http_answer_end(x);
    call_release(c);
}

/* How long to wait, for 429 and 503: as the refusal says, else as usual. */
static unsigned retry_after_s(const struct call *c, unsigned status,
                              const struct problem *p, const json_t *extra)
{
    const char *until = json_string_value(json_object_get(extra, "until"));
    const json_t *given = json_object_get(extra, "retry_after_s");
    int64_t until_ms;

    if (status != 429 && status != 503)
        return 0;
    if (json_is_integer(given))
        return (unsigned)json_integer_value(given);
    if (until && time_parse(until, &until_ms) == 0 &&
        until_ms > app_now_ms(c->app))
        return (unsigned)((until_ms - app_now_ms(c->app) + 999) / 1000);
    return p->retry_after_s ? p->retry_after_s : 1;
}

void call_problem_with(struct call *c, unsigned status, const char *code,
                       const json_t *extra)
{
    const struct problem *p = problem_find(code);
    char seconds[16];
    struct http_header headers[] = {{"Retry-After", NULL},
                                    {"WWW-Authenticate", NULL},
                                    {"Allow", NULL},
                                    {0}};
    json_t *body;
    unsigned wait_s;

    if (status == 0)
        status = p->status;
    wait_s = retry_after_s(c, status, p, extra);
    if (wait_s > 0) {
        (void)snprintf(seconds, sizeof seconds, "%u", wait_s);
        headers[0].value = seconds;
    }
    if (status == 401)
        headers[1].value = "Bearer";
    if (status == 405)
        headers[2].value = c->allow;
    body = problem_render(status, code, p->detail, extra);
    (void)json_object_del(body, "retry_after_s");
    answer_json(c, status, "application/problem+json; charset=utf-8", body,
                headers);
}

void call_problem(struct call *c, const char *code)
{
    call_problem_with(c, 0, code, NULL);
}

void call_problem_wait(struct call *c, const char *code, int64_t wait_ms)
{
    json_t *extra = json_pack("{s:I}", "retry_after_s",
                              (json_int_t)((wait_ms + 999) / 1000));

    call_problem_with(c, 0, code, extra);
    json_decref(extra);
}
