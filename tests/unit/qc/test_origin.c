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
    static const float STRAIGHT[][3] = {
        {71, 0, 8}, {0, 71, 8}, {45, 1, 8}, {1, 45, 8}};
    static const float FOLDS[][3] = {
        {5, 6, 8}, {6, 5, 8}, {4, 7, 8}, {7, 5, 8}};

    (void)state;
    assert_true(recapture_of(NULL, 0) < 0.05);
    assert_true(recapture_of(MOIRE, 4) > 0.9);
    assert_true(recapture_of(ONE, 1) < 0.2); /* a comb, a braid */
    assert_true(recapture_of(BLOCKS, 4) < 0.05);
    assert_true(recapture_of(STRAIGHT, 4) > 0.9);
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

static void test_no_waves_are_sought_in_a_face_at_the_edge(void **state)
{
    struct measures m = {0};
    struct synthetic s;

    (void)state;
    synthetic_init(&s);
    s.reading.eyes.x = 60;
    check_recapture(&s.reading, &m);
    for (int i = 0; i < m.n_evidence; i++)
        assert_string_not_equal(m.evidence[i].name, "moire_peak");
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

static const struct retouched_row {
    const char *name;
    float skin;
    float rest;
    double sharpness;
    int quality;
    double min, max; /* NAN: not told */
} RETOUCHED[] = {
    {"skin with texture", 30, 0, 0.8, 95, 0, 0.01},
    {"skin without", 0, 0, 0.8, 95, 0.85, 1},
    {"the same in a file whose maker did not say", 0, 0, 0.8, 0, 0.85, 1},
    {"compression may have taken it", 0, 0, 0.8, 80, NAN, NAN},
    {"a soft photo has none anyway", 0, 0, 0.4, 95, NAN, NAN},
    {"noise on all but the skin", 6, 60, 0.8, 80, 0.85, 1},
    {"noise on all", 40, 40, 0.8, 80, 0, 0.01},
};

static void test_skin_without_texture_is_suspicious(void **state)
{
    const struct finding_region all = {0};

    (void)state;
    for (size_t i = 0; i < sizeof RETOUCHED / sizeof *RETOUCHED; i++) {
        const struct retouched_row *row = &RETOUCHED[i];
        const struct measure *got;
        struct measures m = {0};
        struct synthetic s;

        synthetic_init(&s);
        seed = 1;
        s.reading.facts.quality = row->quality;
        grainy(&s, (struct part){-9, -9, 9, 9}, row->rest);
        synthetic_grey(&s, (struct part){-1, -1, 1, 1.5F}, 150);
        grainy(&s, (struct part){-1, -1, 1, 1.5F}, row->skin);
        grainy(&s, (struct part){-1, -0.2F, 1, 0.2F}, 120); /* eyes */
        measure_set(&m, FINDING_BLURRED, row->sharpness, all);
        measure_set(&m, FINDING_TOO_DARK, 0.4, all);
        check_retouched(&s.reading, &m);
        synthetic_done(&s);
        got = &m.of[FINDING_RETOUCHED];
        if (got->known == (bool)isnan(row->min) ||
            (got->known && (got->value < row->min || got->value > row->max)))
            fail_msg("%s: %f", row->name,
                     got->known ? got->value : (double)NAN);
    }
}

/* clang-format off */
#define SOI "\xFF\xD8"
#define APP1 "\xFF\xE1\x00\x20" "Exif\0\0........................"
#define EXPOSED                                                                \
    "\xFF\xE1\x00\x34" "Exif\0\0" "MM\0\x2A\0\0\0\x08"                           \
    "\0\x01" "\x87\x69\0\x04\0\0\0\x01\0\0\0\x1A" "\0\0\0\0"                    \
    "\0\x01" "\x82\x9A\0\x05\0\0\0\x01\0\0\0\0" "\0\0\0\0"
#define SCAN "\xFF\xDA\x00\x04.."

static const struct {
    const char *name;
    const char *file;
    size_t len;
    int width, height;
    double recapture, retouched, mirrored;
} FILES[] = {
#define ROW(name, file, w, h, a, b) {name, file, sizeof(file) - 1, w, h, a, b, 0}
#define TURNED(name, file, p) {name, file, sizeof(file) - 1, 3000, 4000, 0, 0, p}
    ROW("says nothing", SOI APP1 SCAN, 3000, 4000, 0, 0),
    ROW("Photoshop", SOI "\xFF\xE1\x00\x1C" "Exif\0\0..Adobe Photoshop CC" SCAN, 3000, 4000, 0, .8),
    ROW("Photoshop's own segment is written by others, too",
        SOI "\xFF\xED\x00\x14Photoshop 3.0\0" "8BIM" SCAN, 3000, 4000, 0, 0),
    ROW("Meitu in Chinese", SOI "\xFF\xE1\x00\x0E......\xE7\xBE\x8E\xE5\x9B\xBE" SCAN, 3000, 4000, 0, .95),
    ROW("two of them", SOI "\xFF\xFE\x00\x0FSNAPSEED B612" SCAN, 3000, 4000, 0, .99),
    ROW("a screenshot", SOI "\xFF\xFE\x00\x0CScreenshot" SCAN, 3000, 4000, .9, 0),
    ROW("as large as a screen", SOI APP1 SCAN, 1170, 2532, .6, 0),
    ROW("as wide and longer than cameras' pictures", SOI APP1 SCAN, 1080, 2412, .6, 0),
    ROW("as wide, as video is high", SOI APP1 SCAN, 1080, 1920, 0, 0),
    ROW("an old screen of that shape", SOI APP1 SCAN, 750, 1334, .6, 0),
    ROW("as high for a width that no screen has", SOI APP1 SCAN, 1152, 2560, 0, 0),
    ROW("as large as a screen, and exposed", SOI EXPOSED SCAN, 1080, 2400, 0, 0),
    ROW("generated, by its label", SOI "\xFF\xFE\x00\x13" "{\"AIGC\":{\"Label\":" SCAN, 3000, 4000, 0, .95),
    ROW("of an app that retouches", SOI "\xFF\xFE\x00\x14" ":\"douyin_beauty_me" SCAN, 3000, 4000, 0, .95),
    TURNED("turned round", SOI "\xFF\xE1\x00\x1E{\"mirror\":true,\"sensor_type\"" SCAN, .9),
    TURNED("not turned round", SOI "\xFF\xE1\x00\x1E{\"mirror\":false,\"sensor_typ\"" SCAN, 0),
    TURNED("of the front camera", SOI "\xFF\xE1\x00\x20" "Exif\0\0Phone front camera 2.7mm" SCAN, .3),
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
            fabs(m.of[FINDING_RETOUCHED].value - FILES[i].retouched) > 1e-6 ||
            fabs(m.of[FINDING_MIRRORED].value - FILES[i].mirrored) > 1e-6 ||
            m.of[FINDING_MIRRORED].known != (FILES[i].mirrored > 0))
            fail_msg(
                "%s: %f %f %f", FILES[i].name, m.of[FINDING_RECAPTURE].value,
                m.of[FINDING_RETOUCHED].value, m.of[FINDING_MIRRORED].value);
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
        cmocka_unit_test(test_no_waves_are_sought_in_a_face_at_the_edge),
        cmocka_unit_test(test_skin_without_texture_is_suspicious),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_reasons_add_up),
    };
    return cmocka_run_group_tests_name("origin", tests, NULL, NULL);
}
