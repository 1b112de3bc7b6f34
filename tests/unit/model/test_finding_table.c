#include "model/finding_table.h"

#include "core/cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void read_page(struct buf *ret)
{
    char path[4096], part[4096];
    FILE *file;
    size_t n;

    (void)snprintf(path, sizeof path, "%s/docs/findings.md",
                   getenv("TUCAI_SOURCE_ROOT"));
    file = fopen(path, "rbe");
    assert_non_null(file);
    while ((n = fread(part, 1, sizeof part, file)) > 0)
        assert_int_equal(buf_add(ret, part, n), 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(buf_add(ret, "", 1), 0);
}

static void test_the_page_is_true(void **state)
{
    struct buf page = BUF_INIT(256 * 1024);
    struct buf table = BUF_INIT(FINDING_TABLE_BYTES_MAX);

    (void)state;
    read_page(&page);
    assert_int_equal(finding_table(&table), 0);
    assert_int_equal(buf_add(&table, "", 1), 0);
    if (!strstr((char *)page.at, (char *)table.at))
        fail_msg("docs/findings.md is old: run scripts/findings.sh");
    buf_done(&page);
    buf_done(&table);
}

static void test_a_row(void **state)
{
    struct buf table = BUF_INIT(FINDING_TABLE_BYTES_MAX);

    (void)state;
    assert_int_equal(finding_table(&table), 0);
    assert_int_equal(buf_add(&table, "", 1), 0);
    assert_non_null(strstr((char *)table.at,
                           "| `low_quality` | 面部像素不足，照片不够清晰。 |"));
    assert_non_null(strstr((char *)table.at,
                           "`eye_distance_px`, px | refuse | 50 … | 90 … |"));
    assert_non_null(strstr((char *)table.at, "| refuse | -14 … 14 |  |"));
    assert_non_null(
        strstr((char *)table.at,
               "| `width` | 200 … 1200 | 480 | 480 | 480 | 480 | 358 |"));
    buf_done(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_page_is_true),
        cmocka_unit_test(test_a_row),
    };
    return cmocka_run_group_tests_name("finding_table", tests, NULL, NULL);
}
