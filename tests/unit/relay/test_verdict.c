#include "relay/verdict.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* clang-format off */
static const struct row {
    const char *name;
    int status;
    const char *code;
    enum verdict_step on_get, on_post;
} ROWS[] = {
    {"done",              200, "",              VERDICT_READ,  VERDICT_READ},
    {"processing",        202, "",              VERDICT_READ,  VERDICT_READ},
    {"unknown batch",     404, "batch_unknown", VERDICT_SEND,  VERDICT_STOP},
    {"no such path",      404, "",              VERDICT_STOP,  VERDICT_STOP},
    {"GET not offered",   405, "",              VERDICT_STOP,  VERDICT_STOP},
    {"time-out",   -ETIMEDOUT, "",              VERDICT_LATER, VERDICT_LATER},
    {"reset",     -ECONNRESET, "",              VERDICT_LATER, VERDICT_LATER},
    {"not who we expect", -EACCES, "",          VERDICT_LATER, VERDICT_LATER},
    {"slow",              408, "slow_down",     VERDICT_LATER, VERDICT_LATER},
    {"too often",         429, "slow_down",     VERDICT_LATER, VERDICT_LATER},
    {"failed",            500, "",              VERDICT_LATER, VERDICT_LATER},
    {"away",              503, "batch_unknown", VERDICT_LATER, VERDICT_LATER},
    {"bad format",        400, "format",        VERDICT_STOP,  VERDICT_STOP},
    {"unknown key",       401, "key_unknown",   VERDICT_LATER, VERDICT_LATER},
    {"unknown sender",    403, "sender_unknown",VERDICT_LATER, VERDICT_LATER},
    {"key used again",    409, "key_reused",    VERDICT_STOP,  VERDICT_STOP},
    {"too large",         413, "too_large",     VERDICT_STOP,  VERDICT_STOP},
    {"broken transfer",   422, "digest",        VERDICT_STOP,  VERDICT_LATER},
    {"closed",            422, "closed",        VERDICT_STOP,  VERDICT_LATER},
    {"other 422",         422, "",              VERDICT_STOP,  VERDICT_STOP},
    {"moved",             302, "",              VERDICT_STOP,  VERDICT_STOP},
    {"done without body", 204, "",              VERDICT_STOP,  VERDICT_STOP},
};

static const struct pause_row {
    const char *name;
    unsigned waits;
    uint16_t chance;
    const char *retry_after;
    int64_t ms;
} PAUSES[] = {
    {"first, least",         0, 0,      NULL,     750},
    {"first, most",          0, 65535,  NULL,    1250},
    {"second, least",        1, 0,      NULL,    1500},
    {"third, most",          2, 65535,  NULL,    5000},
    {"grows to 256 s",       8, 0,      NULL,  192000},
    {"then stands",          9, 0,      NULL,  225000},
    {"for ever", 4000000000u, 65535,    NULL,  375000},
    {"asked for longer",     0, 0,      "7",     7000},
    {"asked for shorter",    9, 0,      "7",   225000},
    {"asked for a year",     0, 0,   "31536000", 3600000},
    {"asked for no number",  0, 0,      "soon",   750},
    {"asked for the past",   0, 0,      "-5",     750},
};
/* clang-format on */

static void test_steps(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *r = &ROWS[i];
        if (verdict_of_get(r->status, r->code).step != r->on_get ||
            verdict_of_post(r->status, r->code).step != r->on_post)
            fail_msg("%s", r->name);
    }
}

static void test_a_registry_that_cannot_be_asked(void **state)
{
    (void)state;
    assert_string_equal(verdict_of_get(405, "").reason,
                        "uncertain: registry cannot be asked");
    assert_string_equal(verdict_of_post(409, "key_reused").reason,
                        "registry refused the batch");
}

static void test_pauses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof PAUSES / sizeof *PAUSES; i++) {
        const struct pause_row *p = &PAUSES[i];
        int64_t got = verdict_pause_ms(p->waits, p->chance, p->retry_after);
        if (got != p->ms)
            fail_msg("%s: %lld ms", p->name, (long long)got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_a_registry_that_cannot_be_asked),
        cmocka_unit_test(test_pauses),
    };
    return cmocka_run_group_tests_name("relay/verdict", tests, NULL, NULL);
}
