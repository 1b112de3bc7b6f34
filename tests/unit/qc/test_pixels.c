/* light, sharpness, glasses, cover: what pixels and map tell. */
#include "synthetic.h"

#include "image/colour.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define FACE ((struct part){-1, -0.75F, 1, 1.7F})
#define RIGHT_HALF ((struct part){0, -0.75F, 1, 1.7F})
#define LEFT_HALF ((struct part){-1, -0.75F, 0, 1.7F})
#define LENS_LEFT ((struct part){-0.8F, -0.2F, -0.1F, 0.35F})
#define LENS_RIGHT ((struct part){0.1F, -0.2F, 0.8F, 0.35F})
#define BROW_LINE ((struct part){-0.9F, -0.22F, 0.9F, -0.1F})

static void all_pixels(const struct face_reading *r, struct measures *m)
{
    check_light(r, m);
    check_sharpness(r, m);
    check_glasses(r, m);
    check_cover(r, m);
}

static void as_it_is(struct synthetic *s)
{
    (void)s;
}

static void dark(struct synthetic *s)
{
    synthetic_grey(s, FACE, 60);
}

static void dark_skin_with_a_lit_brow(struct synthetic *s)
{
    synthetic_grey(s, FACE, 60);
    synthetic_grey(s, (struct part){-1, -0.75F, 1, -0.5F}, 130);
}

static void a_gleam_on_black(struct synthetic *s)
{
    synthetic_grey(s, FACE, 20);
    synthetic_grey(s, (struct part){-1, -0.75F, 1, -0.5F}, 160);
}

static void a_dark_background(struct synthetic *s)
{
    synthetic_grey(s, (struct part){-2, -2, 2, 2.9F}, 0);
    synthetic_grey(s, FACE, 160);
}

static void a_third_burnt(struct synthetic *s)
{
    synthetic_grey(s, (struct part){-1, -0.75F, 1, 0.067F}, 250);
}

static void right_in_shadow(struct synthetic *s)
{
    synthetic_grey(s, RIGHT_HALF, 80);
}

static void left_in_shadow(struct synthetic *s)
{
    synthetic_grey(s, LEFT_HALF, 80);
}

static void shadow_on_a_turned_face(struct synthetic *s)
{
    right_in_shadow(s);
    s->reading.yaw_deg = -30;
}

static void shadow_along_a_leaning_face(struct synthetic *s)
{
    const struct face_point top = {330, 280, 0};
    const struct face_point chin = {470, 610, 0};

    for (int y = 0; y < SYNTHETIC_SIDE; y++) {
        float middle =
            top.x + (chin.x - top.x) * ((float)y - top.y) / (chin.y - top.y);
        for (int x = 0; x < SYNTHETIC_SIDE; x++)
            image_at(&s->reading.upright, x, y)[1] =
                (float)x < middle ? 200 : 20;
    }
    s->reading.points[POINT_FOREHEAD] = top;
    s->reading.points[POINT_CHIN] = chin;
}

static void no_skin(struct synthetic *s)
{
    synthetic_map(s, FACE, FACE_OTHERS);
}

static void at_night(struct synthetic *s)
{
    no_skin(s);
    synthetic_grey(s, FACE, 20);
}

static void both_lenses(struct synthetic *s)
{
    synthetic_map(s, LENS_LEFT, FACE_OTHERS);
    synthetic_map(s, LENS_RIGHT, FACE_OTHERS);
}

static void one_eye_hidden(struct synthetic *s)
{
    synthetic_map(s, LENS_LEFT, FACE_OTHERS);
}

static void profile_with_a_lens(struct synthetic *s)
{
    one_eye_hidden(s);
    s->reading.yaw_deg = 45;
}

static void a_thin_frame(struct synthetic *s)
{
    synthetic_map(s, BROW_LINE, FACE_OTHERS);
}

static void a_half_transparent_lens(struct synthetic *s)
{
    a_thin_frame(s);
    synthetic_grey(s, LENS_LEFT, 60);
    synthetic_grey(s, LENS_RIGHT, 60);
}

static void one_shaded_eye_behind_a_frame(struct synthetic *s)
{
    a_thin_frame(s);
    synthetic_grey(s, LENS_LEFT, 60);
}

static void shade_without_a_frame(struct synthetic *s)
{
    synthetic_grey(s, LENS_LEFT, 60);
    synthetic_grey(s, LENS_RIGHT, 60);
}

static void a_hat(struct synthetic *s)
{
    synthetic_map(s, (struct part){-1.2F, -1.8F, 1.2F, -0.76F}, FACE_OTHERS);
}

static void a_hood(struct synthetic *s)
{
    synthetic_map(s, (struct part){-1.2F, -1.8F, 1.2F, -0.76F}, FACE_CLOTHES);
}

static void a_bald_head(struct synthetic *s)
{
    synthetic_map(s, (struct part){-1.2F, -1.4F, 1.2F, -0.7F}, FACE_FACE_SKIN);
}

static void no_head_above(struct synthetic *s)
{
    synthetic_map(s, (struct part){-1.2F, -1.8F, 1.2F, -0.7F}, FACE_BACKGROUND);
}

static void a_hat_in_the_dark(struct synthetic *s)
{
    a_hat(s);
    dark(s);
}

static void a_high_cap(struct synthetic *s)
{
    synthetic_map(s, (struct part){-1.2F, -2, 1.2F, -1.3F}, FACE_OTHERS);
}

static void a_black_hat(struct synthetic *s)
{
    no_head_above(s);
    synthetic_grey(s, (struct part){-2, -2, 2, -0.7F}, 20);
}

static void a_shaded_half(struct synthetic *s)
{
    synthetic_grey(s, (struct part){-1, -0.75F, 0, 1.7F}, 60);
    synthetic_grey(s, LENS_LEFT, 20);
}

static void thrown_back(struct synthetic *s)
{
    a_hat(s);
    s->reading.pitch_deg = 40;
}

static double light_of(uint8_t grey)
{
    return (double)colour_linear(grey);
}

static double band_share(double height, double width)
{
    return height / 0.58 * width / 0.85;
}

/* clang-format off */
static void test_rows(void **state)
{
    const struct synthetic_row rows[] = {
        {"even light", as_it_is, FINDING_TOO_DARK, light_of(160), .01},
        {"a dark face", dark, FINDING_TOO_DARK, light_of(60), .01},
        {"the bright end of dark skin counts", dark_skin_with_a_lit_brow, FINDING_TOO_DARK,
         light_of(130), .01},
        {"a gleam is no light", a_gleam_on_black, FINDING_TOO_DARK, 10 * light_of(20), .02},
        {"the background does not matter", a_dark_background, FINDING_TOO_DARK, light_of(160), .01},
        {"nothing burnt", as_it_is, FINDING_TOO_BRIGHT, 0, 1e-9},
        {"a third burnt", a_third_burnt, FINDING_TOO_BRIGHT, 1 / 3.0, .02},
        {"both halves alike", as_it_is, FINDING_LIGHT_UNEVEN, 1, .02},
        {"right in shadow", right_in_shadow, FINDING_LIGHT_UNEVEN, light_of(160) / light_of(80), .45},
        {"left in shadow", left_in_shadow, FINDING_LIGHT_UNEVEN, light_of(160) / light_of(80), .45},
        {"halves follow the head", shadow_along_a_leaning_face, FINDING_LIGHT_UNEVEN, 5.2, .6},
        {"no halves when turned", shadow_on_a_turned_face, FINDING_LIGHT_UNEVEN, NAN, 0},
        {"so dark that no skin is seen", at_night, FINDING_TOO_DARK, light_of(20), .01},
        {"no skin, no word on light", no_skin, FINDING_TOO_DARK, NAN, 0},
        {"no glasses", as_it_is, FINDING_GLASSES_TINTED, 0, 1e-9},
        {"sunglasses", both_lenses, FINDING_GLASSES_TINTED, band_share(.55, .7), .04},
        {"one eye hidden is no pair of glasses", one_eye_hidden, FINDING_GLASSES_TINTED, 0, 1e-9},
        {"in profile one lens is seen", profile_with_a_lens, FINDING_GLASSES_TINTED,
         band_share(.55, .7) / 2, .03},
        {"a frame", a_thin_frame, FINDING_GLASSES_TINTED, band_share(.12, .85), .05},
        {"shade behind a frame", a_half_transparent_lens, FINDING_GLASSES_TINTED,
         band_share(.12, .85) + 2 * (.54 - light_of(60) / light_of(160)), .08},
        {"one shaded eye is no tint", one_shaded_eye_behind_a_frame, FINDING_GLASSES_TINTED,
         band_share(.12, .85), .05},
        {"lenses that the map takes for eyes", shade_without_a_frame, FINDING_GLASSES_TINTED,
         2 * (.485 - 1.25 * light_of(60) / light_of(160)), .05},
        {"of a cheek in shadow nothing is asked", a_shaded_half, FINDING_GLASSES_TINTED, 0, 1e-9},
        {"hair is no cover", as_it_is, FINDING_HEAD_COVERED, 0, 1e-9},
        {"nor is a bald head", a_bald_head, FINDING_HEAD_COVERED, 0, 1e-9},
        {"a hat", a_hat, FINDING_HEAD_COVERED, 1, .05},
        {"a hood", a_hood, FINDING_HEAD_COVERED, 1, .05},
        {"nothing above the forehead", no_head_above, FINDING_HEAD_COVERED, NAN, 0},
        {"too dark to tell a hat from hair", a_hat_in_the_dark, FINDING_HEAD_COVERED, NAN, 0},
        {"a high cap", a_high_cap, FINDING_HEAD_COVERED, 1, .1},
        {"a black hat before a black wall", a_black_hat, FINDING_HEAD_COVERED, 1, .05},
        {"thrown back", thrown_back, FINDING_HEAD_COVERED, NAN, 0},
    };
    /* clang-format on */

    (void)state;
    synthetic_check(rows, sizeof rows / sizeof *rows, all_pixels);
}

/* How a picture of rings was taken. */
struct taken {
    float soft;     /* width of their edges in pixels */
    float contrast; /* in grey steps */
    int shake_x;    /* pixels that the camera moved meanwhile */
    int shake_y;
};

static float ring_at(float x, float y, const struct taken *t)
{
    float phase = fmodf(hypotf(x - SYNTHETIC_EYES_X, y - 430), 56) - 28;

    return 128 + t->contrast * tanhf((fabsf(phase) - 14) / t->soft) / 2;
}

/* The mean over the camera's way. */
static float pixel_at(int x, int y, const struct taken *t)
{
    enum { MOMENTS = 9 };
    float sum = 0;

    for (int i = 0; i < MOMENTS; i++) {
        float moment = (float)i / (MOMENTS - 1) - 0.5F;

        sum += ring_at((float)x + moment * (float)t->shake_x,
                       (float)y + moment * (float)t->shake_y, t);
    }
    return sum / MOMENTS;
}

static double sharpness(struct taken t)
{
    struct measures m = {0};
    struct synthetic s;

    synthetic_init(&s);
    for (int y = 300; y < 600; y++) {
        for (int x = 250; x < 550; x++)
            memset(image_at(&s.reading.upright, x, y),
                   (int)lroundf(pixel_at(x, y, &t)), 3);
    }
    check_sharpness(&s.reading, &m);
    synthetic_done(&s);
    return m.of[FINDING_BLURRED].value;
}

static void test_softer_edges_are_less_sharp(void **state)
{
    (void)state;
    assert_true(sharpness((struct taken){1, 200, 0, 0}) >
                1.2 * sharpness((struct taken){4, 200, 0, 0}));
    assert_true(sharpness((struct taken){4, 200, 0, 0}) >
                1.2 * sharpness((struct taken){8, 200, 0, 0}));
}

static void test_contrast_does_not_matter(void **state)
{
    double high = sharpness((struct taken){4, 200, 0, 0});
    double low = sharpness((struct taken){4, 60, 0, 0});

    (void)state;
    assert_true(fabs(high - low) < 0.15 * high);
}

static void test_a_shaken_camera_blurs(void **state)
{
    double still = sharpness((struct taken){2, 200, 0, 0});

    (void)state;
    assert_true(sharpness((struct taken){2, 200, 12, 0}) < 0.5 * still);
    assert_true(sharpness((struct taken){2, 200, 0, 12}) < 0.5 * still);
    assert_true(sharpness((struct taken){2, 200, 9, 9}) < 0.5 * still);
    assert_true(sharpness((struct taken){2, 200, 9, -9}) < 0.5 * still);
}

/* An even grey says nothing about focus. */
static void test_nothing_to_see_is_no_blur(void **state)
{
    struct measures m = {0};
    struct synthetic s;

    (void)state;
    synthetic_init(&s);
    synthetic_grey(&s, (struct part){-1.5F, -1.5F, 1.5F, 2}, 128);
    check_sharpness(&s.reading, &m);
    assert_false(m.of[FINDING_BLURRED].known);
    synthetic_done(&s);
}

static void test_regions_lie_on_the_face(void **state)
{
    struct measures m = {0};
    struct synthetic s;

    (void)state;
    synthetic_init(&s);
    all_pixels(&s.reading, &m);
    for (int i = 0; i < FINDING_CODES; i++) {
        const struct finding_region *at = &m.of[i].region;

        if (!m.of[i].known)
            continue;
        assert_true(at->x > 0.2F && at->x + at->w < 0.8F);
        assert_true(at->y > 0.2F && at->y + at->h < 0.9F && at->h > 0);
    }
    synthetic_done(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_softer_edges_are_less_sharp),
        cmocka_unit_test(test_contrast_does_not_matter),
        cmocka_unit_test(test_a_shaken_camera_blurs),
        cmocka_unit_test(test_nothing_to_see_is_no_blur),
        cmocka_unit_test(test_regions_lie_on_the_face),
    };
    return cmocka_run_group_tests_name("pixels", tests, NULL, NULL);
}
