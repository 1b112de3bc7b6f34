#include "ingest/routes.h"

#include "core/check.h"
#include "core/text.h"
#include "ingest/school_access.h"
#include "ingest/store.h"
#include "model/census.h"
#include "model/roster_store.h"
#include "net/loop.h"
#include "proto/student.pb-c.h"
#include "service/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * How far a school is, and who is missing: the roster's parts and the indexes
 * of states are read one after the other, so that others have their turns;
 * they are joined and written out in the pool.
 */

enum {
    ANSWER_BYTES_MAX = 128 << 20, /* 200,000 lines of the longest fields */
    COLLEGE_SIZE = ROSTER_FIELD_BYTES_MAX + 4,
    READINGS = 2 * (CENSUS_STATES - 1), /* of the indexes: see next_state() */
};

struct inquiry {
    struct call *c;
    char college[COLLEGE_SIZE]; /* "": all */
    bool is_csv, is_missing;
    char after[CALL_PARAM_SIZE];
    int64_t limit;

    uint64_t version; /* of the roster; 0: there is none */
    struct roster_head head;
    size_t part;
    struct roster *roster; /* until the census has it */
    struct census *census;
    int reading;

    struct buf answer;
    int r;
};

static void inquiry_free(void *own)
{
    struct inquiry *q = own;

    roster_head_done(&q->head);
    roster_free(q->roster);
    census_free(q->census);
    buf_done(&q->answer);
    free(q);
}

static void answer_damaged(struct call *c)
{
    log_error("damaged_value", F_STR("what", "roster"),
              F_STR("request_id", c->request_id));
    call_problem(c, "internal_error");
}

/* ---- the answer ---- */

static int write_out(struct inquiry *q)
{
    const struct census_page page = {q->after, (size_t)q->limit};
    const char *college = *q->college ? q->college : NULL;
    int r = census_close(q->census);

    if (r < 0)
        return r;
    if (q->is_missing && !q->is_csv)
        return census_missing(q->census, college, &page, &q->answer);
    if (q->is_missing)
        return census_missing_csv(q->census, college, &q->answer);
    return q->is_csv ? census_progress_csv(q->census, college, &q->answer)
                     : census_progress(q->census, college, &q->answer);
}

static void in_pool(void *ctx)
{
    struct inquiry *q = ctx;

    q->r = write_out(q);
}

static void send_csv(struct call *c, const struct inquiry *q)
{
    char disposition[96];
    const struct http_header headers[] = {{"Content-Disposition", disposition},
                                          {0}};

    (void)snprintf(disposition, sizeof disposition,
                   "attachment; filename=\"%s-%.16s.csv\"",
                   q->is_missing ? "missing" : "progress", c->params[0]);
    call_bytes(c, "text/csv; charset=utf-8; header=present",
               buf_view(&q->answer), headers);
}

static void on_written(void *ctx)
{
    struct inquiry *q = ctx;
    struct call *c = q->c;

    if (!call_resume(c))
        return;
    if (q->r == -ENOENT)
        call_problem(c, "bad_request"); /* `after` is no uid of the roster */
    else if (q->r < 0)
        call_problem(c, "internal_error");
    else if (q->is_csv)
        send_csv(c, q);
    else
        call_bytes(c, "application/json; charset=utf-8", buf_view(&q->answer),
                   NULL);
}

/* ---- the states ---- */

static void next_state(struct call *c);

static enum census_state state_of(const struct inquiry *q)
{
    return (enum census_state)(CENSUS_STARTED +
                               q->reading % (CENSUS_STATES - 1));
}

static void on_state(struct call *c, const struct redis_reply *reply)
{
    struct inquiry *q = c->own;

    for (size_t i = 0; i < redis_reply_count(reply); i++) {
        if (census_add(q->census, redis_reply_bytes(redis_reply_at(reply, i)),
                       state_of(q)) < 0) {
            answer_damaged(c);
            return;
        }
    }
    q->reading++;
    next_state(c);
}

/* All twice: whoever changes from one to another meanwhile is seen in one of
 * them at least, and the last one counts. */
static void next_state(struct call *c)
{
    struct inquiry *q = c->own;
    char key[KEY_SIZE], id[64];
    const char *words[] = {"ZRANGE", key, "0", "-1"};

    if (q->reading == READINGS) {
        call_hold(c);
        loop_submit(c->app->loop, &(struct loop_task){in_pool, on_written, q});
        return;
    }
    (void)snprintf(id, sizeof id, "%.16s:%s", c->params[0],
                   census_state_name(state_of(q)));
    if (key_of("st", id, key))
        store_ask(c, words, 4, on_state);
    else
        call_problem(c, "not_found");
}

/* ---- the roster ---- */

static void next_part(struct call *c);

static void on_part(struct call *c, const struct redis_reply *reply)
{
    struct inquiry *q = c->own;

    if (redis_reply_is_nil(reply) ||
        roster_part_decode(redis_reply_bytes(reply), q->roster) < 0) {
        answer_damaged(c);
        return;
    }
    q->part++;
    next_part(c);
}

static void next_part(struct call *c)
{
    struct inquiry *q = c->own;
    char key[KEY_SIZE];
    const char *words[] = {"GET", key};

    if (q->part < q->head.n_parts) {
        roster_part_key(c->params[0], q->version, q->part, key);
        store_ask(c, words, 2, on_part);
        return;
    }
    q->census = census_new(q->roster);
    q->roster = NULL;
    next_state(c);
}

static void on_head(struct call *c, const struct redis_reply *reply)
{
    struct inquiry *q = c->own;
    struct bytes value;

    q->roster = roster_new();
    if (store_versioned(reply, &value, &q->version) &&
        roster_head_decode(value, &q->head) < 0)
        answer_damaged(c);
    else
        next_part(c);
}

static void with_school(struct call *c)
{
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "v", "d"};

    if (c->school && roster_head_key(c->params[0], key))
        store_ask(c, words, 4, on_head);
    else
        call_problem(c, "not_found");
}

/* ---- who may ask for what (R46) ---- */

/* A college's account sees its own college, whatever it asks for. */
static void on_account(struct call *c, const struct redis_reply *reply)
{
    struct inquiry *q = c->own;
    Tucai__V1__StaffAccount *account = NULL;
    struct bytes value;
    uint64_t version;
    bool is_its_own = false;

    if (store_versioned(reply, &value, &version))
        account = tucai__v1__staff_account__unpack(NULL, value.len, value.at);
    if (account && account->college[0] &&
        strlen(account->college) < sizeof q->college) {
        is_its_own = !*q->college || strcmp(q->college, account->college) == 0;
        text_copy(q->college, sizeof q->college, account->college);
    }
    if (account)
        tucai__v1__staff_account__free_unpacked(account, NULL);
    if (is_its_own)
        store_school(c, c->params[0], with_school);
    else
        call_problem(c, "forbidden");
}

static void ask_account(struct call *c)
{
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "v", "d"};

    if (key_of("staff", c->session.staff, key))
        store_ask(c, words, 4, on_account);
    else
        call_problem(c, "forbidden");
}

static bool may_ask(const struct call *c)
{
    static const char *const ROLES[] = {"college", "school", "province"};
    bool may = false;

    for (size_t i = 0; i < sizeof ROLES / sizeof *ROLES; i++)
        may = may || strcmp(c->session.role, ROLES[i]) == 0;
    return may && school_is_open_to(&c->session, c->params[0]);
}

/* False when a parameter makes no sense. */
static bool read_query(const struct call *c, struct inquiry *q)
{
    char format[8] = "json", limit[16];

    (void)call_query(c, "format", format, sizeof format);
    (void)call_query(c, "after", q->after, sizeof q->after);
    (void)call_query(c, "college", q->college, sizeof q->college);
    q->is_csv = strcmp(format, "csv") == 0;
    q->limit = CENSUS_PAGE_MAX;
    return (q->is_csv || strcmp(format, "json") == 0) &&
           (!call_query(c, "limit", limit, sizeof limit) ||
            text_to_i64(limit, 1, CENSUS_PAGE_MAX, &q->limit));
}

static void inquire(struct call *c, bool is_missing)
{
    struct inquiry *q = must_alloc(sizeof *q);

    q->c = c;
    q->is_missing = is_missing;
    q->answer = BUF_INIT(ANSWER_BYTES_MAX);
    call_set_own(c, q, inquiry_free);
    if (!may_ask(c))
        call_problem(c, "forbidden");
    else if (!read_query(c, q))
        call_problem(c, "bad_request");
    else if (strcmp(c->session.role, "college") == 0)
        ask_account(c);
    else
        store_school(c, c->params[0], with_school);
}

void progress_get(struct call *c)
{
    inquire(c, false);
}

void missing_get(struct call *c)
{
    inquire(c, true);
}
