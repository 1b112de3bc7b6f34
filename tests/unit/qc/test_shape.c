/* faces, pose, eyes, mouth: what the mesh alone tells. */
#include "synthetic.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void all_shape(const struct face_reading *r, struct measures *m)
{
    check_count(r, m);
    check_faces(r, m);
    check_upright(r, m);
    check_pose(r, m);
    check_eyes(r, m);
    check_mouth(r, m);
}

static void as_it_is(struct synthetic *s)
{
    (void)s;
}

static void no_box(struct synthetic *s)
{
    s->reading.n_boxes = 0;
}

static void no_face_in_the_box(struct synthetic *s)
{
    s->reading.flag = 0.3F;
}

/* The whole head has the colour of its skin. */
static void painted_over(struct synthetic *s)
{
    synthetic_grey(s, (struct part){-1, -0.75F, 1, 1.7F}, 160);
}

/* Two dark spots side by side, and no skin around them. */
static void leaves(struct synthetic *s)
{
    synthetic_map(s, (struct part){-2, -2, 2, 3}, FACE_BACKGROUND);
    s->reading.boxes[0].score = 0.65F;
}

static void blurred_beyond_skin(struct synthetic *s)
{
    leaves(s);
    s->reading.boxes[0].score = 0.76F;
}

static void a_mask_over_the_mouth(struct synthetic *s)
{
    synthetic_map(s, (struct part){-1, 0.5F, 1, 1.7F}, FACE_OTHERS);
}

static void add_box(struct synthetic *s, float side, float score)
{
    s->reading.boxes[s->reading.n_boxes++] = (struct face_box){
        .x = 600, .y = 100, .width = side, .height = side, .score = score};
}

static void another_face(struct synthetic *s)
{
    add_box(s, 130, 0.9F);
}

static void two_others(struct synthetic *s)
{
    add_box(s, 200, 0.9F);
    add_box(s, 130, 0.9F);
}

static void a_passer_by(struct synthetic *s)
{
    add_box(s, 120, 0.9F);
}

static void a_doubtful_face(struct synthetic *s)
{
    add_box(s, 200, 0.5F);
}

static void near_the_left_edge(struct synthetic *s)
{
    s->reading.points[POINT_CHEEK_LEFT].x = -34.3F;
}

static void near_the_right_edge(struct synthetic *s)
{
    s->reading.points[POINT_CHEEK_RIGHT].x = 765.7F;
}

static void chin_below(struct synthetic *s)
{
    s->reading.chin_y = 834.3F;
}

static void crown_cut(struct synthetic *s)
{
    s->reading.crown_cut = true;
}

static void crown_near_the_top(struct synthetic *s)
{
    s->reading.crown_y = 34.3F;
}

static void a_larger_photo(struct synthetic *s)
{
    s->reading.source_width = 1600;
    s->reading.source_height = 2000;
}

static void pressed_hard(struct synthetic *s)
{
    s->reading.facts.quality = 10;
}

static void pressed_lightly(struct synthetic *s)
{
    s->reading.facts.quality = 60;
}

/* A grid of squares, two grey steps apart. */
static void grid(struct synthetic *s, int side)
{
    struct image *img = &s->reading.upright;

    for (int i = 0; i < img->width * img->height; i++) {
        int column = i % img->width / side;
        int row = i / img->width / side;

        memset(img->px + 3 * (size_t)i, 158 + 2 * ((column + row) % 2), 3);
    }
}

static void blocks_of_eight(struct synthetic *s)
{
    grid(s, 8);
}

static void a_grid_of_five(struct synthetic *s)
{
    grid(s, 5);
}

static void half_turned(struct synthetic *s)
{
    s->reading.yaw_deg = 60;
}

static void moved_right(struct synthetic *s)
{
    s->reading.eyes.x = 600;
}

static void moved_left(struct synthetic *s)
{
    s->reading.eyes.x = 200;
}

static void leaning(struct synthetic *s)
{
    synthetic_roll(s, -20);
}

static void lying(struct synthetic *s)
{
    synthetic_roll(s, 90);
}

static void surer_upside_down(struct synthetic *s)
{
    s->reading.turned_gain = 0.4F;
}

static void gone_upside_down(struct synthetic *s)
{
    surer_upside_down(s);
    s->reading.n_boxes = 0;
}

static void hardly_surer_upside_down(struct synthetic *s)
{
    s->reading.turned_gain = 0.2F;
}

static void on_the_side_and_a_little_surer(struct synthetic *s)
{
    synthetic_roll(s, -40);
    s->reading.turned_gain = 0.13F;
}

static void looking_down(struct synthetic *s)
{
    s->reading.pitch_deg = -30;
}

static void close_eye(struct synthetic *s, const int upper[3])
{
    for (int i = 0; i < 3; i++)
        s->reading.points[upper[i]].y = SYNTHETIC_EYES_Y;
}

static void long_slits(struct synthetic *s)
{
    synthetic_move(s, POINT_EYE_LEFT_OUTER, -0.1F, 0);
    synthetic_move(s, POINT_EYE_LEFT_INNER, 0.1F, 0);
    synthetic_move(s, POINT_EYE_RIGHT_INNER, -0.1F, 0);
    synthetic_move(s, POINT_EYE_RIGHT_OUTER, 0.1F, 0);
}

static void wink(struct synthetic *s)
{
    close_eye(s, (const int[]){160, 159, 158});
}

static void wink_right(struct synthetic *s)
{
    close_eye(s, (const int[]){385, 386, 387});
}

static void wink_seen_from_its_far_side(struct synthetic *s)
{
    wink_right(s);
    s->reading.yaw_deg = 40; /* the right eye is far */
}

static void wink_seen_from_the_other_side(struct synthetic *s)
{
    wink(s);
    s->reading.yaw_deg = -40;
}

static void open_mouth(struct synthetic *s)
{
    s->reading.points[POINT_LIP_INNER_LOWER].y +=
        0.35F * SYNTHETIC_EYE_DISTANCE;
}

static void open_at_a_corner(struct synthetic *s)
{
    s->reading.points[317].y += 0.07F * SYNTHETIC_EYE_DISTANCE;
}

/* clang-format off */
static const struct row {
    const char *name;
    void (*change)(struct synthetic *);
    enum finding_code code;
    double value; /* NAN: unknown */
} ROWS[] = {
    {"one face", as_it_is, FINDING_NO_FACE, 1},
    {"no face", no_box, FINDING_NO_FACE, 0},
    {"a box without a face", no_face_in_the_box, FINDING_NO_FACE, 0},
    {"painted over", painted_over, FINDING_NO_FACE, 0},
    {"leaves like eyes", leaves, FINDING_NO_FACE, 0},
    {"blurred until no skin is seen", blurred_beyond_skin, FINDING_NO_FACE, 1},
    {"half a face", a_mask_over_the_mouth, FINDING_NO_FACE, 1},
    {"another face", another_face, FINDING_MANY_FACES, 2},
    {"three faces", two_others, FINDING_MANY_FACES, 3},
    {"a passer-by far behind", a_passer_by, FINDING_MANY_FACES, 1},
    {"something a little like a face", a_doubtful_face, FINDING_MANY_FACES, 1},
    {"margins", as_it_is, FINDING_FACE_CUT_OFF, (800 - 618) / 343.0},
    {"cut at the left", near_the_left_edge, FINDING_FACE_CUT_OFF, -0.1},
    {"close at the right", near_the_right_edge, FINDING_FACE_CUT_OFF, 0.1},
    {"chin missing", chin_below, FINDING_FACE_CUT_OFF, -0.1},
    {"hair runs out", crown_cut, FINDING_FACE_CUT_OFF, 0},
    {"hair near the top", crown_near_the_top, FINDING_FACE_CUT_OFF, 0.1},
    {"size", as_it_is, FINDING_FACE_TOO_SMALL, 140 / 800.0},
    {"size by the shorter side", a_larger_photo, FINDING_FACE_TOO_SMALL, 140 / 1600.0},
    {"a turned head is no smaller", half_turned, FINDING_FACE_TOO_SMALL, 280 / 800.0},
    {"blocks in place of details", pressed_hard, FINDING_LOW_QUALITY, 28},
    {"finely pressed again", blocks_of_eight, FINDING_LOW_QUALITY, 28},
    {"a grid of fives is a wall", a_grid_of_five, FINDING_LOW_QUALITY, 140},
    {"fine blocks", pressed_lightly, FINDING_LOW_QUALITY, 140},
    {"pixels", a_larger_photo, FINDING_LOW_QUALITY, 140},
    {"in the middle", as_it_is, FINDING_OFF_CENTRE, 0},
    {"right of it", moved_right, FINDING_OFF_CENTRE, 0.25},
    {"left of it", moved_left, FINDING_OFF_CENTRE, 0.25},
    {"leaning", leaning, FINDING_TILTED, -20},
    {"leaning is not upside down", leaning, FINDING_UPSIDE_DOWN, 20},
    {"lying", lying, FINDING_UPSIDE_DOWN, 90},
    {"no face because it stands on its head", gone_upside_down, FINDING_UPSIDE_DOWN, 180},
    {"no face, not even upside down", no_box, FINDING_UPSIDE_DOWN, NAN},
    {"upside down", surer_upside_down, FINDING_UPSIDE_DOWN, 180},
    {"not upside down", hardly_surer_upside_down, FINDING_UPSIDE_DOWN, 0},
    {"leaning far, surer when turned", on_the_side_and_a_little_surer, FINDING_UPSIDE_DOWN, 180},
    {"turned", half_turned, FINDING_TURNED, 60},
    {"looking down", looking_down, FINDING_LOOKING_UP_DOWN, -30},
    {"open eyes", as_it_is, FINDING_EYES_CLOSED, (0.1 + 0.12 + 0.1) / 3 / 0.4},
    {"also of a leaning head", leaning, FINDING_EYES_CLOSED, (0.1 + 0.12 + 0.1) / 3 / 0.4},
    {"a long slit shows as much of its iris", long_slits, FINDING_EYES_CLOSED,
     (0.1 + 0.12 + 0.1) / 3 / 0.18 * 0.42},
    {"one eye closed", wink, FINDING_EYES_CLOSED, (0.05 + 0.06 + 0.05) / 3 / 0.4},
    {"the other eye closed", wink_right, FINDING_EYES_CLOSED, (0.05 + 0.06 + 0.05) / 3 / 0.4},
    {"the far eye says nothing", wink_seen_from_its_far_side, FINDING_EYES_CLOSED,
     0.32 / 3 / 0.4 * 0.766044},
    {"nor from the other side", wink_seen_from_the_other_side, FINDING_EYES_CLOSED,
     0.32 / 3 / 0.4 * 0.766044},
    {"closed mouth", as_it_is, FINDING_MOUTH_OPEN, 0},
    {"open mouth", open_mouth, FINDING_MOUTH_OPEN, 0.5},
    {"open beside the middle", open_at_a_corner, FINDING_MOUTH_OPEN, 0.1},
};
/* clang-format on */

static bool is(const struct measure *m, double value)
{
    if (isnan(value))
        return !m->known;
    return m->known && fabs(m->value - value) < 2e-3;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *row = &ROWS[i];
        struct measures m = {0};
        struct synthetic s;

        synthetic_init(&s);
        synthetic_grey(&s, (struct part){-0.7F, -0.06F, -0.3F, 0.06F}, 60);
        synthetic_grey(&s, (struct part){0.3F, -0.06F, 0.7F, 0.06F}, 60);
        row->change(&s);
        all_shape(&s.reading, &m);
        if (!is(&m.of[row->code], row->value))
            fail_msg("%s: %s %f", row->name, finding_about(row->code)->measure,
                     m.of[row->code].value);
        synthetic_done(&s);
    }
}

static void test_the_other_face_is_shown(void **state)
{
    struct measures m = {0};
    struct synthetic s;

    (void)state;
    synthetic_init(&s);
    two_others(&s);
    check_count(&s.reading, &m);
    assert_true(fabsf(m.of[FINDING_MANY_FACES].region.x - 0.75F) < 1e-4F);
    assert_true(fabsf(m.of[FINDING_MANY_FACES].region.w - 0.25F) < 1e-4F);
    synthetic_done(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_the_other_face_is_shown),
    };
    return cmocka_run_group_tests_name("shape", tests, NULL, NULL);
}
