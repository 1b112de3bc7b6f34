#include "qc/face/segment.h"

#include "models.h"

#include <math.h>
#include <string.h>

enum { SIDE = FACE_MAP_SIDE };

static float p[SIDE * SIDE][FACE_CLASSES];

/* Hair from row `top` on in columns 100..150, background elsewhere. */
static struct face_map head_from(int top)
{
    memset(p, 0, sizeof p);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            p[y * SIDE + x]
             [y >= top && x >= 100 && x <= 150 ? FACE_HAIR : FACE_BACKGROUND] =
                 1;
    return (struct face_map){10, 20, 2, 4, (const float(*)[FACE_CLASSES])p};
}

static void test_softmax(void **state)
{
    const float logits[12] = {0, 0, 0, 0, 0, 0, 1, 2, 3, -100, 500, 1};
    float out[12];

    (void)state;
    segment_softmax(logits, out, 2);
    for (int i = 0; i < 6; i++)
        assert_true(fabsf(out[i] - 1.0f / 6) < 1e-5f);
    assert_true(fabsf(out[10] - 1) < 1e-5f);
    assert_true(out[6] >= 0 && out[6] < 1e-6f);
}

static void test_softmax_against_libm(void **state)
{
    float logits[6], out[6];

    (void)state;
    for (int round = 0; round < 100; round++) {
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            logits[i] = sinf((float)(round * 6 + i)) * 9;
            sum += exp((double)logits[i]);
        }
        segment_softmax(logits, out, 1);
        for (int i = 0; i < 6; i++)
            assert_true(fabs((double)out[i] - exp((double)logits[i]) / sum) <
                        1e-5);
    }
}

static void test_map_at(void **state)
{
    struct face_map map = head_from(100);

    (void)state;
    /* the middle of cell (120, 110), then half way over the hair's edge */
    assert_true(face_map_at(&map, FACE_HAIR, 10 + 241, 20 + 442) == 1);
    assert_true(face_map_at(&map, FACE_HAIR, 10 + 200, 20 + 442) == 0.5f);
    assert_true(face_map_at(&map, FACE_HAIR, -500, 9999) == 0);
    assert_true(face_map_at(&map, FACE_BACKGROUND, 9999, 9999) == 1);
}

static void test_crown(void **state)
{
    struct face_map map = head_from(100);

    (void)state;
    assert_true(segment_crown(&map, 700, 10 + 200, 10 + 300) == 20 + 400);
    assert_true(segment_head_at_top(&map, 10 + 200, 10 + 300) == 0);
    map = head_from(0);
    assert_true(segment_crown(&map, 700, 10 + 200, 10 + 300) == 20);
    assert_true(segment_head_at_top(&map, 10 + 201, 10 + 299) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_softmax),
        cmocka_unit_test(test_softmax_against_libm),
        cmocka_unit_test(test_map_at),
        cmocka_unit_test(test_crown),
    };
    return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
