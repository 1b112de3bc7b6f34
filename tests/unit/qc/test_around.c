/* hair, ears, jewellery: what surrounds the face. */
#include "synthetic.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define CROWN ((struct part){-1.2F, -1.4F, 1.2F, -1.1F})
#define SIDES ((struct part){-1.2F, -1.1F, 1.2F, -0.75F})

static void a_fringe(struct synthetic *s)
{
    synthetic_map(s, (struct part){-1, -0.75F, 1, -0.4F}, FACE_HAIR);
}

static void a_strand_over_one_eye(struct synthetic *s)
{
    synthetic_map(s, (struct part){0.2F, -0.1F, 0.75F, 0.1F}, FACE_HAIR);
}

static void hair_beside_the_eyes(struct synthetic *s)
{
    synthetic_map(s, (struct part){-1, -0.75F, -0.75F, 1.7F}, FACE_HAIR);
}

static void dark_hair(struct synthetic *s)
{
    synthetic_grey(s, CROWN, 40);
    synthetic_grey(s, SIDES, 40);
    synthetic_grey(s, (struct part){-1.2F, -0.75F, -1, 0.5F}, 40);
    synthetic_grey(s, (struct part){1, -0.75F, 1.2F, 0.5F}, 40);
}

static void half_burnt(struct synthetic *s)
{
    dark_hair(s);
    synthetic_grey(s, (struct part){0, -1.4F, 1.2F, -1.1F}, 250);
}

static void white_hair(struct synthetic *s)
{
    synthetic_grey(s, (struct part){-1.2F, -1.4F, 1.2F, 0.5F}, 240);
}

static void so_white_that_it_is_none(struct synthetic *s)
{
    dark_hair(s);
    synthetic_grey(s, (struct part){-1.2F, -1.4F, 1.2F, -0.76F}, 250);
    synthetic_map(s, (struct part){-1.2F, -1.4F, 1.2F, -0.76F}, FACE_OTHERS);
}

static void shaved(struct synthetic *s)
{
    synthetic_map(s, (struct part){-1.2F, -1.4F, 1.2F, -0.75F}, FACE_FACE_SKIN);
}

/* At a bare skull's edge the map is not sure, and the wall shines through. */
static void shaved_before_a_white_wall(struct synthetic *s)
{
    struct part edge = {0.15F, -1.4F, 1.2F, -0.76F};

    shaved(s);
    synthetic_grey(s, edge, 250);
    synthetic_faint(s, edge, FACE_OTHERS, 0.7F);
}

static void left_ear(struct synthetic *s)
{
    synthetic_map(s, (struct part){-1.3F, -0.1F, -1.04F, 0.5F}, FACE_FACE_SKIN);
}

static void both_ears(struct synthetic *s)
{
    left_ear(s);
    synthetic_map(s, (struct part){1.04F, -0.1F, 1.3F, 0.5F}, FACE_BODY_SKIN);
}

static void half_of_the_right_ear(struct synthetic *s)
{
    both_ears(s);
    synthetic_map(s, (struct part){1.04F, -0.1F, 1.3F, 0.35F}, FACE_HAIR);
}

static void turned_with_one_ear(struct synthetic *s)
{
    left_ear(s);
    s->reading.yaw_deg = 15;
}

static void an_earring(struct synthetic *s)
{
    synthetic_map(s, (struct part){1.0F, 0.5F, 1.2F, 0.7F}, FACE_OTHERS);
}

static void a_necklace(struct synthetic *s)
{
    synthetic_map(s, (struct part){-0.8F, 2.2F, 0.8F, 2.3F}, FACE_OTHERS);
}

static void glasses(struct synthetic *s)
{
    synthetic_map(s, (struct part){-0.9F, -0.2F, 0.9F, 0.3F}, FACE_OTHERS);
}

/* clang-format off */
static void test_hair(void **state)
{
    const struct synthetic_row rows[] = {
        {"bare brows", synthetic_same, FINDING_HAIR_OVER_FACE, 0, 1e-6},
        {"a fringe", a_fringe, FINDING_HAIR_OVER_FACE, 1, .05},
        {"a strand over one eye", a_strand_over_one_eye, FINDING_HAIR_OVER_FACE, 1, .05},
        {"hair beside the eyes", hair_beside_the_eyes, FINDING_HAIR_OVER_FACE, 0, .01},
        {"dark hair", dark_hair, FINDING_HAIR_WASHED_OUT, 0, .02},
        {"half of the crown burnt", half_burnt, FINDING_HAIR_WASHED_OUT, .5, .06},
        {"so white that the map sees none", so_white_that_it_is_none, FINDING_HAIR_WASHED_OUT, 1, .1},
        {"white hair is white all over", white_hair, FINDING_HAIR_WASHED_OUT, 0, .01},
        {"a shaved head has no hair to burn", shaved, FINDING_HAIR_WASHED_OUT, NAN, 0},
        {"nor at its edge before a white wall", shaved_before_a_white_wall, FINDING_HAIR_WASHED_OUT, NAN, 0},
    };
    /* clang-format on */

    (void)state;
    synthetic_check(rows, sizeof rows / sizeof *rows, check_hair);
}

/* clang-format off */
static void test_ears(void **state)
{
    const struct synthetic_row rows[] = {
        {"none seen", synthetic_same, FINDING_EARS_HIDDEN, 0, .01},
        {"both seen", both_ears, FINDING_EARS_HIDDEN, 1, .01},
        {"one is hidden", left_ear, FINDING_EARS_HIDDEN, 0, .01},
        {"turned: one ear is behind the head", turned_with_one_ear, FINDING_EARS_HIDDEN, NAN, 0},
        {"alike", both_ears, FINDING_EARS_UNEVEN, 0, .01},
        {"half of one", half_of_the_right_ear, FINDING_EARS_UNEVEN, .55, .1},
        {"nothing to compare", left_ear, FINDING_EARS_UNEVEN, NAN, 0},
        {"no jewellery", synthetic_same, FINDING_JEWELLERY, 0, 1e-6},
        {"an earring", an_earring, FINDING_JEWELLERY, .08, .04},
        {"a necklace", a_necklace, FINDING_JEWELLERY, .13, .04},
        {"glasses are none", glasses, FINDING_JEWELLERY, 0, 1e-6},
    };
    /* clang-format on */

    (void)state;
    synthetic_check(rows, sizeof rows / sizeof *rows, check_ears);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hair),
        cmocka_unit_test(test_ears),
    };
    return cmocka_run_group_tests_name("around", tests, NULL, NULL);
}
