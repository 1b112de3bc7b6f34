#include "ingest/store.h"

#include "core/check.h"
#include "service/log.h"

#include <stdlib.h>
#include <string.h>

/* ---- asking ---- */

struct ask {
    struct call *c;
    store_fn *fn;
    bool is_quiet;
};

static void on_reply(void *ctx, const struct redis_reply *reply)
{
    struct ask ask = *(struct ask *)ctx;

    free(ctx);
    if (!call_resume(ask.c))
        return;
    if (reply || ask.is_quiet)
        ask.fn(ask.c, reply);
    else
        call_problem(ask.c, "busy");
}

static void ask_it(struct ask *ask, const char *const *words, size_t n)
{
    struct bytes views[STORE_WORDS_MAX];

    CHECK(n <= STORE_WORDS_MAX);
    for (size_t i = 0; i < n; i++)
        views[i] = bytes_of_text(words[i]);
    call_hold(ask->c);
    if (redis_async_ask(ask->c->app->redis, views, n, on_reply, ask) < 0)
        on_reply(ask, NULL);
}

void store_ask(struct call *c, const char *const *words, size_t n, store_fn *fn)
{
    struct ask *ask = must_alloc(sizeof *ask);

    *ask = (struct ask){.c = c, .fn = fn};
    ask_it(ask, words, n);
}

void store_ask_quietly(struct call *c, const char *const *words, size_t n,
                       store_fn *fn)
{
    struct ask *ask = must_alloc(sizeof *ask);

    *ask = (struct ask){.c = c, .fn = fn, .is_quiet = true};
    ask_it(ask, words, n);
}

bool store_versioned(const struct redis_reply *reply, struct bytes *ret_value,
                     uint64_t *ret_version)
{
    if (redis_reply_count(reply) != 2 ||
        redis_reply_is_nil(redis_reply_at(reply, 1)))
        return false;
    *ret_version = (uint64_t)redis_reply_int(redis_reply_at(reply, 0));
    *ret_value = redis_reply_bytes(redis_reply_at(reply, 1));
    return true;
}

static void ask_versioned(struct call *c, const char *key, store_fn *fn)
{
    const char *words[] = {"HMGET", key, "v", "d"};

    store_ask(c, words, 4, fn);
}

/* Bytes in Redis that are not what we wrote: nothing a client can mend. */
static void answer_damaged(struct call *c, const char *what)
{
    log_error("damaged_value", F_STR("what", what),
              F_STR("request_id", c->request_id));
    call_problem(c, "internal_error");
}

/* ---- the session ---- */

static void on_session(struct call *c, const struct redis_reply *reply)
{
    memset(&c->session, 0, sizeof c->session);
    if (!redis_reply_is_nil(reply) &&
        session_decode(redis_reply_bytes(reply), &c->session) < 0) {
        answer_damaged(c, "session");
        return;
    }
    c->next(c);
}

void store_session(struct call *c, call_fn *next)
{
    char key[KEY_SIZE];
    const char *words[] = {"GET", key};

    key_of_session(c->token_sha256, key);
    c->next = next;
    store_ask(c, words, 2, on_session);
}

/* ---- an account ---- */

void store_ask_account(struct call *c, const char *name, store_fn *fn)
{
    char key[KEY_SIZE];

    if (key_of("staff", name, key))
        ask_versioned(c, key, fn);
    else
        fn(c, NULL);
}

/* One that cannot be read is none. */
bool store_account(const struct call *c, const struct redis_reply *reply,
                   struct account *ret, uint64_t *ret_version)
{
    struct bytes value;

    *ret_version = 0;
    if (!reply || !store_versioned(reply, &value, ret_version))
        return false;
    if (account_decode(value, ret) == 0)
        return true;
    log_error("damaged_value", F_STR("what", "staff"),
              F_STR("request_id", c->request_id));
    return false;
}

/* ---- a school ---- */

static void on_school(struct call *c, const struct redis_reply *reply)
{
    struct school_error error;
    struct bytes value;

    school_freep(&c->school);
    if (store_versioned(reply, &value, &c->school_version) &&
        school_parse(c->school_code, value, &c->school, &error) < 0)
        answer_damaged(c, "school");
    else
        c->next(c);
}

static void ask_school(struct call *c, const char *code)
{
    char key[KEY_SIZE];

    (void)snprintf(c->school_code, sizeof c->school_code, "%s", code);
    if (!key_of("sc", c->school_code, key)) {
        c->next(c);
        return;
    }
    ask_versioned(c, key, on_school);
}

void store_school(struct call *c, const char *code, call_fn *next)
{
    c->next = next;
    ask_school(c, code);
}

void store_shared_rules(struct call *c, store_fn *fn)
{
    char key[KEY_SIZE];

    CHECK(key_of("rs", c->school->shared_rules, key));
    ask_versioned(c, key, fn);
}

/* ---- a student ---- */

static void on_student(struct call *c, const struct redis_reply *reply)
{
    struct bytes value;

    student_freep(&c->student);
    c->student_version = 0;
    if (!store_versioned(reply, &value, &c->student_version)) {
        c->next(c);
        return;
    }
    if (student_decode(value, &c->student) < 0) {
        answer_damaged(c, "student");
        return;
    }
    ask_school(c, c->student->school_code);
}

void store_student(struct call *c, const char *uid, call_fn *next)
{
    char key[KEY_SIZE];

    c->next = next;
    if (key_of("s", uid, key))
        ask_versioned(c, key, on_student);
    else
        next(c);
}

enum { UID_BYTES = 72 };

/* GET <family>:<id> */
static void on_owner(struct call *c, const struct redis_reply *reply)
{
    struct bytes b = redis_reply_bytes(reply);
    char uid[UID_BYTES] = "";

    if (b.len < sizeof uid)
        (void)snprintf(uid, sizeof uid, "%.*s", (int)b.len, (const char *)b.at);
    store_student(c, uid, c->next);
}

void store_owner(struct call *c, const char *family, const char *id,
                 call_fn *next)
{
    char key[KEY_SIZE];
    const char *words[] = {"GET", key};

    student_freep(&c->student);
    c->next = next;
    if (key_of(family, id, key))
        store_ask(c, words, 2, on_owner);
    else
        next(c);
}
