#include "model/annotate.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define FACE                                                                   \
    {                                                                          \
        0.25F, 0.25F, 0.5F, 0.5F                                               \
    }

static const struct annotate_picture PICTURE = {
    .jpeg = {(const uint8_t *)"\xff\xd8\xff\xd9", 4},
    .width = 200,
    .height = 100};

/* clang-format off */
static const struct row {
    const char *name;
    struct finding finding;
    const char *shows;
} ROWS[] = {
    {"a region is drawn where it is",
     {FINDING_EYES_CLOSED, FINDING_REFUSE, .1, .12, INFINITY, FACE},
     "<rect x=\"50.0\" y=\"25.0\" width=\"100.0\" height=\"50.0\" rx=\"6\" "
     "stroke=\"#e02020\"/>"},
    {"a warning has another colour",
     {FINDING_EYES_CLOSED, FINDING_WARN, .1, .12, INFINITY, FACE},
     "stroke=\"#e89000\""},
    {"a small face: the size it should have",
     {FINDING_FACE_TOO_SMALL, FINDING_REFUSE, .05, .1, INFINITY, FACE},
     "<rect class=\"ok\" x=\"0.0\" y=\"0.0\" width=\"200.0\" height=\"100.0\""},
    {"a large face: the size it may have",
     {FINDING_FACE_TOO_LARGE, FINDING_REFUSE, 2, -INFINITY, 1, FACE},
     "<rect class=\"ok\" x=\"75.0\" y=\"37.5\" width=\"50.0\" height=\"25.0\""},
    {"the strip for the middle",
     {FINDING_OFF_CENTRE, FINDING_REFUSE, .4, -INFINITY, .1, FACE},
     "<rect class=\"ok\" x=\"80.0\" y=\"0.0\" width=\"40.0\" height=\"100.0\""},
    {"a level line",
     {FINDING_TILTED, FINDING_REFUSE, 12, -8, 8, FACE},
     "<line class=\"ok\" x1=\"30.0\" y1=\"50.0\" x2=\"170.0\" y2=\"50.0\"/>"},
    {"turned right: turn back left",
     {FINDING_TURNED, FINDING_REFUSE, 30, -14, 14, FACE},
     "x1=\"100.0\" y1=\"50.0\" x2=\"40.0\" y2=\"50.0\""},
    {"looking down: look up",
     {FINDING_LOOKING_UP_DOWN, FINDING_REFUSE, -30, -16, 16, FACE},
     "x1=\"100.0\" y1=\"50.0\" x2=\"100.0\" y2=\"30.0\""},
    {"measured and allowed in words",
     {FINDING_TILTED, FINDING_REFUSE, 12.34, -8, 8, FACE},
     "（测得 12.3，应为 -8 至 8）"},
    {"the sentence without a region",
     {FINDING_NO_FACE, FINDING_REFUSE, 0, 1, INFINITY, {0, 0, 0, 0}},
     "1 没有找到人脸。（测得 0，应不小于 1）"},
    {"nothing measured",
     {FINDING_IMAGE_INVALID, FINDING_REFUSE, NAN, -INFINITY, INFINITY, {0, 0, 0, 0}},
     "1 这张图片无法使用。</text>"},
};
/* clang-format on */

static void draw(const struct finding_list *list, struct buf *ret)
{
    assert_int_equal(annotate_svg(&PICTURE, list, ret), 0);
    assert_int_equal(buf_add(ret, "", 1), 0);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct finding_list list = {.n = 1, .at = {ROWS[i].finding}};
        struct buf svg = BUF_INIT(ANNOTATE_BYTES_MAX);

        draw(&list, &svg);
        if (!strstr((char *)svg.at, ROWS[i].shows))
            fail_msg("%s: %s", ROWS[i].name, (char *)svg.at);
        buf_done(&svg);
    }
}

static void test_the_picture_stands_in_it(void **state)
{
    struct finding_list none = {.n = 0};
    struct buf svg = BUF_INIT(ANNOTATE_BYTES_MAX);

    (void)state;
    draw(&none, &svg);
    assert_non_null(strstr((char *)svg.at, "base64,/9j/2Q==\""));
    assert_non_null(strstr((char *)svg.at, "viewBox=\"0 0 200 100\""));
    assert_null(strstr((char *)svg.at, "<text"));
    buf_done(&svg);
}

static void test_each_finding_has_its_number(void **state)
{
    struct finding_list list = {.n = 2,
                                .at = {ROWS[0].finding, ROWS[5].finding}};
    struct buf svg = BUF_INIT(ANNOTATE_BYTES_MAX);

    (void)state;
    draw(&list, &svg);
    assert_non_null(strstr((char *)svg.at, ">1</text>"));
    assert_non_null(strstr((char *)svg.at, ">2</text>"));
    assert_non_null(strstr((char *)svg.at, ">2 头部向一侧歪斜。"));
    buf_done(&svg);
}

static void test_too_much_is_an_error(void **state)
{
    struct finding_list none = {.n = 0};
    struct buf svg = BUF_INIT(300);

    (void)state;
    assert_int_equal(annotate_svg(&PICTURE, &none, &svg), -EMSGSIZE);
    buf_done(&svg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_the_picture_stands_in_it),
        cmocka_unit_test(test_each_finding_has_its_number),
        cmocka_unit_test(test_too_much_is_an_error),
    };
    return cmocka_run_group_tests_name("annotate", tests, NULL, NULL);
}
