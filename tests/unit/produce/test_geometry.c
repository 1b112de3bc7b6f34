#include "qc/produce/geometry.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const struct geometry_spec STANDARD = {
    .width = 480,
    .height = 640,
    .hair_top = {50, 110},
    .eyes = {200, 300},
    .face_width = {180, 300},
    .hair_top_wanted = 72,
    .face_width_wanted = 222,
};

/* A portrait with room on all sides; y grows from the crown. */
static const struct subject PORTRAIT = {
    .crown_y = 200,
    .eyes_y = 400,
    .centre_x = 500,
    .face_width = 240,
    .right = 1000,
    .bottom = 1300,
    .touches_left_y = 2600,
    .touches_right_y = 2600,
};

static void test_what_is_wanted(void **state)
{
    struct placement p;

    (void)state;
    assert_int_equal(geometry_place(&STANDARD, &PORTRAIT, &p), 0);
    assert_true(fabsf(p.face_width_px - 222) < 1);
    assert_true(fabsf(p.hair_top_px - 72) < 1);
    assert_true(fabsf(p.scale - 222.0f / 240) < 0.01f);
    assert_true(fabsf(p.left + 240 / p.scale - 500) < 0.1f);
    assert_true(fabsf(p.top + p.hair_top_px / p.scale - 200) < 0.1f);
}

/* The photo's last rows are repeated only where there is no other way. */
static void test_no_overhang_without_need(void **state)
{
    struct subject s = PORTRAIT;
    struct placement p;

    (void)state;
    s.bottom = 811; /* what is wanted would end at 814 */
    assert_int_equal(geometry_place(&STANDARD, &s, &p), 0);
    assert_true(p.top + 640 / p.scale < 811.1f);
}

/* A measure at its band's edge is moved inside, as others measure it too. */
static void test_keeps_off_the_edges(void **state)
{
    struct subject s = PORTRAIT;
    struct placement p;

    (void)state;
    s.eyes_y = s.crown_y + 245; /* what is wanted has the eyes at 299 */
    assert_int_equal(geometry_place(&STANDARD, &s, &p), 0);
    assert_true(p.eyes_px < 296);
}

/* clang-format off */
static const struct row {
    const char *name;
    struct subject s;
    int refusal;
} ROWS[] = {
    {"as it should be", {200, 400, 500, 240, false, 1000, 1300, 2600, 2600, 0, 0, 0, {0, 0}}, 0},
    {"hair beyond the photo", {0, 400, 500, 240, true, 1000, 1300, 2600, 2600, 0, 0, 0, {0, 0}}, GEOMETRY_CUT_OFF},
    {"cut at the chin", {100, 300, 500, 240, false, 1000, 480, 960, 960, 0, 0, 0, {0, 0}}, GEOMETRY_TOO_LARGE},
    {"ends at the shoulders, just enough", {100, 300, 500, 240, false, 1000, 760, 1520, 1520, 0, 0, 0, {0, 0}}, 0},
    {"body leaves at the side, shoulders only below", {200, 400, 240, 240, false, 1000, 1300, 1200, 2600, 0, 0, 0, {0, 0}}, 0},
    {"an arm's length to the side is missing", {200, 400, 130, 240, false, 1000, 1300, 500, 2600, 0, 0, 0, {0, 0}}, GEOMETRY_TOO_LARGE},
    {"nothing but wall at that side", {200, 400, 130, 240, false, 1000, 1300, 2600, 2600, 0, 0, 0, {0, 0}}, 0},
    {"very high hair", {100, 470, 500, 240, false, 1000, 1300, 2600, 2600, 0, 0, 0, {0, 0}}, 0},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct placement p;
        int r = geometry_place(&STANDARD, &ROWS[i].s, &p);
        if (r != ROWS[i].refusal)
            fail_msg("%s: got %d", ROWS[i].name, r);
    }
}

static float between(uint32_t *seed, float min, float max)
{
    *seed = *seed * 1664525u + 1013904223u;
    return min + (max - min) * (float)(*seed >> 8) / (float)(1 << 24);
}

static struct subject any_subject(uint32_t *seed)
{
    float face = between(seed, 60, 600), crown = between(seed, 0, 400);

    return (struct subject){
        .crown_y = crown,
        .eyes_y = crown + face * between(seed, 0.6f, 1.6f),
        .centre_x = between(seed, 100, 1200),
        .face_width = face,
        .right = 1300,
        .bottom = between(seed, 500, 1800),
        .touches_left_y = between(seed, 400, 3000),
        .touches_right_y = between(seed, 400, 3000),
    };
}

static void expect_inside(float v, struct band b)
{
    assert_true(v >= b.min - 0.1f && v <= b.max + 0.1f);
}

/* The frame's lower edge lies in the photo, and so does each side from where
 * on body stands at it. */
static void expect_no_strip(const struct subject *s, const struct placement *p)
{
    float bottom = p->top + 640 / p->scale, right = p->left + 480 / p->scale;

    assert_true(bottom <= s->bottom + (GEOMETRY_OVERHANG + 0.1f) / p->scale);
    if (p->left < -0.1f)
        assert_true(bottom <= s->touches_left_y + 0.1f);
    if (right > s->right + 0.1f)
        assert_true(bottom <= s->touches_right_y + 0.1f);
}

/* Whatever the photo, a frame is inside the bands and without an empty strip;
 * only very high hair may come nearer to the upper edge. */
static void test_every_placement_keeps_the_bands(void **state)
{
    uint32_t seed = 1;
    int placed = 0, refused = 0;

    (void)state;
    for (int round = 0; round < 5000; round++) {
        struct subject s = any_subject(&seed);
        struct placement p;
        if (geometry_place(&STANDARD, &s, &p) != 0) {
            refused++;
            continue;
        }
        placed++;
        expect_inside(p.eyes_px, STANDARD.eyes);
        expect_inside(p.face_width_px, STANDARD.face_width);
        if ((s.eyes_y - s.crown_y) * 180 / s.face_width <= 250)
            expect_inside(p.hair_top_px, STANDARD.hair_top);
        assert_true(p.hair_top_px >= 11.9f);
        expect_no_strip(&s, &p);
    }
    assert_true(placed > 500 && refused > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_wanted),
        cmocka_unit_test(test_no_overhang_without_need),
        cmocka_unit_test(test_keeps_off_the_edges),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_every_placement_keeps_the_bands),
    };
    return cmocka_run_group_tests_name("geometry", tests, NULL, NULL);
}
