#include "decode/ticket.h"

#include "core/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* 2025-12-31 23:59:59 in Asia/Shanghai; in UTC it is still afternoon. */
#define LAST_S INT64_C(1767196799)

/* clang-format off */
static const struct row {
    const char *name;
    int64_t issued_s, expires_s;
    uint32_t year;
    int64_t now_ms;
    int expect;
} ROWS[] = {
    {"good", LAST_S - 10, LAST_S + 10, 2025, LAST_S * 1000, 0},
    {"issued exactly 5 minutes ahead", LAST_S + 300, LAST_S + 900, 2025, LAST_S * 1000, 0},
    {"a second more", LAST_S + 301, LAST_S + 900, 2025, LAST_S * 1000, CODE_NOT_YET_VALID},
    {"half a second less than that", LAST_S + 301, LAST_S + 900, 2025, LAST_S * 1000 + 500, CODE_NOT_YET_VALID},
    {"the last moment", LAST_S - 10, LAST_S, 2025, LAST_S * 1000, 0},
    {"a millisecond later", LAST_S - 10, LAST_S, 2025, LAST_S * 1000 + 1, CODE_EXPIRED},
    {"last year until midnight", LAST_S - 10, LAST_S + 10, 2024, LAST_S * 1000 + 999, CODE_WRONG_YEAR},
    {"next year until midnight", LAST_S - 10, LAST_S + 10, 2026, LAST_S * 1000 + 999, 0},
    {"the year after next until midnight", LAST_S - 10, LAST_S + 10, 2027, LAST_S * 1000 + 999, CODE_WRONG_YEAR},
    {"from midnight it is next year", LAST_S - 10, LAST_S + 10, 2027, LAST_S * 1000 + 1000, 0},
    {"and this one is past", LAST_S - 10, LAST_S + 10, 2025, LAST_S * 1000 + 1000, CODE_WRONG_YEAR},
    {"at the beginning of time", 1, 2, 1970, 0, 0},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *row = &ROWS[i];
        struct ticket t = {.issued_at_s = row->issued_s,
                           .expires_at_s = row->expires_s,
                           .graduation_year = row->year};

        if (ticket_judge(&t, row->now_ms) != row->expect)
            fail_msg("%s", row->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests_name("ticket", tests, NULL, NULL);
}
