/* burst and sheet on a head made of numbers: an ellipsoid with a nose. */
#include "qc/live/burst.h"
#include "qc/live/sheet.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define RAD 0.01745329F
#define EYES_PX 120.0F /* between their outer corners */

/* Where the points that matter lie, in eye distances from between the eyes. */
/* clang-format off */
static const struct place { int point; float x, y; } PLACES[] = {
    {33, -0.50F, 0}, {133, -0.18F, 0.01F}, {362, 0.18F, 0.01F}, {263, 0.50F, 0},
    {159, -0.34F, -0.05F}, {145, -0.34F, 0.05F}, {386, 0.34F, -0.05F}, {374, 0.34F, 0.05F},
    {10, 0, -0.75F}, {152, 0, 1.15F}, {234, -0.80F, 0.10F}, {454, 0.80F, 0.10F},
    {61, -0.27F, 0.72F}, {291, 0.27F, 0.72F}, {9, 0, -0.22F}, {151, 0, -0.48F},
    {168, 0, -0.02F}, {54, -0.62F, -0.42F}, {284, 0.62F, -0.42F}, {103, -0.48F, -0.58F},
    {332, 0.48F, -0.58F}, {50, -0.52F, 0.35F}, {280, 0.52F, 0.35F}, {101, -0.34F, 0.30F},
    {330, 0.34F, 0.30F}, {205, -0.42F, 0.52F}, {425, 0.42F, 0.52F}, {93, -0.79F, 0.30F},
    {323, 0.79F, 0.30F}, {132, -0.74F, 0.52F}, {361, 0.74F, 0.52F}, {58, -0.66F, 0.70F},
    {288, 0.66F, 0.70F}, {164, 0, 0.56F}, {18, 0, 0.85F}, {200, 0, 0.98F},
    {149, -0.26F, 1.06F}, {378, 0.26F, 1.06F}, {1, 0, 0.42F}, {4, 0, 0.38F}, {5, 0, 0.30F},
};
/* clang-format on */

static float depth_of(const struct place *p)
{
    float inside = 1 - p->x * p->x / 0.9F - (p->y - 0.2F) * (p->y - 0.2F) / 2;
    float skin = -0.8F * sqrtf(fmaxf(inside, 0));

    return p->point == 1 || p->point == 4 || p->point == 5 ? skin - 0.3F : skin;
}

enum motion { SOLID, FLAT, BENT };

/* z: towards the viewer is less; > 0 degrees: the nose goes to the right. */
static struct face_point moved(const struct place *p, enum motion motion,
                               float degrees)
{
    float c = cosf(degrees * RAD), s = sinf(degrees * RAD);
    float z = 0, x, far;

    if (motion == SOLID)
        z = depth_of(p);
    else if (motion == BENT)
        z = 0.4F * p->x * p->x;
    x = c * p->x - s * z;
    far = 8 / (8 + s * p->x + c * z + 1);
    return (struct face_point){200 + EYES_PX * x * far * 9 / 8,
                               220 + EYES_PX * p->y * far * 9 / 8, 0};
}

static struct face_glance glance(enum motion motion, float degrees, float yaw)
{
    struct face_glance g = {.flag = 1, .yaw_deg = yaw};

    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        g.points[PLACES[i].point] = moved(&PLACES[i], motion, degrees);
    for (int i = 0; i < GLANCE_PATCH * GLANCE_PATCH; i++)
        g.patch[i] = (float)(i * 37 % 101);
    return g;
}

static void shut_eyes(struct face_glance *g, float by)
{
    static const int LIDS[2][2] = {{159, 145}, {386, 374}};

    for (int i = 0; i < 2; i++) {
        struct face_point *upper = &g->points[LIDS[i][0]];

        upper->y += by * (g->points[LIDS[i][1]].y - upper->y);
    }
}

static void test_sheet_tells_a_nose_from_a_print(void **state)
{
    static const struct {
        enum motion motion;
        float degrees, least, most;
    } CASES[] = {
        {SOLID, 0, -0.001F, 0.001F},  {SOLID, 15, 0.05F, 0.12F},
        {SOLID, -15, -0.12F, -0.05F}, {FLAT, 40, -0.01F, 0.01F},
        {FLAT, -60, -0.01F, 0.01F},   {BENT, 30, -0.015F, 0.015F},
    };
    struct face_glance straight = glance(SOLID, 0, 0);

    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct face_glance turned =
            glance(CASES[i].motion, CASES[i].degrees, 0);
        struct face_glance from =
            CASES[i].motion == SOLID ? straight : glance(CASES[i].motion, 0, 0);
        float leaves = sheet_nose_leaves(from.points, turned.points);

        assert_true(leaves >= CASES[i].least);
        assert_true(leaves <= CASES[i].most);
    }
}

static void test_sheet_takes_points_in_one_place(void **state)
{
    struct face_glance straight = glance(SOLID, 0, 0), nothing = {0};

    (void)state;
    assert_true(isfinite(sheet_nose_leaves(nothing.points, straight.points)) !=
                0);
}

/* ---- bursts --------------------------------------------------------------
 */

struct burst {
    struct face_glance photo, frames[BURST_MAX];
    int n;
    enum burst_challenge challenge;
};

static struct burst turning(enum motion motion, float degrees, float yaw)
{
    struct burst b = {
        .photo = glance(motion, 0, 0), .n = 4, .challenge = BURST_TURN_LEFT};

    for (int i = 0; i < b.n; i++)
        b.frames[i] =
            glance(motion, degrees * (float)i / 3, yaw * (float)i / 3);
    return b;
}

static void as_asked(struct burst *b)
{
    (void)b;
}

static void other_way(struct burst *b)
{
    b->challenge = BURST_TURN_RIGHT;
}

static void two_without_face(struct burst *b)
{
    b->frames[0].flag = b->frames[3].flag = 0.2F;
}

static void one_without_face(struct burst *b)
{
    b->frames[0].flag = 0;
}

static void photo_without_face(struct burst *b)
{
    b->photo.flag = 0;
}

static void somebody_else(struct burst *b)
{
    for (int i = 0; i < b->n; i++) {
        for (int k = 0; k < GLANCE_PATCH * GLANCE_PATCH; k++)
            b->frames[i].patch[k] = (float)(k * 53 % 97);
    }
}

static void blinking(struct burst *b)
{
    *b = turning(SOLID, 0, 0);
    b->challenge = BURST_BLINK;
    shut_eyes(&b->frames[2], 0.8F);
}

static void squinting(struct burst *b)
{
    blinking(b);
    shut_eyes(&b->frames[2], -3); /* 0.8 shut, opened again: 0.2 are left */
}

static void staring(struct burst *b)
{
    *b = turning(SOLID, 20, 14);
    b->challenge = BURST_BLINK;
}

static void a_print(struct burst *b)
{
    *b = turning(FLAT, 40, 14); /* whatever the mesh thinks of it */
}

static void a_bent_print(struct burst *b)
{
    *b = turning(BENT, 40, 14);
}

static void a_still_photo(struct burst *b)
{
    *b = turning(SOLID, 0, 0);
}

static void barely_moved(struct burst *b)
{
    *b = turning(SOLID, 7, 5);
}

static void test_who_is_alive(void **state)
{
    static const struct {
        const char *what;
        void (*change)(struct burst *b);
        bool alive;
    } CASES[] = {
        {"turned as asked", as_asked, true},
        {"one frame missed the face", one_without_face, true},
        {"two did", two_without_face, false},
        {"no face in the photo", photo_without_face, false},
        {"turned the other way", other_way, false},
        {"another face", somebody_else, false},
        {"blinked", blinking, true},
        {"squinted", squinting, false},
        {"turned when asked to blink", staring, false},
        {"a print turned", a_print, false},
        {"a bent print turned", a_bent_print, false},
        {"nothing moved", a_still_photo, false},
        {"moved too little", barely_moved, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct burst b = turning(SOLID, 20, 14);
        struct burst_evidence evidence;
        double p;

        CASES[i].change(&b);
        p = burst_judge(&b.photo, b.frames, b.n, b.challenge, &evidence);
        if (CASES[i].alive ? p < 0.8 : p > 0.2)
            fail_msg("%s: %.3f (turn %.1f relief %.3f width %.2f blink %.2f)",
                     CASES[i].what, p, (double)evidence.turn_deg,
                     (double)evidence.relief, (double)evidence.width,
                     (double)evidence.blink);
    }
}

static void test_challenges_have_names(void **state)
{
    enum burst_challenge c;

    (void)state;
    assert_true(burst_challenge_of("turn_right", &c));
    assert_int_equal(c, BURST_TURN_RIGHT);
    assert_true(burst_challenge_of("blink", &c));
    assert_int_equal(c, BURST_BLINK);
    assert_false(burst_challenge_of("none", &c));
    assert_false(burst_challenge_of("", &c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sheet_tells_a_nose_from_a_print),
        cmocka_unit_test(test_sheet_takes_points_in_one_place),
        cmocka_unit_test(test_who_is_alive),
        cmocka_unit_test(test_challenges_have_names),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("live_burst", tests, NULL, NULL);
}
