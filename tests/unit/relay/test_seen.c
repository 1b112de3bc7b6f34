#include "relay/sweep/seen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define A "0123456789abcdef0123456789abcdef"
#define B "fedcba9876543210fedcba9876543210"

/* clang-format off */
static const struct row {
    const char *name, *text;
    bool has_a, has_b;
} ROWS[] = {
    {"nothing",                    "",                        false, false},
    {"alone",                      A,                         true,  false},
    {"between others",             "x\x12 " A "\x1a<",        true,  false},
    {"in JSON",                    "{\"at\":\"" A "\"}",      true,  false},
    {"both",                       A " " B,                   true,  true},
    {"one behind the other",       A B,                       true,  true},
    {"within a longer number",     "77" B "00",               false, true},
    {"cut",                        "123456789abcdef0123456789abcdef", false, false},
    {"upper case is none",         "0123456789ABCDEF0123456789ABCDEF", false, false},
    {"broken by a byte",           "0123456789abcdef\n0123456789abcdef", false, false},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *r = &ROWS[i];
        struct seen s;

        seen_init(&s, i);
        seen_add_text(&s, (const uint8_t *)r->text, strlen(r->text));
        if (seen_has(&s, A) != r->has_a || seen_has(&s, B) != r->has_b)
            fail_msg("%s", r->name);
        seen_done(&s);
    }
}

static void location(unsigned i, char ret[33])
{
    uint64_t x = (i + 1) * 0x9e3779b97f4a7c15u;

    (void)snprintf(ret, 33, "%016llx%016llx", (unsigned long long)x,
                   (unsigned long long)(x * x + 0x2545f4914f6cdd1du));
}

/* None is forgotten; of those that were not there few are taken for known. */
static void test_many(void **state)
{
    enum { N = 100000 };
    unsigned wrong = 0;
    struct seen s;
    char at[33];

    (void)state;
    seen_init(&s, 7);
    for (unsigned i = 0; i < N; i++) {
        location(i, at);
        seen_add(&s, at);
    }
    for (unsigned i = 0; i < N; i++) {
        location(i, at);
        assert_true(seen_has(&s, at));
        location(N + i, at);
        wrong += seen_has(&s, at);
    }
    assert_true(wrong < 3);
    seen_done(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests_name("seen", tests, NULL, NULL);
}
