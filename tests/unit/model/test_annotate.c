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

#define HEAD                                                                   \
    {                                                                          \
        .known = true, .eyes_x = 0.3F, .eyes_y = 0.5F, .crown_y = 0.25F,       \
        .chin_y = 0.75F, .face_width = 0.1F, .frame_width = 2,                 \
        .frame_height = 3, .hair_top_min = 0.2F, .hair_top_max = 0.6F,         \
        .eyes_min = 1, .eyes_max = 1.4F                                        \
    }

/* A head 20 wide, its eyes at (60, 100), crown at 50, chin at 150. */
static const struct annotate_picture PICTURE = {
    .jpeg = {(const uint8_t *)"\xff\xd8\xff\xd9", 4},
    .width = 200,
    .height = 200,
    .head = HEAD};

/* clang-format off */
static const struct row {
    const char *name;
    struct finding finding;
    const char *shows;
} ROWS[] = {
    {"a region is drawn where it is",
     {FINDING_EYES_CLOSED, FINDING_REFUSE, .1, .12, INFINITY, FACE},
     "<rect class=\"no\" x=\"50.0\" y=\"50.0\" width=\"100.0\" height=\"100.0\""},
    {"a warning has another colour",
     {FINDING_EYES_CLOSED, FINDING_WARN, .1, .12, INFINITY, FACE},
     "<rect class=\"hm\""},
    {"the made photo's frame, in the picture",
     {FINDING_FACE_TOO_LARGE, FINDING_REFUSE, 2, -INFINITY, 1, FACE},
     "<rect x=\"80.0\" y=\"42.0\" width=\"40.0\" height=\"60.0\" stroke=\"#fff\"/>"},
    {"the band for the top of the hair",
     {FINDING_FACE_TOO_LARGE, FINDING_REFUSE, 2, -INFINITY, 1, FACE},
     "<rect class=\"bar\" x=\"80.0\" y=\"46.0\" width=\"40.0\" height=\"8.0\"/>"},
    {"the band for the eyes",
     {FINDING_FACE_TOO_LARGE, FINDING_REFUSE, 2, -INFINITY, 1, FACE},
     "<rect class=\"bar\" x=\"80.0\" y=\"62.0\" width=\"40.0\" height=\"8.0\"/>"},
    {"a small face: the outline it should fill",
     {FINDING_FACE_TOO_SMALL, FINDING_REFUSE, .054, .1, INFINITY, FACE},
     "<ellipse class=\"ok\" cx=\"60.0\" cy=\"116.0\" rx=\"20.0\" ry=\"100.0\""},
    {"and the one it has",
     {FINDING_FACE_TOO_SMALL, FINDING_REFUSE, .054, .1, INFINITY, FACE},
     "<ellipse class=\"no\" cx=\"60.0\" cy=\"100.0\" rx=\"10.0\" ry=\"50.0\""},
    {"off centre: the way to the middle line",
     {FINDING_OFF_CENTRE, FINDING_REFUSE, .2, -INFINITY, .1, FACE},
     "x1=\"60.0\" y1=\"100.0\" x2=\"100.0\" y2=\"100.0\""},
    {"a level line",
     {FINDING_TILTED, FINDING_REFUSE, 12, -8, 8, FACE},
     "<line class=\"ok\" x1=\"30.0\" y1=\"100.0\" x2=\"170.0\" y2=\"100.0\"/>"},
    {"turned right: turn back left",
     {FINDING_TURNED, FINDING_REFUSE, 30, -14, 14, FACE},
     "x1=\"120.0\" y1=\"100.0\" x2=\"50.0\" y2=\"100.0\""},
    {"looking down: look up",
     {FINDING_LOOKING_UP_DOWN, FINDING_REFUSE, -30, -16, 16, FACE},
     "x1=\"100.0\" y1=\"115.0\" x2=\"100.0\" y2=\"60.0\""},
    {"measured and allowed in words",
     {FINDING_TILTED, FINDING_REFUSE, 12.34, -8, 8, FACE},
     ">头部倾斜 12°，应在 -8° 至 8° 之间</text>"},
    {"a share is a percentage",
     {FINDING_TOO_DARK, FINDING_REFUSE, .0812, .17, INFINITY, FACE},
     "面部亮处的亮度 8.1%，应不小于 17%"},
    {"as many decimals as tell it from its limit",
     {FINDING_FACE_TOO_LARGE, FINDING_REFUSE, 1.001, -INFINITY, 1, FACE},
     "1.001，应不大于 1<"},
    {"the sentence without a region",
     {FINDING_NO_FACE, FINDING_REFUSE, 0, 1, INFINITY, {0, 0, 0, 0}},
     ">没有找到人脸。</text>"},
    {"a long sentence goes on in the next line",
     {FINDING_HEAD_COVERED, FINDING_REFUSE, .5, -INFINITY, .06, FACE},
     "请摘下帽子、头巾或放下衣帽后重拍；因宗教或医疗原因<"},
    {"nothing measured",
     {FINDING_IMAGE_INVALID, FINDING_REFUSE, NAN, -INFINITY, INFINITY, {0, 0, 0, 0}},
     "未经其他软件处理"},
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
    assert_non_null(strstr((char *)svg.at, "viewBox=\"0 0 200 200\""));
    assert_null(strstr((char *)svg.at, "<text"));
    buf_done(&svg);
}

static void test_each_finding_has_its_number(void **state)
{
    struct finding_list list = {.n = 2,
                                .at = {ROWS[0].finding, ROWS[8].finding}};
    struct buf svg = BUF_INIT(ANNOTATE_BYTES_MAX);

    (void)state;
    draw(&list, &svg);
    assert_non_null(strstr((char *)svg.at, ">1</text>"));
    assert_non_null(strstr((char *)svg.at, ">2</text>"));
    assert_non_null(strstr((char *)svg.at, ">头部向一侧歪斜。<"));
    buf_done(&svg);
}

/* Two findings of one place: one outline, two numbers beside each other. */
static void test_one_place_has_one_outline(void **state)
{
    struct finding_list list = {.n = 2,
                                .at = {ROWS[0].finding, ROWS[0].finding}};
    struct buf svg = BUF_INIT(ANNOTATE_BYTES_MAX);
    const char *first;

    (void)state;
    list.at[1].code = FINDING_MOUTH_OPEN;
    draw(&list, &svg);
    first = strstr((char *)svg.at, "<rect class=\"no\"");
    assert_non_null(first);
    assert_null(strstr(first + 1, "<rect class=\"no\""));
    assert_non_null(strstr(first, "<circle cx=\"50.0\" cy=\"50.0\""));
    assert_non_null(strstr(first, "<circle cx=\"65.7\" cy=\"50.0\""));
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
        cmocka_unit_test(test_one_place_has_one_outline),
        cmocka_unit_test(test_too_much_is_an_error),
    };
    return cmocka_run_group_tests_name("annotate", tests, NULL, NULL);
}
