/*
 * Every network on one made input.  The values came from another engine
 * (plain C kernels, no XNNPACK), so they judge reader, plan, kernels and the
 * mesh's special operators independently.
 */
#include "qc/face/nn.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static const char *const FILES[] = {
    "face_detection_short_range.tflite",
    "face_detection_full_range.tflite",
    "face_landmark_with_attention.tflite",
    "selfie_multiclass_256x256.tflite",
};

/* First, middle and last value of an output, and its mean size. */
/* clang-format off */
static const struct row {
    int network;
    int output;
    size_t size;
    float value[3];
    float mean_size;
} ROWS[] = {
    {0, 0, 14336, {0.56745f, -0.0030334f, -17.083f}, 13.0028f},
    {0, 1, 896, {-5.0953f, -5.2173f, -25.872f}, 4.01366f},
    {1, 0, 36864, {-3.659f, -3.1373f, -5.4345f}, 6.62082f},
    {1, 1, 2304, {-6.0094f, -4.4248f, -9.5586f}, 5.67253f},
    {2, 0, 1404, {100.29f, 42.521f, 7.1068f}, 67.6109f},
    {2, 1, 160, {76.464f, 77.229f, 125.19f}, 112.38f},
    {2, 2, 142, {61.881f, 79.822f, 67.791f}, 69.2522f},
    {2, 3, 142, {129.1f, 82.603f, 68.569f}, 98.029f},
    {2, 4, 10, {69.933f, 61.133f, 68.923f}, 67.5043f},
    {2, 5, 10, {118.3f, 63.826f, 70.737f}, 92.7001f},
    {2, 6, 1, {-17.33f, -17.33f, -17.33f}, 17.33f},
    {3, 0, 393216, {2.905f, 2.9622f, -1.1911f}, 1.37242f},
};
/* clang-format on */

static struct nn *networks[4];

static int open_all(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        char path[4096];
        int n = snprintf(path, sizeof path, "%s/.models/%s",
                         getenv("TUCAI_SOURCE_ROOT"), FILES[i]);
        int r = n < (int)sizeof path ? nn_open(path, &networks[i]) : -1;
        if (r == -ENOENT)
            return 0;
        assert_int_equal(r, 0);
    }
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++)
        nn_free(networks[i]);
    return 0;
}

static void run(const struct nn *nn)
{
    float *in = nn_input(nn);

    for (size_t i = 0; i < nn_input_size(nn); i++)
        in[i] = 0.5f + 0.5f * sinf((float)(i % 9973) * 0.01f);
    nn_run(nn);
}

static bool is_near(float got, float want)
{
    return fabsf(got - want) <= 1e-3f * fmaxf(1, fabsf(want));
}

static void judge(const struct row *r)
{
    const float *out = nn_output(networks[r->network], r->output);
    size_t n = nn_output_size(networks[r->network], r->output);
    const float got[3] = {out[0], out[n / 2], out[n - 1]};
    double sum = 0;

    assert_int_equal(n, r->size);
    for (size_t i = 0; i < n; i++)
        sum += (double)fabsf(out[i]);
    for (int i = 0; i < 3; i++)
        if (!is_near(got[i], r->value[i]))
            fail_msg("network %d output %d: %f, not %f", r->network, r->output,
                     (double)got[i], (double)r->value[i]);
    assert_true(is_near((float)(sum / (double)n), r->mean_size));
}

static void test_values(void **state)
{
    (void)state;
    if (!networks[3]) {
        print_message("# the networks were not fetched\n");
        skip();
    }
    for (int i = 0; i < 4; i++)
        run(networks[i]);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        judge(&ROWS[i]);
}

/* The input stays as it was: a second run gives the same. */
static void test_runs_repeat(void **state)
{
    float first;

    (void)state;
    if (!networks[0])
        skip();
    run(networks[0]);
    first = nn_output(networks[0], 0)[100];
    nn_run(networks[0]);
    assert_true(nn_output(networks[0], 0)[100] == first);
}

static void test_point_lists(void **state)
{
    static const size_t SIZES[] = {80, 71, 71};
    const int *points;

    (void)state;
    if (!networks[2])
        skip();
    for (int i = 0; i < 3; i++)
        assert_int_equal(nn_subset(networks[2], i, &points), SIZES[i]);
    assert_int_equal(nn_subset(networks[2], 3, &points), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_runs_repeat),
        cmocka_unit_test(test_point_lists),
    };
    return cmocka_run_group_tests_name("networks", tests, open_all, close_all);
}
