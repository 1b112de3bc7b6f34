#include "ingest/archive/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define HEAD                                                                   \
    "\xEF\xBB\xBF"                                                             \
    "path,student_uid,student_no,campus,college,class,sha256,bytes,"           \
    "receipt_no,accepted_at,state,remark\r\n"

static const struct manifest_line PLAIN = {
    .path = "a/1.jpg",
    .student_uid = "u1",
    .student_no = "1",
    .campus = "",
    .college = "水,利",
    .class_name = "\"一\"班",
    .sha256 = "ab",
    .length = 30000,
    .receipt_no = "R1",
    .accepted_ms = INT64_C(1749000000000),
    .state = "accepted",
    .remark = "",
};

static void check_text(struct buf *out, const char *expected)
{
    assert_int_equal(out->len, strlen(expected));
    assert_memory_equal(out->at, expected, out->len);
    buf_done(out);
}

static void test_a_line(void **state)
{
    struct buf out = BUF_INIT(4096);

    (void)state;
    assert_int_equal(manifest_begin(&out), 0);
    assert_int_equal(manifest_add(&out, &PLAIN), 0);
    check_text(&out, HEAD "a/1.jpg,u1,1,,\"水,利\",\"\"\"一\"\"班\",ab,30000,"
                          "R1,2025-06-04T09:20:00+08:00,accepted,\r\n");
}

static void test_who_is_left_out(void **state)
{
    struct manifest_line line = PLAIN;
    struct buf out = BUF_INIT(4096);

    (void)state;
    line.path = line.sha256 = line.receipt_no = line.state = "";
    line.college = line.class_name = "";
    line.accepted_ms = 0;
    line.remark = "照片已删除";
    assert_int_equal(manifest_add(&out, &line), 0);
    check_text(&out, ",u1,1,,,,,,,,,照片已删除\r\n");
}

static void test_cells(void **state)
{
    /* clang-format off */
    static const struct { const char *name, *cell, *expected; } ROWS[] = {
        {"a short number", "20210001", "20210001"},
        {"zero", "0", "0"}, {"eleven digits", "12345678901", "12345678901"},
        {"twelve", "123456789012", "123456789012\t"},
        {"zeros before", "007", "007\t"}, {"an exponent", "1E5", "1E5\t"},
        {"a date", "2021-1", "2021-1\t"}, {"a fraction", "3/4", "3/4\t"},
        {"a Chinese date", "3月1日", "3月1日\t"}, {"a time", "1:02", "1:02\t"},
        {"a point", "1.50", "1.50\t"}, {"per cent", "50%", "50%\t"},
        {"letters", "B21001", "B21001"}, {"a class", "2021级1班", "2021级1班"},
        {"no digit", "-", "'-"}, {"nothing", "", ""},
        {"a formula", "=1+1", "'=1+1"}, {"a negative", "-1", "'-1\t"},
        {"a wide formula", "＝A1", "'＝A1"}, {"a link", "@x", "'@x"},
    };
    /* clang-format on */
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct manifest_line line = PLAIN;
        struct buf out = BUF_INIT(4096);
        char expected[64];

        line.student_no = ROWS[i].cell;
        assert_int_equal(manifest_add(&out, &line), 0);
        (void)snprintf(expected, sizeof expected, "a/1.jpg,u1,%s,,",
                       ROWS[i].expected);
        if (memcmp(out.at, expected, strlen(expected)) != 0)
            fail_msg("%s: %.*s", ROWS[i].name, (int)out.len,
                     (const char *)out.at);
        buf_done(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line),
        cmocka_unit_test(test_who_is_left_out),
        cmocka_unit_test(test_cells),
    };
    return cmocka_run_group_tests_name("archive_manifest", tests, NULL, NULL);
}
