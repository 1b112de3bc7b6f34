#include "model/records.h"

#include "core/text.h"
#include "proto/student.pb-c.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool key_of(const char *prefix, const char *id, char ret[KEY_SIZE])
{
    for (size_t i = 0; id[i]; i++) {
        unsigned char c = (unsigned char)id[i];

        if (c <= ' ' || c == 0x7F || c == '"' || c == '\'' || c == '\\')
            return false;
    }
    return *id && snprintf(ret, KEY_SIZE, "%s:%s", prefix, id) < KEY_SIZE;
}

void key_of_session(const uint8_t sha256[32], char ret[KEY_SIZE])
{
    char hex[65];

    text_hex((struct bytes){sha256, 32}, hex);
    (void)snprintf(ret, KEY_SIZE, "sess:%s", hex);
}

static bool text_in(const char *in, char *out, size_t size)
{
    size_t len = strlen(in);

    if (len >= size)
        return false;
    memcpy(out, in, len + 1);
    return true;
}

int session_decode(struct bytes data, struct session *ret)
{
    Tucai__V1__Session *in =
        tucai__v1__session__unpack(NULL, data.len, data.at);
    struct session s = {0};
    bool is_sound;

    if (!in)
        return -EBADMSG;
    s.expires_ms = in->expires_ms;
    s.account_epoch = in->account_epoch;
    s.is_enrolling = in->is_enrolling;
    is_sound = text_in(in->uid, s.uid, sizeof s.uid) &&
               text_in(in->staff, s.staff, sizeof s.staff) &&
               text_in(in->role, s.role, sizeof s.role) &&
               text_in(in->school_code, s.school_code, sizeof s.school_code) &&
               text_in(in->college, s.college, sizeof s.college);
    tucai__v1__session__free_unpacked(in, NULL);
    if (!is_sound)
        return -EBADMSG;
    *ret = s;
    return 0;
}

int session_encode(const struct session *s, struct buf *ret)
{
    Tucai__V1__Session out = TUCAI__V1__SESSION__INIT;
    uint8_t *room;

    out.uid = (char *)s->uid;
    out.staff = (char *)s->staff;
    out.role = (char *)s->role;
    out.school_code = (char *)s->school_code;
    out.college = (char *)s->college;
    out.account_epoch = s->account_epoch;
    out.is_enrolling = s->is_enrolling;
    out.expires_ms = s->expires_ms;
    room = buf_room(ret, tucai__v1__session__get_packed_size(&out));
    if (!room)
        return -EMSGSIZE;
    buf_grew(ret, tucai__v1__session__pack(&out, room));
    return 0;
}

int answer_decode(struct bytes data, struct answer *ret, struct buf *ret_json)
{
    Tucai__V1__Answer *in = tucai__v1__answer__unpack(NULL, data.len, data.at);
    struct answer a = {0};
    bool is_sound;

    if (!in)
        return -EBADMSG;
    a.status = in->status;
    is_sound = text_in(in->code, a.code, sizeof a.code) &&
               (in->json.len == 0 ||
                buf_add(ret_json, in->json.data, in->json.len) == 0);
    tucai__v1__answer__free_unpacked(in, NULL);
    if (!is_sound)
        return -EBADMSG;
    a.json = buf_view(ret_json);
    *ret = a;
    return 0;
}
