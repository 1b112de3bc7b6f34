#include "billing/account.h"
#include "billing/handlers.h"

#include <string.h>

/*
 * totp - a second factor is set up by its owner: first the secret, wrapped by
 * ingest, then a code that shows that the owner has it (R46).
 */

void totp_begin(struct scene *scene, struct decision *d)
{
    ProtobufCBinaryData wrapped = scene->command->totp_begin->wrapped;
    struct account account;

    if (!account_read(scene, &account))
        refuse_unknown(d);
    else if (wrapped.len != sizeof account.totp_pending.wrapped)
        refuse_malformed(d, "缺少密钥。");
    else if (account.totp.is_there)
        refuse(d, 409, "totp_enrolled",
               "动态码已经启用；更换手机请由管理员重置。", NULL);
    else {
        account.totp_pending.is_there = true;
        memcpy(account.totp_pending.wrapped, wrapped.data, wrapped.len);
        account_keep(scene, d, &account);
        decide(d, 204, NULL);
    }
}

/* Is it the secret that the code was compared with? */
static bool is_pending(const struct account *account,
                       ProtobufCBinaryData wrapped)
{
    const struct account_totp *pending = &account->totp_pending;

    return pending->is_there && wrapped.len == sizeof pending->wrapped &&
           memcmp(pending->wrapped, wrapped.data, wrapped.len) == 0;
}

void totp_confirm(struct scene *scene, struct decision *d)
{
    const Tucai__V1__StaffTotp *op = scene->command->totp_confirm;
    struct account account;

    if (!account_read(scene, &account))
        refuse_unknown(d);
    else if (!is_pending(&account, op->wrapped))
        refuse(d, 409, "totp_not_begun", "请先获取新的动态码密钥。", NULL);
    else if (op->step == 0)
        refuse(d, 422, "totp_wrong", "动态码不正确，请检查手机时间后重试。",
               NULL);
    else {
        account.totp = account.totp_pending;
        account.totp_pending.is_there = false;
        account.totp_last_step = op->step;
        account_renew(scene, &account);
        account_keep(scene, d, &account);
        account_session(scene, d, &account, op->token_sha256);
    }
}
