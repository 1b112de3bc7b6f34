/* recapture, retouched, marks: where a picture comes from. */
#include "synthetic.h"

#include "qc/check/marks.h"
#include "qc/check/spectrum.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static uint32_t seed;

static float noise(float width)
{
    seed = seed * 1664525U + 1013904223U;
    return width * ((float)(seed >> 8) / (float)(1 << 24) - 0.5F);
}

/* Grey plus grain plus waves of the given periods a side. */
static float sample(int x, int y, const float waves[][3], int n)
{
    float v = 128 + noise(20);

    for (int i = 0; i < n; i++)
        v += waves[i][2] *
             sinf(2 * (float)M_PI *
                  (waves[i][0] * (float)x + waves[i][1] * (float)y) /
                  SPECTRUM_SIDE);
    return v;
}

static double recapture_of(const float waves[][3], int n)
{
    struct measures m = {0};
    struct synthetic s;

    synthetic_init(&s);
    seed = 1;
    for (int i = 0; i < SYNTHETIC_SIDE * SYNTHETIC_SIDE; i++) {
        int y = i / SYNTHETIC_SIDE;
        int x = i % SYNTHETIC_SIDE;

        memset(image_at(&s.reading.upright, x, y), (int)sample(x, y, waves, n),
               3);
    }
    check_recapture(&s.reading, &m);
    synthetic_done(&s);
    return m.of[FINDING_RECAPTURE].known ? m.of[FINDING_RECAPTURE].value
                                         : (double)NAN;
}

static void test_waves_of_a_screen(void **state)
{
    static const float MOIRE[][3] = {
        {40, 30, 8}, {55, -35, 8}, {20, 60, 8}, {-70, 25, 8}};
    static const float ONE[][3] = {{40, 30, 8}};
    static const float BLOCKS[][3] = {
        {32, 0, 8}, {0, 32, 8}, {64, 0, 8}, {0, 64, 8}};
    static const float FOLDS[][3] = {
        {5, 6, 8}, {6, 5, 8}, {4, 7, 8}, {7, 5, 8}};

    (void)state;
    assert_true(recapture_of(NULL, 0) < 0.05);
    assert_true(recapture_of(MOIRE, 4) > 0.9);
    assert_true(recapture_of(ONE, 1) < 0.2); /* a comb, a braid */
    assert_true(recapture_of(BLOCKS, 4) < 0.05);
    assert_true(recapture_of(FOLDS, 4) < 0.05);
}

static void test_an_edge_is_no_wave(void **state)
{
    struct measures m = {0};
    struct synthetic s;

    (void)state;
    synthetic_init(&s);
    for (int y = 0; y < SYNTHETIC_SIDE; y++) {
        for (int x = 0; x < SYNTHETIC_SIDE; x++)
            memset(image_at(&s.reading.upright, x, y),
                   x * 2 + y < 1250 ? 60 : 190, 3);
    }
    check_recapture(&s.reading, &m);
    assert_true(m.of[FINDING_RECAPTURE].value < 0.3);
    synthetic_done(&s);
}

static void test_a_face_at_the_edge_is_not_looked_at(void **state)
{
    struct measures m = {0};
    struct synthetic s;

    (void)state;
    synthetic_init(&s);
    s.reading.eyes.x = 60;
    check_recapture(&s.reading, &m);
    assert_false(m.of[FINDING_RECAPTURE].known);
    synthetic_done(&s);
}

static void grainy(struct synthetic *s, struct part p, float grain)
{
    struct synthetic base = *s;

    for (int y = 0; y < SYNTHETIC_SIDE; y++) {
        for (int x = 0; x < SYNTHETIC_SIDE; x++) {
            uint8_t *px = image_at(&base.reading.upright, x, y);
            float u = ((float)x - SYNTHETIC_EYES_X) / SYNTHETIC_EYE_DISTANCE;
            float v = ((float)y - SYNTHETIC_EYES_Y) / SYNTHETIC_EYE_DISTANCE;

            if (u > p.left && u < p.right && v > p.top && v < p.bottom)
                memset(px, (int)((float)px[0] + noise(grain)), 3);
        }
    }
}

static double retouched(float skin_grain, double sharpness)
{
    const struct finding_region all = {0};
    struct measures m = {0};
    struct synthetic s;

    synthetic_init(&s);
    seed = 1;
    grainy(&s, (struct part){-1, -0.2F, 1, 0.2F}, 120); /* eyes */
    grainy(&s, (struct part){-1, -0.75F, 1, -0.2F}, skin_grain);
    grainy(&s, (struct part){-1, 0.2F, 1, 1}, skin_grain);
    measure_set(&m, FINDING_BLURRED, sharpness, all);
    measure_set(&m, FINDING_TOO_DARK, 0.4, all);
    check_retouched(&s.reading, &m);
    synthetic_done(&s);
    return m.of[FINDING_RETOUCHED].known ? m.of[FINDING_RETOUCHED].value
                                         : (double)NAN;
}

static void test_skin_without_grain_is_suspicious(void **state)
{
    (void)state;
    assert_true(retouched(0, 0.8) > 0.4);
    assert_true(retouched(0, 0.8) < 0.5); /* alone no finding */
    assert_true(retouched(30, 0.8) < 0.01);
    assert_true(isnan(retouched(0, 0.4))); /* a soft photo has none anyway */
}

/* clang-format off */
#define SOI "\xFF\xD8"
#define APP1 "\xFF\xE1\x00\x20" "Exif\0\0........................"
#define SCAN "\xFF\xDA\x00\x04.."

static const struct {
    const char *name;
    const char *file;
    size_t len;
    int width, height;
    double recapture, retouched;
} FILES[] = {
#define ROW(name, file, w, h, a, b) {name, file, sizeof(file) - 1, w, h, a, b}
    ROW("says nothing", SOI APP1 SCAN, 3000, 4000, 0, 0),
    ROW("Photoshop", SOI "\xFF\xE1\x00\x1C" "Exif\0\0..Adobe Photoshop CC" SCAN, 3000, 4000, 0, .8),
    ROW("Photoshop's own segment is written by others, too",
        SOI "\xFF\xED\x00\x14Photoshop 3.0\0" "8BIM" SCAN, 3000, 4000, 0, 0),
    ROW("Meitu in Chinese", SOI "\xFF\xE1\x00\x0E......\xE7\xBE\x8E\xE5\x9B\xBE" SCAN, 3000, 4000, 0, .95),
    ROW("two of them", SOI "\xFF\xFE\x00\x0FSNAPSEED B612" SCAN, 3000, 4000, 0, .99),
    ROW("a screenshot", SOI "\xFF\xFE\x00\x0CScreenshot" SCAN, 3000, 4000, .9, 0),
    ROW("as large as a screen", SOI APP1 SCAN, 1170, 2532, .6, 0),
    ROW("that screen lying", SOI APP1 SCAN, 2532, 1170, 0, 0),
    ROW("in the picture itself", SOI SCAN "Adobe Photoshop", 3000, 4000, 0, 0),
    ROW("a length beyond the end", SOI "\xFF\xE1\xFF\xFF" "Adobe Photoshop", 3000, 4000, 0, 0),
    ROW("cut in a name", SOI "\xFF\xE1\x00\x0A" "faceaaaa", 3000, 4000, 0, 0),
    ROW("nothing at all", "", 3000, 4000, 0, 0),
};
/* clang-format on */

static void test_marks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        struct bytes file = {(const uint8_t *)FILES[i].file, FILES[i].len};
        struct face_reading r = {.source_width = FILES[i].width,
                                 .source_height = FILES[i].height};
        struct measures m = {0};

        check_marks(file, &r, &m);
        if (fabs(m.of[FINDING_RECAPTURE].value - FILES[i].recapture) > 1e-6 ||
            fabs(m.of[FINDING_RETOUCHED].value - FILES[i].retouched) > 1e-6)
            fail_msg("%s: %f %f", FILES[i].name, m.of[FINDING_RECAPTURE].value,
                     m.of[FINDING_RETOUCHED].value);
    }
}

static void test_reasons_add_up(void **state)
{
    const struct finding_region all = {0};
    const struct finding_region face = {0.2F, 0.2F, 0.5F, 0.5F};
    struct measures m = {0};

    (void)state;
    measure_add_probability(&m, FINDING_RECAPTURE, 0.5, face);
    measure_add_probability(&m, FINDING_RECAPTURE, 0, all);
    measure_add_probability(&m, FINDING_RECAPTURE, (double)NAN, all);
    assert_true(m.of[FINDING_RECAPTURE].region.w > 0.4F);
    measure_add_probability(&m, FINDING_RECAPTURE, 0.6, all);
    assert_true(fabs(m.of[FINDING_RECAPTURE].value - 0.8) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waves_of_a_screen),
        cmocka_unit_test(test_an_edge_is_no_wave),
        cmocka_unit_test(test_a_face_at_the_edge_is_not_looked_at),
        cmocka_unit_test(test_skin_without_grain_is_suspicious),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_reasons_add_up),
    };
    return cmocka_run_group_tests_name("origin", tests, NULL, NULL);
}
