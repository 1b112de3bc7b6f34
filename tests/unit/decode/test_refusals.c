#include "decode/code.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "decode/sm2_der.h"
#include "forge.h"
#include "sm2_issue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

typedef Tucai__V1__Ticket ticket_msg;
typedef Tucai__V1__SignedTicket signed_msg;
typedef Tucai__V1__CaptureEnvelope envelope_msg;

#define X16 "xxxxxxxxxxxxxxxx"
#define X64 X16 X16 X16 X16

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static uint8_t *grown(uint8_t *data, size_t len)
{
    uint8_t *ret = realloc(data, len);

    CHECK(ret);
    return ret;
}

/* clang-format off */
#define SPOIL(name, type, what)                                                \
    static void name(type *m)                                                  \
    {                                                                          \
        what;                                                                  \
    }

/* the text */
SPOIL(no_prefix, struct buf, memcpy(m->at, "TC2:", 4))
SPOIL(lower_prefix, struct buf, memcpy(m->at, "tc1:", 4))
SPOIL(only_prefix, struct buf, m->len = 4)
SPOIL(half_prefix, struct buf, m->len = 3)
SPOIL(nothing, struct buf, m->len = 0)
SPOIL(cut, struct buf, m->len = 200)
SPOIL(space_before, struct buf, memmove(m->at + 1, m->at, m->len - 1); m->at[0] = ' ')
SPOIL(space_behind, struct buf, CHECK(buf_add_text(m, " ") == 0))
SPOIL(lower_case, struct buf, m->at[4] = 'o')
SPOIL(nul_behind, struct buf, CHECK(buf_add(m, "", 1) == 0))
SPOIL(nul_inside, struct buf, m->at[40] = 0)
SPOIL(longer_than_2048, struct buf, while (m->len < 2049) CHECK(buf_add_text(m, "0") == 0))

/* the envelope */
SPOIL(suite_0, envelope_msg, m->suite = 0)
SPOIL(suite_2, envelope_msg, m->suite = 2)
SPOIL(suite_2_alone, envelope_msg, m->suite = 2; m->recipient_key_id.len = 0; m->sealed_key.len = 0; m->iv.len = 0; m->ciphertext.len = 0)
SPOIL(suite_0_other_missing, envelope_msg, m->suite = 0; m->iv.len = 0)
SPOIL(recipient_missing, envelope_msg, m->recipient_key_id.len = 0)
SPOIL(recipient_short, envelope_msg, m->recipient_key_id.len = 7)
SPOIL(recipient_unknown, envelope_msg, m->recipient_key_id.data[0] ^= 1)
SPOIL(recipient_second, envelope_msg, memcpy(m->recipient_key_id.data, forge_second_id(), 8))
SPOIL(sealed_missing, envelope_msg, m->sealed_key.len = 0)
SPOIL(sealed_96, envelope_msg, m->sealed_key.len = 96)
SPOIL(sealed_97, envelope_msg, m->sealed_key.len = 97)
SPOIL(sealed_256, envelope_msg, m->sealed_key.data = grown(m->sealed_key.data, 256); m->sealed_key.len = 256)
SPOIL(sealed_257, envelope_msg, m->sealed_key.data = grown(m->sealed_key.data, 257); m->sealed_key.len = 257)
SPOIL(sealed_point_off, envelope_msg, m->sealed_key.data[5] ^= 1)
SPOIL(sealed_hash_off, envelope_msg, m->sealed_key.data[70] ^= 1)
SPOIL(sealed_key_off, envelope_msg, m->sealed_key.data[100] ^= 1)
SPOIL(sealed_zeros, envelope_msg, memset(m->sealed_key.data, 0, m->sealed_key.len))
SPOIL(iv_missing, envelope_msg, m->iv.len = 0)
SPOIL(iv_15, envelope_msg, m->iv.len = 15)
SPOIL(iv_17, envelope_msg, m->iv.data = grown(m->iv.data, 17); m->iv.len = 17)
SPOIL(iv_other, envelope_msg, m->iv.data[0] ^= 1)
SPOIL(ciphertext_missing, envelope_msg, m->ciphertext.len = 0)
SPOIL(ciphertext_1, envelope_msg, m->ciphertext.len = 1)

static void reseal(envelope_msg *m, size_t len)
{
    uint8_t key[160] = {1};

    m->sealed_key.data = grown(m->sealed_key.data, 256);
    m->sealed_key.len = SM2_CIPHER_OVERHEAD + len;
    CHECK(sm2_issue_seal(forge_collector(), (struct bytes){key, len}, m->sealed_key.data) == 0);
}
SPOIL(seals_1, envelope_msg, reseal(m, 1))
SPOIL(seals_15, envelope_msg, reseal(m, 15))
SPOIL(seals_17, envelope_msg, reseal(m, 17))
SPOIL(seals_160, envelope_msg, reseal(m, 160))
SPOIL(seals_another_key, envelope_msg, reseal(m, 16))

/* the signed ticket */
SPOIL(ticket_missing, signed_msg, m->ticket.len = 0)
SPOIL(issuer_missing, signed_msg, m->issuer_key_id.len = 0)
SPOIL(issuer_short, signed_msg, m->issuer_key_id.len = 7)
SPOIL(issuer_unknown, signed_msg, m->issuer_key_id.data[7] ^= 1)
SPOIL(issuer_unknown_and_short, signed_msg, m->issuer_key_id.data[7] ^= 1; m->signature.len = 63)
SPOIL(signature_missing, signed_msg, m->signature.len = 0)
SPOIL(signature_63, signed_msg, m->signature.len = 63)
SPOIL(signature_65, signed_msg, m->signature.data = grown(m->signature.data, 65); m->signature.len = 65)
SPOIL(signature_off, signed_msg, m->signature.data[10] ^= 1)
SPOIL(signature_zeros, signed_msg, memset(m->signature.data, 0, 64))
SPOIL(signature_ones, signed_msg, memset(m->signature.data, 255, 64))
SPOIL(ticket_off, signed_msg, m->ticket.data[3] ^= 1)
SPOIL(ticket_garbage, signed_msg, memset(m->ticket.data, 255, m->ticket.len))

/* the ticket */
SPOIL(no_ticket_id, ticket_msg, m->ticket_id = text(""))
SPOIL(long_ticket_id, ticket_msg, m->ticket_id = text(X64 "x"))
SPOIL(no_uid, ticket_msg, m->student_uid = text(""))
SPOIL(uid_64, ticket_msg, m->student_uid = text(X64))
SPOIL(uid_65, ticket_msg, m->student_uid = text(X64 "x"))
SPOIL(no_name, ticket_msg, m->name_masked = text(""))
SPOIL(name_65_bytes, ticket_msg, m->name_masked = text(X16 X16 X16 "xxxxxxxxxxxxxx三"))
SPOIL(name_not_utf8, ticket_msg, m->name_masked = text("\xB0\xA1"))
SPOIL(name_surrogate, ticket_msg, m->name_masked = text("\xED\xA0\x80"))
SPOIL(no_id, ticket_msg, m->id_masked = text(""))
SPOIL(id_65, ticket_msg, m->id_masked = text(X64 "x"))
SPOIL(no_school, ticket_msg, m->school_code = text(""))
SPOIL(school_4, ticket_msg, m->school_code = text("1028"))
SPOIL(school_6, ticket_msg, m->school_code = text("102840"))
SPOIL(school_letter, ticket_msg, m->school_code = text("1028X"))
SPOIL(school_wide_digits, ticket_msg, m->school_code = text("１0284"))
SPOIL(no_campus, ticket_msg, m->campus = text(""))
SPOIL(campus_65, ticket_msg, m->campus = text(X64 "x"))
SPOIL(campus_not_utf8, ticket_msg, m->campus = text("\xFF"))
SPOIL(no_level, ticket_msg, m->level = text(""))
SPOIL(level_65, ticket_msg, m->level = text(X64 "x"))
SPOIL(no_year, ticket_msg, m->graduation_year = 0)
SPOIL(year_past, ticket_msg, m->graduation_year = 2024)
SPOIL(year_next, ticket_msg, m->graduation_year = 2026)
SPOIL(year_far, ticket_msg, m->graduation_year = 2027)
SPOIL(year_max, ticket_msg, m->graduation_year = UINT32_MAX)
SPOIL(no_issued, ticket_msg, m->issued_at = 0)
SPOIL(issued_negative, ticket_msg, m->issued_at = -1)
SPOIL(issued_in_5_min, ticket_msg, m->issued_at = FORGE_NOW_S + 300)
SPOIL(issued_later, ticket_msg, m->issued_at = FORGE_NOW_S + 301)
SPOIL(issued_never, ticket_msg, m->issued_at = INT64_MAX)
SPOIL(no_expires, ticket_msg, m->expires_at = 0)
SPOIL(expires_now, ticket_msg, m->expires_at = FORGE_NOW_S)
SPOIL(expired, ticket_msg, m->expires_at = FORGE_NOW_S - 1)
SPOIL(expired_negative, ticket_msg, m->expires_at = INT64_MIN)
SPOIL(no_recipient, ticket_msg, m->recipient_key_id.len = 0)
SPOIL(recipient_7, ticket_msg, m->recipient_key_id.len = 7)
SPOIL(other_recipient, ticket_msg, m->recipient_key_id.data = (uint8_t *)(uintptr_t)forge_second_id())
/* of several faults the first layer's, then the first in the order of checks */
SPOIL(other_recipient_no_uid, ticket_msg, other_recipient(m); m->student_uid = text(""))
SPOIL(other_recipient_expired, ticket_msg, other_recipient(m); expired(m))
SPOIL(early_expired_year, ticket_msg, issued_later(m); expired(m); year_past(m))
SPOIL(expired_year, ticket_msg, expired(m); year_past(m))
SPOIL(no_uid_expired, ticket_msg, no_uid(m); expired(m))

#define TAIL(s) {(const uint8_t *)(s), sizeof(s) - 1}

static const struct row {
    const char *name;
    struct forgery forgery;
    int expect;
} ROWS[] = {
#define TEXT(f, expect) {#f, {.text = (f)}, expect}
#define ENVELOPE(f, expect) {#f, {.envelope = (f)}, expect}
#define SIGNED(f, expect) {#f, {.signed_ticket = (f)}, expect}
#define TICKET(f, expect) {#f, {.ticket = (f)}, expect}
    {"sound", {0}, 0},
    {"sound, for the other key", {.for_second = true, .ticket = other_recipient}, 0},
    TEXT(no_prefix, CODE_MALFORMED), TEXT(lower_prefix, CODE_MALFORMED),
    TEXT(only_prefix, CODE_MALFORMED), TEXT(half_prefix, CODE_MALFORMED),
    TEXT(nothing, CODE_MALFORMED), TEXT(cut, CODE_MALFORMED),
    TEXT(space_before, CODE_MALFORMED), TEXT(space_behind, CODE_MALFORMED),
    TEXT(lower_case, CODE_MALFORMED), TEXT(nul_behind, CODE_MALFORMED),
    TEXT(nul_inside, CODE_MALFORMED), TEXT(longer_than_2048, CODE_MALFORMED),
    ENVELOPE(suite_0, CODE_MALFORMED), ENVELOPE(suite_2, CODE_SUITE_UNKNOWN),
    ENVELOPE(suite_2_alone, CODE_SUITE_UNKNOWN),
    ENVELOPE(suite_0_other_missing, CODE_MALFORMED),
    ENVELOPE(recipient_missing, CODE_MALFORMED),
    ENVELOPE(recipient_short, CODE_MALFORMED),
    ENVELOPE(recipient_unknown, CODE_NOT_FOR_US),
    ENVELOPE(recipient_second, CODE_UNDECRYPTABLE),
    ENVELOPE(sealed_missing, CODE_MALFORMED), ENVELOPE(sealed_96, CODE_MALFORMED),
    ENVELOPE(sealed_97, CODE_UNDECRYPTABLE), ENVELOPE(sealed_256, CODE_UNDECRYPTABLE),
    ENVELOPE(sealed_257, CODE_MALFORMED), ENVELOPE(sealed_point_off, CODE_UNDECRYPTABLE),
    ENVELOPE(sealed_hash_off, CODE_UNDECRYPTABLE), ENVELOPE(sealed_key_off, CODE_UNDECRYPTABLE),
    ENVELOPE(sealed_zeros, CODE_UNDECRYPTABLE), ENVELOPE(seals_1, CODE_UNDECRYPTABLE),
    ENVELOPE(seals_15, CODE_UNDECRYPTABLE), ENVELOPE(seals_17, CODE_UNDECRYPTABLE),
    ENVELOPE(seals_160, CODE_UNDECRYPTABLE), ENVELOPE(seals_another_key, CODE_MALFORMED),
    ENVELOPE(iv_missing, CODE_MALFORMED), ENVELOPE(iv_15, CODE_MALFORMED),
    ENVELOPE(iv_17, CODE_MALFORMED), ENVELOPE(iv_other, CODE_MALFORMED),
    ENVELOPE(ciphertext_missing, CODE_MALFORMED), ENVELOPE(ciphertext_1, CODE_MALFORMED),
    {"a cut field behind the envelope", {.envelope_tail = TAIL("\x2A\x05x")}, CODE_MALFORMED},
    {"garbage behind the envelope", {.envelope_tail = TAIL("\xFF\xFF")}, CODE_MALFORMED},
    {"an unknown field in the envelope", {.envelope_tail = TAIL("\x7A\x01x\x80\x01\x05")}, 0},
    {"an unknown group in the envelope", {.envelope_tail = TAIL("\x83\x01\x08\x01\x84\x01")}, 0},
    {"suite twice, the last counts", {.envelope_tail = TAIL("\x08\x03")}, CODE_SUITE_UNKNOWN},
    {"suite again as 0", {.envelope_tail = TAIL("\x08\x00")}, CODE_MALFORMED},
    {"suite again as text is no suite", {.envelope_tail = TAIL("\x0A\x01x")}, 0},
    {"iv again, shorter", {.envelope_tail = TAIL("\x22\x01x")}, CODE_MALFORMED},
    {"of suite and iv, suite first", {.envelope = suite_2, .envelope_tail = TAIL("\x22\x01x")}, CODE_SUITE_UNKNOWN},
    SIGNED(ticket_missing, CODE_MALFORMED), SIGNED(issuer_missing, CODE_MALFORMED),
    SIGNED(issuer_short, CODE_MALFORMED), SIGNED(issuer_unknown, CODE_ISSUER_UNKNOWN),
    SIGNED(issuer_unknown_and_short, CODE_MALFORMED),
    SIGNED(signature_missing, CODE_MALFORMED), SIGNED(signature_63, CODE_MALFORMED),
    SIGNED(signature_65, CODE_MALFORMED), SIGNED(signature_off, CODE_SIGNATURE_BAD),
    SIGNED(signature_zeros, CODE_SIGNATURE_BAD), SIGNED(signature_ones, CODE_SIGNATURE_BAD),
    SIGNED(ticket_off, CODE_SIGNATURE_BAD), SIGNED(ticket_garbage, CODE_SIGNATURE_BAD),
    {"garbage behind the signed ticket", {.signed_tail = TAIL("\x0A")}, CODE_MALFORMED},
    {"an unknown field in the signed ticket", {.signed_tail = TAIL("\x25xxxx\x29xxxxxxxx")}, 0},
    TICKET(no_ticket_id, CODE_MALFORMED), TICKET(long_ticket_id, CODE_MALFORMED),
    TICKET(no_uid, CODE_MALFORMED), TICKET(uid_64, 0), TICKET(uid_65, CODE_MALFORMED),
    TICKET(no_name, CODE_MALFORMED), TICKET(name_65_bytes, CODE_MALFORMED),
    TICKET(name_not_utf8, CODE_MALFORMED), TICKET(name_surrogate, CODE_MALFORMED),
    TICKET(no_id, CODE_MALFORMED), TICKET(id_65, CODE_MALFORMED),
    TICKET(no_school, CODE_MALFORMED), TICKET(school_4, CODE_MALFORMED),
    TICKET(school_6, CODE_MALFORMED), TICKET(school_letter, CODE_MALFORMED),
    TICKET(school_wide_digits, CODE_MALFORMED), TICKET(no_campus, 0),
    TICKET(campus_65, CODE_MALFORMED), TICKET(campus_not_utf8, CODE_MALFORMED),
    TICKET(no_level, CODE_MALFORMED), TICKET(level_65, CODE_MALFORMED),
    TICKET(no_year, CODE_MALFORMED), TICKET(year_past, CODE_WRONG_YEAR), TICKET(year_next, 0),
    TICKET(year_far, CODE_WRONG_YEAR), TICKET(year_max, CODE_WRONG_YEAR),
    TICKET(no_issued, CODE_MALFORMED), TICKET(issued_negative, 0), TICKET(issued_in_5_min, 0),
    TICKET(issued_later, CODE_NOT_YET_VALID), TICKET(issued_never, CODE_NOT_YET_VALID),
    TICKET(no_expires, CODE_MALFORMED), TICKET(expires_now, 0), TICKET(expired, CODE_EXPIRED),
    TICKET(expired_negative, CODE_EXPIRED), TICKET(no_recipient, CODE_MALFORMED),
    TICKET(recipient_7, CODE_MALFORMED), TICKET(other_recipient, CODE_NOT_FOR_US),
    TICKET(other_recipient_no_uid, CODE_MALFORMED), TICKET(other_recipient_expired, CODE_NOT_FOR_US),
    TICKET(early_expired_year, CODE_NOT_YET_VALID), TICKET(expired_year, CODE_EXPIRED),
    TICKET(no_uid_expired, CODE_MALFORMED),
    {"garbage behind the ticket", {.ticket_tail = TAIL("\x08")}, CODE_MALFORMED},
    {"an unknown field in the ticket", {.ticket_tail = TAIL("\xA2\x06\x03xyz")}, 0},
    {"uid again, empty", {.ticket_tail = TAIL("\x12\x00")}, CODE_MALFORMED},
    {"a NUL in the name", {.ticket_tail = TAIL("\x1A\x03x\0y")}, CODE_MALFORMED},
    {"bad signature of a bad ticket", {.ticket = no_uid, .signed_ticket = signature_off}, CODE_SIGNATURE_BAD},
    {"unknown issuer of a bad signature", {.signed_ticket = issuer_unknown, .ticket = expired}, CODE_ISSUER_UNKNOWN},
};
/* clang-format on */

static int judge(const struct forgery *f, struct ticket *ret)
{
    _cleanup_(buf_done) struct buf code = BUF_INIT(8192);

    forge_code(f, &code);
    return code_open(buf_view(&code), forge_ring(), FORGE_NOW_S * 1000, ret);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct ticket untouched;
        struct ticket t;
        int r;

        memset(&untouched, 0xAA, sizeof untouched);
        t = untouched;
        r = judge(&ROWS[i].forgery, &t);
        if (r != ROWS[i].expect)
            fail_msg("%s: got %s", ROWS[i].name,
                     r ? code_refusal_name(r) : "ok");
        if (r != 0)
            assert_memory_equal(&t, &untouched, sizeof t);
    }
}

static void test_what_a_sound_code_says(void **state)
{
    struct ticket t;

    (void)state;
    assert_int_equal(judge(&(struct forgery){0}, &t), 0);
    assert_string_equal(t.ticket_id.at, "T1");
    assert_string_equal(t.student_uid.at, "202100000001");
    assert_string_equal(t.name_masked.at, "张*三");
    assert_string_equal(t.id_masked.at, "3201**********1234");
    assert_string_equal(t.school_code.at, "10284");
    assert_string_equal(t.campus.at, "南京校区");
    assert_string_equal(t.level.at, "本科");
    assert_int_equal(t.graduation_year, 2025);
    assert_int_equal(t.issued_at_s, FORGE_NOW_S - 3600);
    assert_int_equal(t.expires_at_s, FORGE_NOW_S + 3600);
    assert_memory_equal(t.recipient_key_id, issuer_collector_id(forge_issuer()),
                        8);
}

/* However a code is cut or changed, it is refused and nothing breaks. */
static void test_no_changed_byte_passes(void **state)
{
    _cleanup_(buf_done) struct buf code = BUF_INIT(8192);
    uint32_t seed = 1;
    struct ticket t;

    (void)state;
    forge_code(&(struct forgery){0}, &code);
    for (size_t len = 0; len < code.len; len++)
        assert_true(code_open((struct bytes){code.at, len}, forge_ring(),
                              FORGE_NOW_S * 1000, &t) > 0);
    for (size_t i = 0; i < code.len; i++) {
        uint8_t was = code.at[i];

        seed = seed * 1664525u + 1013904223u;
        code.at[i] = (uint8_t)(was + 1 + (seed >> 8) % 255);
        if (code_open(buf_view(&code), forge_ring(), FORGE_NOW_S * 1000, &t) <=
            0)
            fail_msg("character %zu changed from %d to %d", i, was, code.at[i]);
        code.at[i] = was;
    }
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(code_refusal_name(CODE_MALFORMED), "code_malformed");
    assert_string_equal(code_refusal_name(CODE_AMBIGUOUS), "code_ambiguous");
    assert_null(code_refusal_name(0));
    assert_null(code_refusal_name(-1));
    assert_null(code_refusal_name(CODE_AMBIGUOUS + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_what_a_sound_code_says),
        cmocka_unit_test(test_no_changed_byte_passes),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("refusals", tests, forge_setup,
                                       forge_teardown);
}
