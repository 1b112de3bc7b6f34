#include "core/rank.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 60 };

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* Every place of many lists, with and without equals, as a sort has it. */
static void test_as_sorted(void **state)
{
    uint32_t seed = 7;

    (void)state;
    for (size_t run = 0; run < 400; run++) {
        float sorted[MOST], all[MOST];
        size_t n = 1 + run % MOST;

        for (size_t i = 0; i < n; i++) {
            seed = seed * 1664525u + 1013904223u;
            sorted[i] = (float)(seed >> 16) / (run % 2 ? 1 : 8192);
            if (run % 2 == 0)
                sorted[i] = (float)(int)sorted[i];
        }
        memcpy(all, sorted, n * sizeof *all);
        qsort(sorted, n, sizeof *sorted, by_size);
        for (size_t k = 0; k < n; k++)
            assert_true(rank_nth(all, n, k) == sorted[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_as_sorted)};

    return cmocka_run_group_tests_name("rank", tests, NULL, NULL);
}
