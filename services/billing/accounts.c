#include "billing/account.h"
#include "billing/handlers.h"
#include "billing/staff_file.h"

#include <stdio.h>
#include <string.h>

/*
 * accounts - made and changed by others (R46).  The password was hashed where
 * it arrived.
 */

#define COPY(field, text) scene_copy((field), sizeof(field), (text))

static enum role asker(const struct scene *scene)
{
    return role_of(scene->command->staff->role);
}

static bool is_in_reach(const struct scene *scene, const char *school_code)
{
    return role_reach(asker(scene)) == REACH_ALL ||
           strcmp(scene->command->staff->school_code, school_code) == 0;
}

static void refuse_right(struct decision *d, const char *detail)
{
    refuse(d, 403, "forbidden", detail, NULL);
}

static void answer(struct decision *d, const struct scene *scene,
                   unsigned status, const struct account *account)
{
    COPY(d->noted.school_code, account->school_code);
    decide(d, status, account_show(account, scene->now_ms));
}

/* May it become what it is now? */
static bool is_sound(const struct scene *scene, struct decision *d,
                     const struct account *account)
{
    if (!role_may(account->role, RIGHT_SIGNED_IN)) {
        refuse(d, 422, "staff_invalid",
               "role 为 college、school、province、operator 或 auditor。",
               NULL);
        return false;
    }
    if (!role_may_make(asker(scene), account->role) ||
        !is_in_reach(scene, account->school_code)) {
        refuse_right(d, "学校账号只能管理本校的院系账号。");
        return false;
    }
    if (role_place_is_sound(account->role, account->school_code,
                            account->college))
        return true;
    refuse(d, 422, "staff_invalid",
           "school 账号要有 5 位学校代码，college 账号还要有院系名称，其他账号"
           "两者都没有。",
           NULL);
    return false;
}

static bool is_taken(const struct scene *scene)
{
    const struct staff_file *first = scene->first_account;

    return scene->document.version > 0 ||
           (first &&
            strcmp(first->name, scene->command->staff_create->name) == 0);
}

void staff_create(struct scene *scene, struct decision *d)
{
    const Tucai__V1__StaffCreate *op = scene->command->staff_create;
    struct account account = {.role = role_of(op->role),
                              .password_version = scene->document.version + 1,
                              .created_ms = scene->now_ms};
    const char *own = scene->command->staff->school_code;

    COPY(account.name, op->name);
    COPY(account.school_code, *op->school_code ? op->school_code : own);
    COPY(account.college, op->college);
    COPY(account.password_hash, op->password_hash);
    COPY(account.created_by, scene->by);
    if (!account_name_is_sound(op->name))
        refuse(d, 422, "staff_invalid",
               "name 为 1 至 64 个字母、数字或 . _ @ - 。", NULL);
    else if (strlen(op->college) >= sizeof account.college)
        refuse(d, 422, "staff_invalid", "college 太长，最多 22 个字。", NULL);
    else if (!is_sound(scene, d, &account))
        return;
    else if (is_taken(scene))
        refuse(d, 409, "staff_exists", "这个账号名已被使用。", NULL);
    else {
        (void)snprintf(d->noted.detail, sizeof d->noted.detail, "%s",
                       role_name(account.role));
        account_keep(scene, d, &account);
        answer(d, scene, 201, &account);
    }
}

/* ---- changes ---- */

/* Says it in the audit log too. */
static void note(struct decision *d, const char *what)
{
    size_t len = strlen(d->noted.detail);

    (void)snprintf(d->noted.detail + len, sizeof d->noted.detail - len, "%s%s",
                   len ? "," : "", what);
}

static void change_place(const Tucai__V1__StaffChange *op, struct decision *d,
                         struct account *account)
{
    if (*op->role) {
        account->role = role_of(op->role);
        note(d, role_name(account->role));
    }
    if (*op->school_code || *op->role)
        COPY(account->school_code, op->school_code);
    if (*op->college || *op->role)
        COPY(account->college, op->college);
    if (*op->school_code || *op->college)
        note(d, "place");
}

static void change_access(const Tucai__V1__StaffChange *op, struct decision *d,
                          struct account *account)
{
    if (*op->password_hash) {
        COPY(account->password_hash, op->password_hash);
        account->failures = 0;
        account->locked_until_ms = 0;
        note(d, "password");
    }
    if (op->sets_disabled) {
        account->is_disabled = op->is_disabled;
        note(d, op->is_disabled ? "disabled" : "enabled");
    }
    if (op->resets_totp) {
        account->totp.is_there = false;
        account->totp_pending.is_there = false;
        note(d, "totp_reset");
    }
}

/* Whoever must not know of it is told that it is not there. */
static bool may_change(const struct scene *scene, struct decision *d,
                       const struct account *account)
{
    if (!is_in_reach(scene, account->school_code))
        refuse_unknown(d);
    else if (strcmp(account->name, scene->by) == 0)
        refuse(d, 409, "staff_self", "不能修改自己的账号，请由他人修改。",
               NULL);
    else if (!role_may_make(asker(scene), account->role))
        refuse_right(d, "学校账号只能管理本校的院系账号。");
    else
        return true;
    return false;
}

void staff_change(struct scene *scene, struct decision *d)
{
    const Tucai__V1__StaffChange *op = scene->command->staff_change;
    struct account account;

    if (!account_read(scene, &account)) {
        refuse_unknown(d);
        return;
    }
    if (!may_change(scene, d, &account))
        return;
    change_place(op, d, &account);
    change_access(op, d, &account);
    if (!is_sound(scene, d, &account))
        return;
    if (d->noted.detail[0]) {
        account_renew(scene, &account);
        account_keep(scene, d, &account);
    }
    answer(d, scene, 200, &account);
}
