#include "image/colour.h"

#include "pictures.h"

#include <math.h>

/* clang-format off */
static const struct row {
    const char *name;
    uint8_t rgb[3];
    float luminance;
    struct lab lab;
} ROWS[] = {
    {"black", {0, 0, 0}, 0, {0, 0, 0}},
    {"white", {255, 255, 255}, 1, {100, 0, 0}},
    {"middle grey", {119, 119, 119}, 0.1845f, {50.0f, 0, 0}},
    {"red", {255, 0, 0}, 0.2126f, {54.3f, 80.8f, 69.9f}},
    {"light blue of the standard", {100, 197, 255}, 0.4986f, {75.4f, -16.9f, -37.9f}},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *r = &ROWS[i];
        struct lab lab = colour_lab(r->rgb);
        if (fabsf(colour_luminance(r->rgb) - r->luminance) > 0.002f ||
            colour_distance(lab, r->lab) > 0.6f)
            fail_msg("%s: Y %f, Lab %f %f %f", r->name,
                     (double)colour_luminance(r->rgb), (double)lab.l,
                     (double)lab.a, (double)lab.b);
    }
}

static void test_linear_grows(void **state)
{
    (void)state;
    for (int v = 1; v < 256; v++)
        assert_true(colour_linear((uint8_t)v) >
                    colour_linear((uint8_t)(v - 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_linear_grows),
    };
    return cmocka_run_group_tests_name("colour", tests, NULL, NULL);
}
