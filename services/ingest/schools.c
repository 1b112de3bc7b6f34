#include "ingest/routes.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "ingest/command.h"
#include "ingest/media.h"
#include "ingest/school_access.h"
#include "ingest/store.h"
#include "model/json_line.h"
#include "model/precondition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * schools - all of them at once: the list, and many configurations in one file.
 * Each is judged by itself and kept whole or not at all; what is wrong with one
 * is said in the list of errors and stops no other.
 */

enum {
    SCHOOLS_MAX = 2000,
    BODY_BYTES_MAX = 8 << 20,
    CODE_DIGITS = 5,
};

/* ---- the list: one after the other ---- */

struct listing {
    char codes[SCHOOLS_MAX][8];
    size_t n, at;
    json_t *items;
};

static void listing_free(void *own)
{
    struct listing *l = own;

    json_decref(l->items);
    free(l);
}

static void next_school(struct call *c);

static void with_school(struct call *c)
{
    struct listing *l = c->own;
    const struct school *s = c->school;

    if (s && school_is_open_to(&c->session, s->code))
        (void)json_array_append_new(
            l->items, json_pack("{s:s, s:s, s:s, s:I}", "code", s->code, "name",
                                s->name, "season", s->season, "version",
                                (json_int_t)c->school_version));
    l->at++;
    next_school(c);
}

static void next_school(struct call *c)
{
    struct listing *l = c->own;

    if (l->at < l->n)
        store_school(c, l->codes[l->at], with_school);
    else
        call_json(c, 200, json_pack("{s:O}", "schools", l->items));
}

static void on_list(struct call *c, const struct redis_reply *reply)
{
    struct listing *l = c->own;

    for (size_t i = 0; i < redis_reply_count(reply) && l->n < SCHOOLS_MAX;
         i++) {
        struct bytes b = redis_reply_bytes(redis_reply_at(reply, i));

        (void)snprintf(l->codes[l->n++], sizeof l->codes[0], "%.*s", (int)b.len,
                       (const char *)b.at);
    }
    next_school(c);
}

void schools_get(struct call *c)
{
    static const char *const WORDS[] = {"ZRANGE", "schools", "0", "1999"};
    struct listing *l = must_alloc(sizeof *l);

    l->items = json_array();
    call_set_own(c, l, listing_free);
    store_ask(c, WORDS, 4, on_list);
}

/* ---- many at once ---- */

struct many {
    struct buf text; /* the body */
    json_t *schools; /* an object by code, or a list of objects with `code` */
    size_t at;       /* of a list */
    void *iterator;  /* of an object */
    char code[8];    /* of the one in work */
    json_t *saved, *errors;
};

static void many_free(void *own)
{
    struct many *m = own;

    buf_done(&m->text);
    json_decref(m->schools);
    json_decref(m->saved);
    json_decref(m->errors);
    free(m);
}

static void put_next(struct call *c);

/* Behind the line of a document that the person has not written as such. */
static const char *without_line(const char *detail)
{
    const char *behind = strstr(detail, "有误：");

    return behind ? behind + strlen("有误：") : detail;
}

/* `line`: where the school stands in the file, as far as it has a name. */
static void add_error(struct many *m, unsigned status, const char *code,
                      const char *detail)
{
    const char *const path[] = {m->code, NULL};
    json_t *error =
        json_pack("{s:s, s:i, s:s, s:s}", "code", m->code, "status",
                  (int)status, "problem", code, "detail", without_line(detail));

    if (json_is_object(m->schools))
        (void)json_object_set_new(
            error, "line", json_integer(json_line(buf_view(&m->text), path)));
    (void)json_array_append_new(m->errors, error);
}

static void on_saved(struct call *c, unsigned status, json_t *json)
{
    struct many *m = c->own;

    (void)status;
    (void)json_array_append_new(
        m->saved, json_pack("{s:s, s:O}", "code", m->code, "version",
                            json_object_get(json, "version")));
    put_next(c);
}

static bool on_refused(struct call *c, unsigned status, const char *code,
                       const json_t *members)
{
    const char *detail = json_string_value(json_object_get(members, "detail"));

    if (status >= 500)
        return false; /* nobody has judged it: all of it may be sent again */
    add_error(c->own, status, code, detail ? detail : "");
    put_next(c);
    return true;
}

static void refuse_here(struct call *c, const char *code, const char *detail)
{
    add_error(c->own, 422, code, detail);
    put_next(c);
}

static void answer(struct call *c)
{
    struct many *m = c->own;
    json_t *json =
        json_pack("{s:O, s:O}", "saved", m->saved, "errors", m->errors);

    if (json_array_size(m->saved) == 0)
        call_problem_with(c, 0, "schools_invalid", json);
    else
        call_json(c, 200, json_incref(json));
    json_decref(json);
}

static void put_text(struct call *c, const char *text, int64_t if_match)
{
    struct many *m = c->own;
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PutDocument put = TUCAI__V1__PUT_DOCUMENT__INIT;

    put.id = m->code;
    put.if_match = if_match;
    put.json.data = (uint8_t *)text;
    put.json.len = strlen(text);
    command.op_case = TUCAI__V1__COMMAND__OP_PUT_SCHOOL;
    command.put_school = &put;
    c->refused = on_refused;
    command_run(c, &command, on_saved);
}

/* `if_match` beside the configuration is the version that it was made of. */
static void put_one(struct call *c, const json_t *given)
{
    json_t *school = json_is_object(given) ? json_copy((json_t *)given) : NULL;
    const json_t *version = json_object_get(school, "if_match");
    int64_t if_match =
        version ? json_integer_value(version) : PRECONDITION_NONE;
    bool is_sound =
        school && (!version || (json_is_integer(version) && if_match >= 0));
    _cleanup_(freep) char *text = NULL;

    (void)json_object_del(school, "if_match");
    (void)json_object_del(school, "code");
    if (is_sound)
        text = json_dumps(school, JSON_COMPACT);
    json_decref(school);
    if (!text)
        refuse_here(c, "request_invalid",
                    "每所学校是一个对象，if_match 为配置的版本号。");
    else if (strlen(text) > CALL_JSON_BYTES_MAX)
        refuse_here(c, "too_large", "一所学校的配置最多64 KiB。");
    else
        put_text(c, text, if_match);
}

/* The next one and its code; NULL after the last. */
static const json_t *take(struct many *m, const char **ret_code)
{
    const json_t *school;

    if (json_is_array(m->schools)) {
        school = json_array_get(m->schools, m->at++);
        *ret_code = json_string_value(json_object_get(school, "code"));
        return school;
    }
    m->iterator = m->at++ ? json_object_iter_next(m->schools, m->iterator)
                          : json_object_iter(m->schools);
    if (!m->iterator)
        return NULL;
    *ret_code = json_object_iter_key(m->iterator);
    return json_object_iter_value(m->iterator);
}

static bool is_code(const char *code)
{
    return code && strlen(code) == CODE_DIGITS &&
           strspn(code, "0123456789") == CODE_DIGITS;
}

static void put_next(struct call *c)
{
    struct many *m = c->own;
    const char *code = NULL;
    const json_t *school = take(m, &code);

    if (!school) {
        answer(c);
        return;
    }
    (void)snprintf(m->code, sizeof m->code, "%.7s", code ? code : "");
    if (is_code(code))
        put_one(c, school);
    else
        refuse_here(c, "school_code_invalid", "学校代码为5位数字。");
}

static void on_body(void *ctx, int r)
{
    struct call *c = ctx;
    struct many *m = c->own;
    size_t n;

    if (r < 0) {
        call_problem(c, "too_large");
        return;
    }
    m->schools = json_loadb((const char *)m->text.at, m->text.len,
                            JSON_REJECT_DUPLICATES, NULL);
    n = json_is_array(m->schools) ? json_array_size(m->schools)
                                  : json_object_size(m->schools);
    if (!m->schools)
        call_problem(c, "json_malformed");
    else if (n == 0 || n > SCHOOLS_MAX)
        call_problem(c, "schools_invalid");
    else
        put_next(c);
}

static void on_piece(void *ctx, struct bytes piece)
{
    struct many *m = ((struct call *)ctx)->own;

    /* The server counts against the same limit, so it fits. */
    if (buf_add(&m->text, piece.at, piece.len) < 0)
        m->text.len = 0;
}

void schools_put(struct call *c)
{
    struct many *m = must_alloc(sizeof *m);
    struct http_sink sink = {on_piece, on_body, c};

    m->text = BUF_INIT(BODY_BYTES_MAX);
    m->saved = json_array();
    m->errors = json_array();
    call_set_own(c, m, many_free);
    if (media_is(c->x, "application/json"))
        http_read_body(c->x, BODY_BYTES_MAX, &sink);
    else
        call_problem(c, "unsupported_media_type");
}
