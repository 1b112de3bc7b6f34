#include "qc/produce/subject.h"

#include "qc/produce/produce.h"

#include <math.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { SIDE = FACE_MAP_SIDE, CELL = 4 };

static float p[SIDE * SIDE][FACE_CLASSES];
static struct face_reading reading;

/* The head: an oval of 220 x 320 around (512, 420), turned by `roll`. */
static float in_head(float x, float y, float roll)
{
    float dx = x - 512, dy = y - 400;
    float u = cosf(roll) * dx + sinf(roll) * dy;
    float v = -sinf(roll) * dx + cosf(roll) * dy - 20;

    return u * u / (110 * 110) + v * v / (160 * 160) < 1;
}

static struct face_point turned(float dx, float dy, float roll)
{
    return (struct face_point){512 + cosf(roll) * dx - sinf(roll) * dy,
                               400 + sinf(roll) * dx + cosf(roll) * dy, 0};
}

/* Eyes at (512, 400) in a photo 1024 wide; shoulders from y = 660 on. */
static void lean(float degrees, int height)
{
    float roll = degrees * (float)M_PI / 180;

    memset(&reading, 0, sizeof reading);
    memset(p, 0, sizeof p);
    reading.map =
        (struct face_map){0, 0, CELL, CELL, (const float(*)[FACE_CLASSES])p};
    for (int i = 0; i < SIDE * SIDE; i++) {
        float x = ((float)(i % SIDE) + 0.5f) * CELL;
        float y = ((float)(i / SIDE) + 0.5f) * CELL;
        bool body = y > 660 && fabsf(x - 512) < 400;
        p[i][in_head(x, y, roll) > 0 ? FACE_HAIR
             : body                  ? FACE_CLOTHES
                                     : FACE_BACKGROUND] = 1;
    }
    reading.n_boxes = 1;
    reading.upright.width = 1024;
    reading.upright.height = height;
    reading.eyes = (struct point){512, 400};
    reading.roll_deg = degrees;
    reading.face_width = 200;
    reading.face_height = 260;
    reading.crown_y = 260;
    reading.points[POINT_FOREHEAD] = turned(0, -80, roll);
    reading.points[POINT_CHIN] = turned(0, 180, roll);
    reading.points[POINT_CHEEK_LEFT] = turned(-100, 40, roll);
    reading.points[POINT_CHEEK_RIGHT] = turned(100, 40, roll);
    reading.chin_y = reading.points[POINT_CHIN].y;
}

static struct placement place(void)
{
    struct placement out;

    assert_int_equal(subject_place(&reading, &PRODUCE_STANDARD.geometry, &out),
                     0);
    return out;
}

/* Where a point of the photo comes to lie on the frame. */
static struct point on_frame(const struct placement *at, struct face_point q)
{
    float dx = q.x - at->pivot.x, dy = q.y - at->pivot.y;
    float c = cosf(at->roll), s = sinf(at->roll);

    return (struct point){
        (at->pivot.x + c * dx + s * dy - at->left) * at->scale,
        (at->pivot.y - s * dx + c * dy - at->top) * at->scale};
}

static void test_a_leaning_head_is_levelled(void **state)
{
    static const float DEGREES[] = {-7.5f, -2, 3, 7.5f};

    (void)state;
    for (size_t i = 0; i < sizeof DEGREES / sizeof *DEGREES; i++) {
        lean(DEGREES[i], 1024);

        struct placement at = place();
        struct point left = on_frame(&at, reading.points[POINT_CHEEK_LEFT]);
        struct point right = on_frame(&at, reading.points[POINT_CHEEK_RIGHT]);

        assert_true(fabsf(left.y - right.y) < 0.5f);
        assert_true(fabsf((left.x + right.x) / 2 - 240) < 0.5f);
        assert_true(fabsf(at.hair_top_px - 72) < 3);
        assert_true(fabsf(at.scale * 140 + at.hair_top_px - at.eyes_px) < 5);
    }
}

/* What stands straight is not turned: that costs sharpness. */
static void test_a_straight_head_stays(void **state)
{
    (void)state;
    lean(0.9f, 1024);
    assert_true(place().roll == 0);
}

/* The photo ends under the chin's shadow: less levelling needs less of it. */
static void test_levels_as_far_as_the_photo_goes(void **state)
{
    struct placement all, some;

    (void)state;
    lean(7.5f, 1024);
    all = place();
    lean(7.5f, 640);
    some = place();
    assert_true(fabsf(some.roll) < fabsf(all.roll));
}

/* No corner of the frame lies under the photo's end. */
static void test_the_lower_corners_lie_in_the_photo(void **state)
{
    (void)state;
    for (int height = 630; height < 1024; height += 10) {
        lean(-6, height);

        struct placement at = place();
        struct affine m = placement_to_photo(&at);
        float end = (float)height + (GEOMETRY_OVERHANG + 1) / at.scale;

        assert_true(affine_at(&m, 0, 640).y < end);
        assert_true(affine_at(&m, 480, 640).y < end);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_leaning_head_is_levelled),
        cmocka_unit_test(test_a_straight_head_stays),
        cmocka_unit_test(test_levels_as_far_as_the_photo_goes),
        cmocka_unit_test(test_the_lower_corners_lie_in_the_photo),
    };
    return cmocka_run_group_tests_name("subject", tests, NULL, NULL);
}
