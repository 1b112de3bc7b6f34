#include "billing/account.h"
#include "billing/audit.h"
#include "billing/handlers.h"
#include "billing/staff_file.h"
#include "billing/tries.h"
#include "core/time.h"
#include "model/me.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define COPY(field, text) scene_copy((field), sizeof(field), (text))

/* The first account is made when somebody first asks for it. */
static bool first_account(const struct scene *scene, struct account *ret)
{
    const struct staff_file *file = scene->first_account;
    const char *name = scene->command->staff_login->name;

    if (!file || !file->name[0] || strcmp(file->name, name) != 0)
        return false;
    *ret = (struct account){.role = role_of(file->role),
                            .password_version = scene->document.version + 1,
                            .created_ms = scene->now_ms};
    COPY(ret->name, file->name);
    COPY(ret->school_code, file->school_code);
    return crypto_pwhash_str(ret->password_hash, file->password,
                             strlen(file->password),
                             crypto_pwhash_OPSLIMIT_INTERACTIVE,
                             crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
}

/* Nobody is signed in yet: the entry is about the name. */
static void audit(struct decision *d, const struct account *account,
                  const char *what)
{
    audit_add(d, &(struct audit_entry){.by = account->name,
                                       .role = role_name(account->role),
                                       .what = what,
                                       .school_code = account->school_code});
}

/* Whoever asks judges the password again, by the account as it is now. */
static void refuse_verdict(struct decision *d)
{
    refuse(d, 409, "account_changed", "账号刚刚有变动，请重新登录。", NULL);
}

static void count_failure(const struct scene *scene, struct decision *d,
                          struct account *account)
{
    if (tries_count(scene, account))
        audit(d, account, "login_locked");
    account_keep(scene, d, account);
}

static void refuse_password(const struct scene *scene, struct decision *d,
                            struct account *account)
{
    tries_refuse(d);
    count_failure(scene, d, account);
}

static void refuse_totp(const struct scene *scene, struct decision *d,
                        struct account *account)
{
    refuse(d, 401, "totp_wrong", "动态码不正确或已用过，请等待下一个。", NULL);
    count_failure(scene, d, account);
}

static void let_in(const struct scene *scene, struct decision *d,
                   struct account *account)
{
    uint64_t step = scene->command->staff_login->totp_step;
    bool is_clean = account->failures == 0 && account->locked_until_ms == 0 &&
                    !account->totp.is_there;

    account_session(scene, d, account,
                    scene->command->staff_login->token_sha256);
    if (d->status != 200)
        return;
    audit(d, account, "login");
    account->failures = 0;
    account->locked_until_ms = 0;
    if (account->totp.is_there)
        account->totp_last_step = step;
    if (!is_clean)
        account_keep(scene, d, account);
}

/* The password holds.  A code that is missing is no wrong try: who asks without
 * one is told to come again with it. */
static void judge_rest(const struct scene *scene, struct decision *d,
                       struct account *account)
{
    const Tucai__V1__StaffLogin *op = scene->command->staff_login;
    bool is_new = op->totp_step > account->totp_last_step;

    if (account->is_disabled)
        refuse(d, 403, "account_disabled", "此账号已停用，请联系管理员。",
               NULL);
    else if (account->totp.is_there && !op->has_totp)
        refuse(d, 401, "totp_required", "请输入动态码。", NULL);
    else if (account->totp.is_there && !is_new)
        refuse_totp(scene, d, account);
    else
        let_in(scene, d, account);
}

/* Failures make new versions too: only those with another password, or another
 * second factor, count. */
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
        tries_of_nobody(scene, d);
        return;
    }
    refuse_verdict(d);
    account_keep(scene, d, &account);
}

/* The lock stands before the verdict: the right password does not open it. */
void staff_login(struct scene *scene, struct decision *d)
{
    struct account account;

    if (!account_read(scene, &account))
        login_unknown(scene, d);
    else if (tries_are_over(scene, d, &account))
        return;
    else if (!is_judged_on(scene, &account))
        refuse_verdict(d);
    else if (scene->command->staff_login->password_holds)
        judge_rest(scene, d, &account);
    else
        refuse_password(scene, d, &account);
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
