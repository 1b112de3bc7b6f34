#include "decode/ticket.h"

#include "core/text.h"
#include "core/time.h"
#include "decode/wire.h"

#include <stddef.h>
#include <string.h>

/* The message as carried. */
struct raw {
    struct bytes ticket_id, student_uid, name_masked, id_masked;
    struct bytes school_code, campus, level, recipient_key_id;
    uint32_t graduation_year;
    int64_t issued_at, expires_at;
};

/* clang-format off */
static const struct wire_field FIELDS[] = {
    {1, WIRE_BYTES, offsetof(struct raw, ticket_id)},
    {2, WIRE_BYTES, offsetof(struct raw, student_uid)},
    {3, WIRE_BYTES, offsetof(struct raw, name_masked)},
    {4, WIRE_BYTES, offsetof(struct raw, id_masked)},
    {5, WIRE_BYTES, offsetof(struct raw, school_code)},
    {6, WIRE_BYTES, offsetof(struct raw, campus)},
    {7, WIRE_UINT32, offsetof(struct raw, graduation_year)},
    {8, WIRE_BYTES, offsetof(struct raw, level)},
    {9, WIRE_INT64, offsetof(struct raw, issued_at)},
    {10, WIRE_INT64, offsetof(struct raw, expires_at)},
    {11, WIRE_BYTES, offsetof(struct raw, recipient_key_id)},
};

static const struct text_rule {
    size_t from; /* in struct raw */
    size_t to;   /* in struct ticket */
    bool may_be_empty;
} TEXTS[] = {
#define TEXT(name, may_be_empty)                                               \
    {offsetof(struct raw, name), offsetof(struct ticket, name), may_be_empty}
    TEXT(ticket_id, false),
    TEXT(student_uid, false),
    TEXT(name_masked, false),
    TEXT(id_masked, false),
    TEXT(school_code, false),
    TEXT(campus, true),
    TEXT(level, false),
#undef TEXT
};
/* clang-format on */

static bool text_is_sound(struct bytes text, bool may_be_empty)
{
    return text.len <= TICKET_TEXT_MAX && (text.len > 0 || may_be_empty) &&
           text_is_utf8(text);
}

static bool read_texts(const struct raw *raw, struct ticket *ret)
{
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        const struct text_rule *rule = &TEXTS[i];
        char *to = (char *)ret + rule->to;
        struct bytes text;

        memcpy(&text, (const char *)raw + rule->from, sizeof text);
        if (!text_is_sound(text, rule->may_be_empty))
            return false;
        if (text.len > 0)
            memcpy(to, text.at, text.len);
    }
    return text_is_digits(raw->school_code, TICKET_SCHOOL_DIGITS);
}

int ticket_read(struct bytes msg, struct ticket *ret)
{
    struct raw raw = {0};
    struct ticket t = {0};

    if (!wire_read(msg, FIELDS, sizeof FIELDS / sizeof *FIELDS, &raw) ||
        !read_texts(&raw, &t))
        return CODE_MALFORMED;
    if (raw.graduation_year == 0 || raw.issued_at == 0 || raw.expires_at == 0 ||
        raw.recipient_key_id.len != TICKET_KEY_ID_SIZE)
        return CODE_MALFORMED;

    t.graduation_year = raw.graduation_year;
    t.issued_at_s = raw.issued_at;
    t.expires_at_s = raw.expires_at;
    memcpy(t.recipient_key_id, raw.recipient_key_id.at, TICKET_KEY_ID_SIZE);
    *ret = t;
    return 0;
}

int ticket_judge(const struct ticket *t, int64_t now_ms)
{
    int64_t now_s = now_ms / TIME_MS_PER_S;
    int64_t begun_s = (now_ms + TIME_MS_PER_S - 1) / TIME_MS_PER_S;
    uint32_t year = (uint32_t)time_local(now_ms).year;

    if (t->issued_at_s > now_s + TICKET_SKEW_S)
        return CODE_NOT_YET_VALID;
    if (begun_s > t->expires_at_s) /* a fraction of a second later is later */
        return CODE_EXPIRED;
    if (t->graduation_year != year && t->graduation_year != year + 1)
        return CODE_WRONG_YEAR;
    return 0;
}
