#include "billing/handlers.h"
#include "billing/session.h"
#include "billing/staff_file.h"
#include "core/check.h"
#include "core/time.h"
#include "model/me.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

struct account {
    char name[72], role[16], school_code[8], college[68];
    char hash[crypto_pwhash_STRBYTES];
    int64_t failures, locked_until_ms;
    uint64_t password_version;
};

#define COPY(field, text) scene_copy((field), sizeof(field), (text))

static bool read_account(const struct document *doc, struct account *ret)
{
    Tucai__V1__StaffAccount *in =
        tucai__v1__staff_account__unpack(NULL, doc->value.len, doc->value.at);

    if (!in)
        return false;
    COPY(ret->name, in->name);
    COPY(ret->role, in->role);
    COPY(ret->school_code, in->school_code);
    COPY(ret->college, in->college);
    COPY(ret->hash, in->password_hash);
    ret->failures = in->failures;
    ret->locked_until_ms = in->locked_until_ms;
    ret->password_version = in->password_version;
    tucai__v1__staff_account__free_unpacked(in, NULL);
    return true;
}

static void keep_account(const struct scene *scene, struct decision *d,
                         struct account *account)
{
    Tucai__V1__StaffAccount out = TUCAI__V1__STAFF_ACCOUNT__INIT;
    struct effect *e;
    char key[KEY_SIZE];
    uint8_t *room;

    CHECK(key_of("staff", account->name, key));
    e = decision_add(d, EFFECT_PUT, key);
    e->version = scene->document.version;
    out.name = account->name;
    out.role = account->role;
    out.school_code = account->school_code;
    out.college = account->college;
    out.password_hash = account->hash;
    out.failures = (uint32_t)account->failures;
    out.locked_until_ms = account->locked_until_ms;
    out.password_version = account->password_version;
    room = buf_room(&e->value, tucai__v1__staff_account__get_packed_size(&out));
    CHECK(room);
    buf_grew(&e->value, tucai__v1__staff_account__pack(&out, room));
}

/* The first account is made when somebody first asks for it. */
static bool first_account(const struct scene *scene, struct account *ret)
{
    const struct staff_file *file = scene->first_account;
    const char *name = scene->command->staff_login->name;

    if (!file || !file->name[0] || strcmp(file->name, name) != 0)
        return false;
    memset(ret, 0, sizeof *ret);
    COPY(ret->name, file->name);
    COPY(ret->role, file->role);
    COPY(ret->school_code, file->school_code);
    ret->password_version = scene->document.version + 1;
    return crypto_pwhash_str(ret->hash, file->password, strlen(file->password),
                             crypto_pwhash_OPSLIMIT_INTERACTIVE,
                             crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
}

static void refuse_login(struct decision *d)
{
    refuse(d, 401, "login_wrong", "用户名或密码不正确。", NULL);
}

/* Whoever asks judges the password again, by the account as it is now. */
static void refuse_verdict(struct decision *d)
{
    refuse(d, 409, "account_changed", "账号刚刚有变动，请重新登录。", NULL);
}

static void refuse_locked(const struct scene *scene, struct decision *d,
                          int64_t until_ms)
{
    int64_t wait_s = (until_ms - scene->now_ms + 999) / TIME_MS_PER_S;

    refuse(d, 429, "login_locked", "错误次数过多，请稍后再试。",
           json_pack("{s:o, s:I}", "until", me_until(until_ms), "retry_after_s",
                     (json_int_t)wait_s));
}

static void count_failure(const struct scene *scene, struct decision *d,
                          struct account *account)
{
    const struct policy policy = policy_default();

    refuse_login(d);
    if (++account->failures >= policy.staff_tries) {
        account->failures = 0;
        account->locked_until_ms = scene->now_ms + policy.staff_lock_ms;
    }
    keep_account(scene, d, account);
}

static void let_in(const struct scene *scene, struct decision *d,
                   struct account *account)
{
    const struct policy policy = policy_default();
    const Tucai__V1__StaffLogin *op = scene->command->staff_login;
    struct session session = {.expires_ms =
                                  scene->now_ms + policy.staff_session_ms};
    bool is_clean = account->failures == 0 && account->locked_until_ms == 0;

    COPY(session.staff, account->name);
    COPY(session.role, account->role);
    COPY(session.school_code, account->school_code);
    decide(d, 200,
           json_pack("{s:o, s:s, s:s, s:s}", "expires_at",
                     me_time(session.expires_ms), "name", account->name, "role",
                     account->role, "school_code", account->school_code));
    if (!session_record(d, op->token_sha256, &session, policy.staff_idle_ms))
        return;
    account->failures = 0;
    account->locked_until_ms = 0;
    if (!is_clean)
        keep_account(scene, d, account);
}

/* Failures make new versions too: only those with another password count. */
static bool is_judged_on(const struct scene *scene,
                         const struct account *account)
{
    uint64_t version = scene->command->staff_login->account_version;

    return version > 0 && version >= account->password_version &&
           version <= scene->document.version;
}

static void login_unknown(const struct scene *scene, struct decision *d)
{
    struct account account;

    if (!first_account(scene, &account)) {
        refuse_login(d);
        return;
    }
    refuse_verdict(d);
    keep_account(scene, d, &account);
}

/* The lock stands before the verdict: the right password does not open it. */
void staff_login(struct scene *scene, struct decision *d)
{
    struct account account = {.name = ""};

    if (scene->document.version == 0 ||
        !read_account(&scene->document, &account))
        login_unknown(scene, d);
    else if (scene->now_ms < account.locked_until_ms)
        refuse_locked(scene, d, account.locked_until_ms);
    else if (!is_judged_on(scene, &account))
        refuse_verdict(d);
    else if (scene->command->staff_login->password_holds)
        let_in(scene, d, &account);
    else
        count_failure(scene, d, &account);
}

/* Keeps a session that is in use: idle time starts again, but its end stays. */
void staff_touch(struct scene *scene, struct decision *d)
{
    const struct policy policy = policy_default();
    ProtobufCBinaryData token = scene->command->staff_touch->token_sha256;
    struct session session;
    struct effect *e;
    char key[KEY_SIZE];
    int64_t left_ms;

    left_ms =
        token.len == 32 &&
                session_decode(buf_view(&scene->document.value), &session) == 0
            ? session.expires_ms - scene->now_ms
            : 0;
    if (left_ms < TIME_MS_PER_S) { /* none, or over before it is committed */
        refuse(d, 401, "unauthorized", "请重新登录。", NULL);
        return;
    }
    key_of_session(token.data, key);
    decide(d, 204, NULL);
    e = decision_add(d, EFFECT_EXPIRE, key);
    e->ttl_s =
        (left_ms < policy.staff_idle_ms ? left_ms : policy.staff_idle_ms) /
        TIME_MS_PER_S;
}
