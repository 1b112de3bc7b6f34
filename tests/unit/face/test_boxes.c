#include "qc/face/detect.h"

#include "models.h"

#include <math.h>

static struct face_box box(float x, float y, float side, float score)
{
    return (struct face_box){
        .x = x, .y = y, .width = side, .height = side, .score = score};
}

static void test_overlap(void **state)
{
    struct face_box a = box(0, 0, 10, 1), b = box(5, 0, 10, 1);
    struct face_box far = box(30, 0, 10, 1), inner = box(0, 0, 5, 1);

    (void)state;
    assert_true(face_box_overlap(&a, &a) == 1);
    assert_true(fabsf(face_box_overlap(&a, &b) - 1.0f / 3) < 1e-6f);
    assert_true(face_box_overlap(&a, &inner) == 0.25f);
    assert_true(face_box_overlap(&a, &far) == 0);
}

static void test_one_face_seen_often(void **state)
{
    struct face_box b[] = {box(0, 0, 10, 0.5f), box(1, 0, 10, 0.9f),
                           box(2, 0, 10, 0.6f)};

    (void)state;
    assert_int_equal(face_box_merge(b, 3), 1);
    assert_true(b[0].score == 0.9f);
    assert_true(fabsf(b[0].x - 2.1f / 2.0f) < 1e-5f);
    assert_true(fabsf(b[0].width - 10) < 1e-5f);
}

static void test_largest_first(void **state)
{
    static const float WIDTHS[] = {40, 20, 10};
    struct face_box b[] = {box(100, 0, 10, 0.99f), box(0, 0, 40, 0.7f),
                           box(200, 0, 20, 0.8f)};

    (void)state;
    assert_int_equal(face_box_merge(b, 3), 3);
    for (int i = 0; i < 3; i++)
        assert_true(fabsf(b[i].width - WIDTHS[i]) < 1e-3f);
}

static void test_no_box_and_many(void **state)
{
    struct face_box b[FACE_BOXES_MAX + 5];

    (void)state;
    assert_int_equal(face_box_merge(b, 0), 0);
    for (int i = 0; i < FACE_BOXES_MAX + 5; i++)
        b[i] = box(20 * (float)i, 0, 10, 0.9f);
    assert_int_equal(face_box_merge(b, FACE_BOXES_MAX + 5), FACE_BOXES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_one_face_seen_often),
        cmocka_unit_test(test_largest_first),
        cmocka_unit_test(test_no_box_and_many),
    };
    return cmocka_run_group_tests_name("boxes", tests, NULL, NULL);
}
