#include "relay/orders/numbering.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* clang-format off */
static const struct row {
    const char *name;
    struct numbering order;
    size_t want;
} ROWS[] = {
    {"the order's first class",             {0,    0,    200, 36},  0},
    {"a class that begins with the volume", {200,  200,  200, 36},  0},
    {"a class that begins within it",       {230,  200,  200, 36},  0},
    {"36 of it before: 180 prints, 5 A4",   {164,  200,  200, 36},  5},
    {"37 before: one print more, a sheet",  {163,  200,  200, 36},  6},
    {"one before",                          {199,  200,  200, 36},  1},
    {"6-inch: 5 prints of 8",               {199,  200,  200,  8},  1},
    /* each volume ends its last sheet: 28 + 28, not 56 = 2000 / 36 */
    {"two whole volumes before",            {0,    400,  200, 36}, 56},
    {"1 and 200 before: 1 + 28 sheets",     {199,  400,  200, 36}, 29},
    {"72 prints a sheet, 3 and 600",        {597, 1200,  600, 72}, 43},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        size_t got = numbering_before(&ROWS[i].order);
        if (got != ROWS[i].want)
            fail_msg("%s: got %zu", ROWS[i].name, got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
    };

    return cmocka_run_group_tests_name("relay_numbering", tests, NULL, NULL);
}
