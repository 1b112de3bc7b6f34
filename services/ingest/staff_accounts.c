#include "ingest/routes.h"

#include "core/check.h"
#include "ingest/command.h"
#include "ingest/listing.h"
#include "ingest/password.h"
#include "ingest/store.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the list: one account after the other ---- */

enum { PAGE = 100 };

_Static_assert(PAGE <= LISTING_MAX && ACCOUNT_NAME_SIZE <= LISTING_ID_SIZE,
               "a page fits");

static void next_account(struct call *c);

static void on_account(struct call *c, const struct redis_reply *reply)
{
    struct listing *l = c->own;
    struct account account;
    uint64_t version;

    if (store_account(c, reply, &account, &version))
        (void)json_array_append_new(l->items,
                                    account_show(&account, app_now_ms(c->app)));
    l->at++;
    next_account(c);
}

/* next: the name to go on behind, null at the end. */
static void answer(struct call *c, const struct listing *l)
{
    json_t *next = l->n == PAGE ? json_string(l->ids[PAGE - 1]) : json_null();

    call_json(c, 200,
              json_pack("{s:O, s:o}", "accounts", l->items, "next", next));
}

static void next_account(struct call *c)
{
    struct listing *l = c->own;

    if (l->at < l->n)
        store_ask_account(c, l->ids[l->at], on_account);
    else
        answer(c, l);
}

static void on_names(struct call *c, const struct redis_reply *reply)
{
    listing_take(c->own, reply);
    next_account(c);
}

/* A school sees its own; the province all, or ?school_code='s. */
void staff_list(struct call *c)
{
    struct listing *l = must_alloc(sizeof *l);
    bool is_everywhere = role_reach(role_of(c->session.role)) == REACH_ALL;
    char school[8] = "", after[ACCOUNT_NAME_SIZE] = "";
    char key[KEY_SIZE] = "staff_names";
    char from[ACCOUNT_NAME_SIZE + 1];
    const char *words[] = {"ZRANGEBYLEX", key, from, "+", "LIMIT", "0", "100"};

    _Static_assert(PAGE == 100, "as LIMIT says");
    listing_begin(c, l);
    (void)call_query(c, "school_code", school, sizeof school);
    (void)call_query(c, "after", after, sizeof after);
    (void)snprintf(from, sizeof from, *after ? "(%s" : "-", after);
    if (!is_everywhere && *school &&
        strcmp(school, c->session.school_code) != 0)
        call_problem(c, "forbidden");
    else if ((is_everywhere && !*school) ||
             key_of("staff_of", is_everywhere ? school : c->session.school_code,
                    key))
        store_ask(c, words, 7, on_names);
    else
        call_problem(c, "bad_request");
}

/* ---- a new password is hashed here, and goes no further ---- */

struct new_password {
    char *text;    /* a view into c->json */
    call_fn *next; /* with the hash, "" if there is no password */
    char hash[ACCOUNT_HASH_SIZE];
};

static void forget_password(void *own)
{
    struct new_password *password = own;

    sodium_memzero(password->text, strlen(password->text));
    free(password);
}

static void on_hashed(void *ctx, const char *hash)
{
    struct call *c = ctx;
    struct new_password *password = c->own;

    if (!call_resume(c))
        return;
    if (!hash) {
        call_problem(c, "busy");
        return;
    }
    (void)snprintf(password->hash, sizeof password->hash, "%s", hash);
    password->next(c);
}

/* The body's fingerprint is kept with the job, for a day: without the password,
 * which so fast a hash would not protect. */
static void take_out(struct call *c)
{
    json_t *rest = json_copy(c->json);
    char *text;

    (void)json_object_del(rest, "password");
    text = json_dumps(rest, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(rest);
    sodium_memzero(c->body.at, c->body.len);
    c->body.len = 0;
    CHECK(text && buf_add_text(&c->body, text) == 0);
    free(text);
}

static void with_hash(struct call *c, bool must_be_there, call_fn *next)
{
    struct new_password *password = must_alloc(sizeof *password);
    bool is_there = json_object_get(c->json, "password") != NULL;

    password->text = (char *)call_text(c, "password");
    password->next = next;
    call_set_own(c, password, forget_password);
    take_out(c);
    if (!is_there && !must_be_there)
        next(c);
    else if (!password_is_sound(password->text))
        call_problem(c, "password_weak");
    else if (passwords_hash(c->app->passwords, password->text, on_hashed, c))
        call_hold(c);
    else
        call_problem(c, "busy");
}

static char *hash_of(const struct call *c)
{
    return ((struct new_password *)c->own)->hash;
}

/* ---- made and changed ---- */

static void create(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__StaffCreate op = TUCAI__V1__STAFF_CREATE__INIT;

    op.name = (char *)call_text(c, "name");
    op.role = (char *)call_text(c, "role");
    op.school_code = (char *)call_text(c, "school_code");
    op.college = (char *)call_text(c, "college");
    op.password_hash = hash_of(c);
    command.op_case = TUCAI__V1__COMMAND__OP_STAFF_CREATE;
    command.staff_create = &op;
    command_run(c, &command, command_done);
}

void staff_post(struct call *c)
{
    with_hash(c, true, create);
}

static void change(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__StaffChange op = TUCAI__V1__STAFF_CHANGE__INIT;
    const json_t *disabled = json_object_get(c->json, "disabled");

    op.name = (char *)(*c->params[0] ? c->params[0] : call_text(c, "name"));
    op.role = (char *)call_text(c, "role");
    op.school_code = (char *)call_text(c, "school_code");
    op.college = (char *)call_text(c, "college");
    op.password_hash = hash_of(c);
    op.sets_disabled = disabled != NULL;
    op.is_disabled = json_is_true(disabled);
    op.resets_totp = json_is_true(json_object_get(c->json, "reset_totp"));
    command.op_case = TUCAI__V1__COMMAND__OP_STAFF_CHANGE;
    command.staff_change = &op;
    command_run(c, &command, command_done);
}

/* What is no boolean is not guessed at: "false" would disable nobody. */
static bool is_boolean(const struct call *c, const char *name)
{
    const json_t *value = json_object_get(c->json, name);

    return !value || json_is_boolean(value);
}

void staff_patch(struct call *c)
{
    if (is_boolean(c, "disabled") && is_boolean(c, "reset_totp"))
        with_hash(c, false, change);
    else
        call_problem(c, "bad_request");
}
