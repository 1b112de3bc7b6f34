#include "qc/produce/trust.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { SIDE = 16, MIDDLE = 8 * SIDE + 8 };

static struct foreground colours;
static struct plane person, hairy;
static struct trust trust;

static void fill(struct plane *p, float v)
{
    assert_int_equal(plane_fit(p, SIDE, SIDE), 0);
    for (int i = 0; i < SIDE * SIDE; i++)
        p->at[i] = v;
}

/* What is around, everywhere alike. */
struct scene {
    float hair;
    float wall; /* of 0..1, grey */
    float wall_noise;
    float person_noise;
};

static void measure(const struct scene *s)
{
    fill(&hairy, s->hair);
    fill(&person, 1);
    fill(&colours.noise[BACK], s->wall_noise);
    fill(&colours.noise[FRONT], s->person_noise);
    assert_int_equal(planes_fit(&colours.back_half, SIDE, SIDE), 0);
    for (int c = 0; c < 3; c++)
        fill(&colours.back_half.c[c], s->wall);
    assert_int_equal(trust_measure(&trust, &colours, &person, &hairy), 0);
}

static int done(void **state)
{
    (void)state;
    foreground_done(&colours);
    trust_done(&trust);
    plane_done(&person);
    plane_done(&hairy);
    return 0;
}

/* Two scenes, of which the first asks for a larger difference of colours. */
static const struct row {
    const char *name;
    struct scene stricter;
    struct scene other;
    float times; /* at least */
} ROWS[] = {
    {"clothes end on a line", {0, .5f, 0, 0}, {1, .5f, 0, 0}, 3},
    {"a patterned wall", {1, .5f, .02f, 0}, {1, .5f, 0, 0}, 3},
    {"a pattern on clothes", {0, .5f, 0, .02f}, {1, .5f, 0, .02f}, 3},
    {"before black, shadows", {1, .01f, 0, 0}, {1, .1f, 0, 0}, 4},
};

static void test_limits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        measure(&ROWS[i].stricter);
        float strict = trust.limit.at[MIDDLE];
        measure(&ROWS[i].other);
        if (!(strict >= ROWS[i].times * trust.limit.at[MIDDLE]))
            fail_msg("%s: %f", ROWS[i].name, (double)strict);
    }
}

static void test_hair_reaches_further(void **state)
{
    (void)state;
    measure(&(struct scene){0, .5f, 0, 0});
    assert_true(trust.reach.at[MIDDLE] < 2);
    measure(&(struct scene){1, .5f, 0, 0});
    assert_true(trust.reach.at[MIDDLE] > 5);
}

/* A border that rises by a tenth to the pixel of half size. */
static void test_steepness(void **state)
{
    (void)state;
    measure(&(struct scene){0, .5f, 0, 0});
    float flat = trust.steep.at[MIDDLE];
    for (int i = 0; i < SIDE * SIDE; i++)
        person.at[i] = (float)(i % SIDE) / 10;
    assert_int_equal(trust_measure(&trust, &colours, &person, &hairy), 0);
    assert_true(fabsf(trust.steep.at[MIDDLE] - 0.1f) < 1e-4f);
    assert_true(flat > 0 && flat < 0.05f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_hair_reaches_further),
        cmocka_unit_test(test_steepness),
    };
    return cmocka_run_group_tests_name("trust", tests, NULL, done);
}
