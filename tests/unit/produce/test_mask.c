#include "qc/produce/mask.h"

#include <math.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { SIDE = FACE_MAP_SIDE };

static float p[MASK_CELLS][FACE_CLASSES];
static float person[MASK_CELLS];
static struct face_reading reading;

static void paint(struct rect r, enum face_class c)
{
    for (int y = r.y; y < r.y + r.height; y++) {
        for (int x = r.x; x < r.x + r.width; x++) {
            memset(p[y * SIDE + x], 0, sizeof *p);
            p[y * SIDE + x][c] = 1;
        }
    }
}

/* One cell is one pixel; face 60 wide around (128, 100), chin at 140. */
static void set_up_face(void)
{
    memset(&reading, 0, sizeof reading);
    reading.map =
        (struct face_map){0, 0, 1, 1, (const float(*)[FACE_CLASSES])p};
    reading.upright.width = reading.upright.height = SIDE;
    reading.face_width = 60;
    reading.face_height = 80;
    reading.points[POINT_CHIN] = (struct face_point){128, 140, 0};
    paint((struct rect){0, 0, SIDE, SIDE}, FACE_BACKGROUND);
    paint((struct rect){98, 60, 60, 80}, FACE_FACE_SKIN);
    paint((struct rect){113, 140, 30, 30}, FACE_BODY_SKIN);
    paint((struct rect){40, 180, 176, SIDE - 180}, FACE_CLOTHES);
}

static float at(int x, int y)
{
    return person[y * SIDE + x];
}

static void test_person_is_what_is_not_background(void **state)
{
    (void)state;
    set_up_face();
    mask_of_person(&reading, person);
    assert_true(at(128, 100) == 1 && at(60, 200) == 1);
    assert_true(at(10, 250) == 0 && at(60, 100) == 0);
}

static void test_holes_in_clothes_are_filled(void **state)
{
    (void)state;
    set_up_face();
    paint((struct rect){60, 210, 20, 20}, FACE_BACKGROUND);
    paint((struct rect){150, 230, 20, 26}, FACE_BACKGROUND);
    mask_of_person(&reading, person);
    assert_true(at(70, 220) == 1 && at(160, 240) == 1);
}

/* A shirt that the network takes for wall, between neck and jacket. */
static void test_under_the_neck_is_body(void **state)
{
    (void)state;
    set_up_face();
    paint((struct rect){110, 170, 36, SIDE - 170}, FACE_BACKGROUND);
    mask_of_person(&reading, person);
    assert_true(at(128, 200) == 1 && at(128, SIDE - 1) == 1);
}

static void test_air_between_hair_and_shoulder_stays(void **state)
{
    (void)state;
    set_up_face();
    paint((struct rect){80, 60, 12, 100}, FACE_HAIR);
    mask_of_person(&reading, person);
    assert_true(at(100, 165) == 0);
}

static struct matte_guess guess;

static int done(void **state)
{
    (void)state;
    matte_guess_done(&guess);
    return 0;
}

static void project(const struct placement *at)
{
    assert_int_equal(plane_fit(&guess.person, 240, 320), 0);
    assert_int_equal(plane_fit(&guess.hair, 240, 320), 0);
    set_up_face();
    paint((struct rect){98, 50, 60, 10}, FACE_HAIR);
    mask_project(&reading, at, &guess);
}

/* On the frame it lies where the face lies, and nothing lies beside. */
static void test_projection(void **state)
{
    struct placement place = {.left = -20, .top = 30, .scale = 2};

    (void)state;
    project(&place);
    assert_true(guess.person.at[(100 - 30) * 240 + 128 + 20] == 1);
    assert_true(guess.hair.at[(100 - 30) * 240 + 128 + 20] == 0);
    assert_true(guess.hair.at[(55 - 30) * 240 + 128 + 20] == 1);
    assert_true(guess.person.at[(100 - 30) * 240 + 10] == 0);
    assert_true(guess.person.at[319 * 240 + 120] == 0);
}

/* Turned by an eighth around the face's middle, its corner lies above. */
static void test_projection_of_a_leaning_head(void **state)
{
    struct placement place = {.left = 8,
                              .top = -60,
                              .scale = 2,
                              .roll = (float)M_PI / 4,
                              .pivot = {128, 100}};

    (void)state;
    project(&place);
    assert_true(guess.person.at[160 * 240 + 120] == 1);
    assert_true(guess.person.at[(160 + 29) * 240 + 120 - 29] == 0);
    assert_true(guess.person.at[(160 - 40) * 240 + 120] == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_person_is_what_is_not_background),
        cmocka_unit_test(test_holes_in_clothes_are_filled),
        cmocka_unit_test(test_under_the_neck_is_body),
        cmocka_unit_test(test_air_between_hair_and_shoulder_stays),
        cmocka_unit_test(test_projection),
        cmocka_unit_test(test_projection_of_a_leaning_head),
    };
    return cmocka_run_group_tests_name("mask", tests, NULL, done);
}
