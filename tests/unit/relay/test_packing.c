#include "relay/print/packing.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static int write_piece(void *to, struct bytes piece)
{
    return buf_add(to, piece.at, piece.len);
}

static const struct packing_form CSV = {PACKING_CSV, 0, 5};
static const struct packing_bundle BUNDLE = {
    "江苏大学", "", "=计算机,学院", "2班", "ABCDEFG0001K", 2};

#define HEAD                                                                                  \
    "\xEF\xBB\xBF"                                                                            \
    "包号,学校,校区,学院,班级,包内人数,包内序号,学号,姓名（脱敏）," \
    "相纸条码\r\n"

static void test_csv(void **state)
{
    struct buf text = BUF_INIT(4096);
    struct packing_bundle next = BUNDLE;
    struct packing *p;

    (void)state;
    next.class_name = "10班";
    next.code = "ABCDEFG0002I";
    assert_int_equal(packing_new(&CSV, write_piece, &text, &p), 0);
    assert_int_equal(packing_begin(p, &BUNDLE), 0);
    assert_int_equal(
        packing_add(p, &(struct packing_student){"张*三", "007", "S-1"}), 0);
    assert_int_equal(packing_add(p, &(struct packing_student){"", "-8", ""}),
                     0);
    assert_int_equal(packing_begin(p, &next), 0);
    assert_int_equal(
        packing_add(p, &(struct packing_student){"李*", "9\"", "S-3"}), 0);
    assert_int_equal(packing_finish(p), 0);
    packing_free(p);
    assert_int_equal(buf_add(&text, "", 1), 0);
    assert_string_equal(
        (char *)text.at, HEAD
        "ABCDEFG0001K,江苏大学,,\"'=计算机,学院\",2班,2,1,007,张*三,S-1\r\n"
        "ABCDEFG0001K,江苏大学,,\"'=计算机,学院\",2班,2,2,'-8,,\r\n"
        "ABCDEFG0002I,江苏大学,,\"'=计算机,学院\",10班,2,1,\"9\"\"\",李*,"
        "S-3\r\n");
    buf_done(&text);
}

static void test_refused(void **state)
{
    struct buf text = BUF_INIT(4096);
    struct packing_bundle no_code = BUNDLE, bad_text = BUNDLE;
    struct packing *p;

    (void)state;
    no_code.code = "abc";
    bad_text.college = "\xff";
    assert_int_equal(packing_new(&CSV, write_piece, &text, &p), 0);
    assert_int_equal(packing_begin(p, &no_code), -EINVAL);
    assert_int_equal(packing_begin(p, &bad_text), -EINVAL);
    assert_int_equal(packing_begin(p, &BUNDLE), 0);
    assert_int_equal(
        packing_add(p, &(struct packing_student){"\xc0\x80", "1", ""}),
        -EINVAL);
    assert_int_equal(packing_add(p, &(struct packing_student){"张*", NULL, ""}),
                     -EINVAL);
    assert_int_equal(packing_finish(p), 0);
    packing_free(p);
    assert_int_equal(text.len, strlen(HEAD));
    buf_done(&text);
}

static void test_no_room(void **state)
{
    struct buf text = BUF_INIT(sizeof HEAD + 10);
    struct packing *p;

    (void)state;
    assert_int_equal(packing_new(&CSV, write_piece, &text, &p), 0);
    assert_int_equal(packing_begin(p, &BUNDLE), 0);
    assert_int_equal(packing_add(p, &(struct packing_student){"张*", "1", ""}),
                     -EMSGSIZE);
    packing_free(p);
    buf_done(&text);
    text = BUF_INIT(10);
    assert_int_equal(packing_new(&CSV, write_piece, &text, &p), -EMSGSIZE);
    buf_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_no_room),
    };
    return cmocka_run_group_tests_name("relay/packing", tests, NULL, NULL);
}
