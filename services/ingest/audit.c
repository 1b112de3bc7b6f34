#include "ingest/routes.h"

#include "core/check.h"
#include "core/text.h"
#include "core/time.h"
#include "ingest/store.h"
#include "model/me.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * GET /audit: the audit log from its beginning on, page by page (R43).
 *
 * What is asked for is looked for among the entries of a time; a page ends
 * when it is full or so many were looked at, so that a rare one holds nobody
 * up.  Each entry comes with its text, as it was hashed.
 */

enum { CHUNK = 500, LOOKED_MAX = 5000, LIMIT = 100, LIMIT_MAX = 1000 };

enum { ID_BYTES = 48, FILTER_BYTES = 80, LINES_MAX = 8 << 20 };

struct page {
    char from[ID_BYTES], to[ID_BYTES]; /* as XRANGE takes them */
    char last[ID_BYTES];               /* the one looked at last; "": none */
    char school[FILTER_BYTES], student[FILTER_BYTES], by[FILTER_BYTES];
    int64_t limit;
    size_t looked;
    bool is_lines; /* one line of JSON each, to be kept and verified */
    json_t *entries;
};

static void page_free(void *own)
{
    struct page *page = own;

    json_decref(page->entries);
    free(page);
}

/* ---- one entry ---- */

struct entry {
    char id[ID_BYTES];
    int64_t moment_ms, number;
    struct bytes before, hash, text;
};

/* [id, [name, value, ...]] as append_audit() of the ledger writes it. */
static bool read_entry(const struct redis_reply *reply, struct entry *ret)
{
    const struct redis_reply *fields;
    struct bytes id;

    if (redis_reply_count(reply) != 2)
        return false;
    id = redis_reply_bytes(redis_reply_at(reply, 0));
    fields = redis_reply_at(reply, 1);
    if (redis_reply_count(fields) != 6 || id.len >= sizeof ret->id)
        return false;
    (void)snprintf(ret->id, sizeof ret->id, "%.*s", (int)id.len,
                   (const char *)id.at);
    ret->before = redis_reply_bytes(redis_reply_at(fields, 1));
    ret->hash = redis_reply_bytes(redis_reply_at(fields, 3));
    ret->text = redis_reply_bytes(redis_reply_at(fields, 5));
    ret->moment_ms = strtoll(ret->id, NULL, 10);
    ret->number = strtoll(ret->id + strcspn(ret->id, "-") + 1, NULL, 10);
    return true;
}

static bool has(const json_t *json, const char *name, const char *wanted)
{
    const char *text = json_string_value(json_object_get(json, name));

    return !*wanted || (text && strcmp(text, wanted) == 0);
}

static bool is_wanted(const struct page *page, const json_t *json)
{
    return has(json, "school_code", page->school) &&
           has(json, "student_uid", page->student) && has(json, "by", page->by);
}

static json_t *text_of(struct bytes text)
{
    return json_stringn((const char *)text.at, text.len);
}

/* What the chain is made of. */
static void add_links(json_t *json, const struct entry *e)
{
    (void)json_object_set_new(json, "number", json_integer(e->number));
    (void)json_object_set_new(json, "moment_ms", json_integer(e->moment_ms));
    (void)json_object_set_new(json, "prev", text_of(e->before));
    (void)json_object_set_new(json, "hash", text_of(e->hash));
    (void)json_object_set_new(json, "entry", text_of(e->text));
}

static void take(struct page *page, const struct entry *e)
{
    json_t *json = json_loadb((const char *)e->text.at, e->text.len, 0, NULL);
    json_t *line = page->is_lines ? json_object() : json_incref(json);

    if (is_wanted(page, json) && json_is_object(line)) {
        if (!page->is_lines)
            (void)json_object_set_new(line, "at", me_time(e->moment_ms));
        add_links(line, e);
        (void)json_array_append(page->entries, line);
    }
    json_decref(line);
    json_decref(json);
}

/* ---- the page ---- */

static void answer_lines(struct call *c, const struct page *page, bool is_end)
{
    struct buf lines = BUF_INIT(LINES_MAX);
    const struct http_header headers[] = {
        {is_end ? NULL : "X-Next", page->last}, {0}};
    size_t i;
    json_t *one;

    json_array_foreach(page->entries, i, one)
    {
        char *text = json_dumps(one, JSON_COMPACT);

        CHECK(text && buf_add_text(&lines, text) == 0 &&
              buf_add_text(&lines, "\n") == 0);
        free(text);
    }
    call_bytes(c, "application/x-ndjson; charset=utf-8", buf_view(&lines),
               headers);
    buf_done(&lines);
}

static void answer(struct call *c, const struct page *page, bool is_end)
{
    if (page->is_lines) {
        answer_lines(c, page, is_end);
        return;
    }
    call_json(c, 200,
              json_pack("{s:O, s:o}", "entries", page->entries, "next",
                        is_end ? json_null() : json_string(page->last)));
}

static void ask_chunk(struct call *c);

static void on_chunk(struct call *c, const struct redis_reply *reply)
{
    struct page *page = c->own;
    size_t n = redis_reply_count(reply);
    bool is_full = false;
    struct entry e;

    for (size_t i = 0; i < n && !is_full; i++) {
        if (!read_entry(redis_reply_at(reply, i), &e))
            continue;
        take(page, &e);
        memcpy(page->last, e.id, sizeof page->last);
        page->looked++;
        is_full = json_array_size(page->entries) >= (size_t)page->limit;
    }
    if (is_full || page->looked >= LOOKED_MAX)
        answer(c, page, false);
    else if (n < CHUNK)
        answer(c, page, true);
    else
        ask_chunk(c);
}

static void ask_chunk(struct call *c)
{
    const struct page *page = c->own;
    char from[ID_BYTES + 1];
    const char *words[] = {"XRANGE", "audit:log", from,
                           page->to, "COUNT",     "500"};

    _Static_assert(CHUNK == 500, "as COUNT says");
    (void)snprintf(from, sizeof from, "%s%s", page->last[0] ? "(" : "",
                   page->last[0] ? page->last : page->from);
    store_ask(c, words, 6, on_chunk);
}

/* ---- what is asked for ---- */

/* A moment or a day as the milliseconds of an id; in a query a "+" that was not
 * escaped has become a space.  False: it is neither. */
static bool read_moment(const struct call *c, const char *name, bool is_end,
                        char ret[ID_BYTES])
{
    char text[FILTER_BYTES];
    int64_t day, ms;
    char *space;

    if (!call_query(c, name, text, sizeof text))
        return true;
    space = strchr(text, ' ');
    if (space)
        *space = '+';
    if (time_parse_day(text, &day) == 0)
        ms = time_day_start_ms(day + is_end) - is_end;
    else if (time_parse(text, &ms) != 0)
        return false;
    (void)snprintf(ret, ID_BYTES, "%" PRId64, ms > 0 ? ms : 0);
    return true;
}

/* Of an entry that was given out: "<digits>-<digits>". */
static bool read_after(const struct call *c, char ret[ID_BYTES])
{
    size_t moment;

    if (!call_query(c, "after", ret, 40))
        return true;
    moment = strspn(ret, "0123456789");
    return moment > 0 && ret[moment] == '-' && ret[moment + 1] &&
           ret[moment + 1 + strspn(ret + moment + 1, "0123456789")] == '\0';
}

static bool read_query(const struct call *c, struct page *page)
{
    char limit[16], format[16] = "json";

    (void)call_query(c, "school", page->school, sizeof page->school);
    (void)call_query(c, "student", page->student, sizeof page->student);
    (void)call_query(c, "by", page->by, sizeof page->by);
    (void)call_query(c, "format", format, sizeof format);
    page->is_lines = strcmp(format, "ndjson") == 0;
    if (call_query(c, "limit", limit, sizeof limit) &&
        !text_to_i64(limit, 1, LIMIT_MAX, &page->limit))
        return false;
    return (page->is_lines || strcmp(format, "json") == 0) &&
           read_moment(c, "from", false, page->from) &&
           read_moment(c, "to", true, page->to) && read_after(c, page->last);
}

void audit_get(struct call *c)
{
    struct page *page = must_alloc(sizeof *page);

    *page = (struct page){
        .from = "-", .to = "+", .limit = LIMIT, .entries = json_array()};
    call_set_own(c, page, page_free);
    if (read_query(c, page))
        ask_chunk(c);
    else
        call_problem(c, "bad_request");
}
