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
    bool may_be_there; /* after a POST whose body went out */
} ROWS[] = {
    {"done",                      200, "",               VERDICT_READ,   VERDICT_READ,  true},
    {"processing",                202, "",               VERDICT_READ,   VERDICT_READ,  true},
    {"unknown batch",             404, "batch_unknown",  VERDICT_SEND,   VERDICT_STOP,  false},
    {"no such path",              404, "",               VERDICT_CANNOT, VERDICT_STOP,  false},
    {"GET not offered",           405, "",               VERDICT_CANNOT, VERDICT_STOP,  false},
    {"time-out",           -ETIMEDOUT, "",               VERDICT_LATER,  VERDICT_LATER, true},
    {"reset",             -ECONNRESET, "",               VERDICT_LATER,  VERDICT_LATER, true},
    {"not who we expect",     -EACCES, "",               VERDICT_LATER,  VERDICT_LATER, true},
    {"slow",                      408, "slow_down",      VERDICT_LATER,  VERDICT_LATER, false},
    {"too often",                 429, "slow_down",      VERDICT_LATER,  VERDICT_LATER, false},
    {"failed",                    500, "",               VERDICT_LATER,  VERDICT_LATER, true},
    {"away",                      503, "batch_unknown",  VERDICT_LATER,  VERDICT_LATER, true},
    {"not implemented",           501, "",               VERDICT_CANNOT, VERDICT_LATER, true},
    {"bad format",                400, "format",         VERDICT_CANNOT, VERDICT_STOP,  false},
    {"unknown key",               401, "key_unknown",    VERDICT_LATER,  VERDICT_LATER, false},
    {"unknown sender",            403, "sender_unknown", VERDICT_LATER,  VERDICT_LATER, false},
    {"key used again",            409, "key_reused",     VERDICT_CANNOT, VERDICT_STOP,  false},
    {"too large",                 413, "too_large",      VERDICT_CANNOT, VERDICT_STOP,  false},
    {"broken transfer",           422, "digest",         VERDICT_CANNOT, VERDICT_LATER, false},
    {"closed",                    422, "closed",         VERDICT_CANNOT, VERDICT_LATER, false},
    {"other 422",                 422, "",               VERDICT_CANNOT, VERDICT_STOP,  false},
    {"moved",                     302, "",               VERDICT_CANNOT, VERDICT_STOP,  false},
    {"done without body",         204, "",               VERDICT_CANNOT, VERDICT_STOP,  false},
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
        struct verdict sent = verdict_of_post(r->status, r->code, true);
        struct verdict cut = verdict_of_post(r->status, r->code, false);

        if (verdict_of_get(r->status, r->code).step != r->on_get ||
            sent.step != r->on_post || sent.may_be_there != r->may_be_there ||
            cut.step != r->on_post ||
            cut.may_be_there != (r->on_post == VERDICT_READ))
            fail_msg("%s", r->name);
    }
}

/* clang-format off */
static const struct verdict_registry
    BOTH = {true, true, 1000},
    ASKS = {true, false, 1000},
    DEDUPLICATES = {false, true, 1000},
    NEITHER = {false, false, 1000};

static const struct post_row {
    const char *name;
    const struct verdict_registry *registry;
    enum verdict_step asked;
    int64_t posted_ms_ago;
    enum verdict_step want;
} BEFORE_POST[] = {
    {"first, unknown there",           &BOTH,    VERDICT_SEND,   -1,   VERDICT_SEND},
    {"again, unknown there",           &BOTH,    VERDICT_SEND,   0,    VERDICT_SEND},
    {"it answers no questions",        &BOTH,    VERDICT_CANNOT, 0,    VERDICT_SEND},
    {"first, judged as often as sent", &ASKS,    VERDICT_SEND,   -1,   VERDICT_SEND},
    {"may still be on its way",        &ASKS,    VERDICT_SEND,   999,  VERDICT_LATER},
    {"will not arrive any more",       &ASKS,    VERDICT_SEND,   1000, VERDICT_SEND},
    {"asked, but no answer after all", &ASKS,    VERDICT_CANNOT, 5000, VERDICT_UNCERTAIN},
    {"the POST is the question",       &DEDUPLICATES, VERDICT_CANNOT, 0, VERDICT_SEND},
    {"first, neither",                 &NEITHER, VERDICT_CANNOT, -1,   VERDICT_SEND},
    {"again, neither",                 &NEITHER, VERDICT_CANNOT, 9000, VERDICT_UNCERTAIN},
};

static const struct after_row {
    const char *name;
    const struct verdict_registry *registry;
    struct verdict after;
    enum verdict_step want;
} AFTER_POST[] = {
    {"it can be asked",           &ASKS,         {VERDICT_LATER, "", true},  VERDICT_LATER},
    {"it can be sent again",      &DEDUPLICATES, {VERDICT_LATER, "", true},  VERDICT_LATER},
    {"nobody knows",              &NEITHER,      {VERDICT_LATER, "", true},  VERDICT_UNCERTAIN},
    {"there, but no receipts",    &NEITHER,      {VERDICT_READ, "", true},   VERDICT_UNCERTAIN},
    {"not there, so sent again",  &NEITHER,      {VERDICT_LATER, "", false}, VERDICT_LATER},
    {"refused for good",          &NEITHER,      {VERDICT_STOP, "", false},  VERDICT_STOP},
};
/* clang-format on */

static void test_before_a_post(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof BEFORE_POST / sizeof *BEFORE_POST; i++) {
        const struct post_row *r = &BEFORE_POST[i];
        struct verdict got =
            verdict_before_post(r->registry, r->asked, r->posted_ms_ago);
        if (got.step != r->want)
            fail_msg("%s: %s", r->name, got.reason);
    }
}

static void test_after_a_post_without_receipts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof AFTER_POST / sizeof *AFTER_POST; i++) {
        const struct after_row *r = &AFTER_POST[i];
        if (verdict_without_receipts(r->registry, r->after).step != r->want)
            fail_msg("%s", r->name);
    }
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
        cmocka_unit_test(test_before_a_post),
        cmocka_unit_test(test_after_a_post_without_receipts),
        cmocka_unit_test(test_pauses),
    };
    return cmocka_run_group_tests_name("relay/verdict", tests, NULL, NULL);
}
