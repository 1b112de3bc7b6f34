#include "model/account.h"

#include "model/me.h"
#include "proto/student.pb-c.h"

#include <errno.h>
#include <string.h>

bool account_name_is_sound(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-");

    return len >= 1 && len <= 64 && name[len] == '\0';
}

static bool text_in(const char *in, char *out, size_t size)
{
    size_t len = strlen(in);

    if (len >= size)
        return false;
    memcpy(out, in, len + 1);
    return true;
}

static bool totp_in(ProtobufCBinaryData in, struct account_totp *out)
{
    if (in.len != 0 && in.len != sizeof out->wrapped)
        return false;
    out->is_there = in.len > 0;
    if (out->is_there)
        memcpy(out->wrapped, in.data, in.len);
    return true;
}

static bool texts_in(const Tucai__V1__StaffAccount *in, struct account *a)
{
    return text_in(in->name, a->name, sizeof a->name) &&
           text_in(in->school_code, a->school_code, sizeof a->school_code) &&
           text_in(in->college, a->college, sizeof a->college) &&
           text_in(in->password_hash, a->password_hash,
                   sizeof a->password_hash) &&
           text_in(in->created_by, a->created_by, sizeof a->created_by);
}

int account_decode(struct bytes data, struct account *ret)
{
    Tucai__V1__StaffAccount *in =
        tucai__v1__staff_account__unpack(NULL, data.len, data.at);
    struct account a = {.name = ""};
    bool is_sound;

    if (!in)
        return -EBADMSG;
    a.role = role_of(in->role);
    a.failures = in->failures;
    a.locked_until_ms = in->locked_until_ms;
    a.failed_ms = in->failed_ms;
    a.password_version = in->password_version;
    a.is_disabled = in->is_disabled;
    a.session_epoch = in->session_epoch;
    a.totp_last_step = in->totp_last_step;
    a.created_ms = in->created_ms;
    is_sound = texts_in(in, &a) && totp_in(in->totp_wrapped, &a.totp) &&
               totp_in(in->totp_pending, &a.totp_pending);
    tucai__v1__staff_account__free_unpacked(in, NULL);
    if (!is_sound)
        return -EBADMSG;
    *ret = a;
    return 0;
}

static ProtobufCBinaryData totp_out(const struct account_totp *totp)
{
    return (ProtobufCBinaryData){totp->is_there ? sizeof totp->wrapped : 0,
                                 (uint8_t *)totp->wrapped};
}

int account_encode(const struct account *account, struct buf *ret)
{
    Tucai__V1__StaffAccount out = TUCAI__V1__STAFF_ACCOUNT__INIT;
    uint8_t *room;

    out.name = (char *)account->name;
    out.role = (char *)role_name(account->role);
    out.school_code = (char *)account->school_code;
    out.college = (char *)account->college;
    out.password_hash = (char *)account->password_hash;
    out.failures = (uint32_t)account->failures;
    out.locked_until_ms = account->locked_until_ms;
    out.failed_ms = account->failed_ms;
    out.password_version = account->password_version;
    out.is_disabled = account->is_disabled;
    out.session_epoch = account->session_epoch;
    out.totp_wrapped = totp_out(&account->totp);
    out.totp_pending = totp_out(&account->totp_pending);
    out.totp_last_step = account->totp_last_step;
    out.created_ms = account->created_ms;
    out.created_by = (char *)account->created_by;
    room = buf_room(ret, tucai__v1__staff_account__get_packed_size(&out));
    if (!room)
        return -EMSGSIZE;
    buf_grew(ret, tucai__v1__staff_account__pack(&out, room));
    return 0;
}

json_t *account_show(const struct account *account, int64_t now_ms)
{
    bool is_locked = now_ms < account->locked_until_ms;

    return json_pack(
        "{s:s, s:s, s:s, s:s, s:b, s:b, s:o, s:o, s:s}", "name", account->name,
        "role", role_name(account->role), "school_code", account->school_code,
        "college", account->college, "disabled", account->is_disabled, "totp",
        account->totp.is_there, "locked_until",
        is_locked ? me_time(account->locked_until_ms) : json_null(),
        "created_at", me_time(account->created_ms), "created_by",
        account->created_by);
}
