/*
 * iris - red eyes of a flash, and coloured contact lenses.
 *
 * Only pixels between the lids count, so a narrow eye shows fewer of them but
 * the same ones.  Red is judged against the person's own cheeks: warm light
 * reddens both.
 */
#include "qc/check/families.h"

#include "image/colour.h"
#include "qc/check/frame.h"
#include "qc/check/probe.h"

#include <math.h>

/* Parts of the iris's radius. */
#define PUPIL 0.35F
#define RING_FROM 0.5F
#define RING_TO 0.9F
/* Past this the far iris is guessed. */
#define YAW_MAX_DEG 25.0F
enum { STEPS = 24, SAMPLES_MIN = 8 };
/* Between lids closer than this (by the iris's width) there is no iris. */
#define GAP_MIN 0.35F
/* Fewer pixels of the picture to a radius show no colour of their own. */
#define RADIUS_MIN_PX 4.0F
/* Lab's red that the palest skin has, and the least that skin is taken to
 * have: burnt white it has none. */
#define PALE 10.0
#define SKIN_MIN 12.0
/* A red disc so clear (mean of Lab's red over what skin has, on the eye's
 * opening) is where the pupil is, whatever the mesh makes of such an eye; it is
 * this many radii from where it was guessed, or it is the guess's. */
#define DISC_MIN 1.0F
#define OVER_SKIN 8.0F
#define GUESS_MIN 0.5F
/* Parts of the eye's width that are no pink corner. */
#define CORNER 0.15F
/* Hues of brown, amber and hazel irises, degrees of Lab. */
#define BROWN_FROM 10.0F
#define BROWN_TO 105.0F

struct eye {
    int centre;
    int rim[2]; /* right and left of it */
    int upper;
    int lower;
    int corners[2]; /* outer, inner */
};

static const struct eye EYES[2] = {
    {POINT_IRIS_LEFT,
     {469, 471},
     159,
     145,
     {POINT_EYE_LEFT_OUTER, POINT_EYE_LEFT_INNER}},
    {POINT_IRIS_RIGHT,
     {474, 476},
     386,
     374,
     {POINT_EYE_RIGHT_OUTER, POINT_EYE_RIGHT_INNER}},
};

struct disc {
    struct point centre;
    float radius;
    float top; /* lids */
    float bottom;
};

static bool disc_of(const struct face_reading *r, const struct eye *e,
                    struct disc *ret)
{
    float radius = face_distance(r, e->rim[0], e->rim[1]) / 2;
    float gap = face_distance(r, e->upper, e->lower);

    *ret = (struct disc){
        .centre = {r->points[e->centre].x, r->points[e->centre].y},
        .radius = radius,
        .top = r->points[e->upper].y + 0.1F * gap,
        .bottom = r->points[e->lower].y - 0.1F * gap,
    };
    return radius >= RADIUS_MIN_PX && gap > GAP_MIN * 2 * radius;
}

/* Mean colour between two radii. */
static struct probe_colour ring(const struct face_reading *r,
                                const struct disc *d, float from, float to)
{
    struct probe_colour sum = {.n = 0};

    for (int i = 0; i < STEPS * STEPS; i++) {
        int row = i / STEPS;
        float x = ((float)(i % STEPS) + 0.5F) * 2 / STEPS - 1;
        float y = ((float)row + 0.5F) * 2 / STEPS - 1;
        struct point at = {d->centre.x + x * d->radius,
                           d->centre.y + y * d->radius};
        const uint8_t *px = face_pixel(&r->upright, at);
        float out = hypotf(x, y);

        if (px && out >= from && out <= to && at.y >= d->top &&
            at.y <= d->bottom)
            probe_add(&sum, px);
    }
    return probe_mean(&sum);
}

/* Lab's red of the pupil by the skin's: a flash makes it several times that,
 * warm light reddens both. */
static double redness(const struct probe_colour *pupil,
                      const struct probe_colour *skin)
{
    double own = fmax((double)probe_lab(skin).a, SKIN_MIN);

    return (double)probe_lab(pupil).a / (own / 2 + PALE);
}

/* Chroma of a ring that is not brown. */
static double chroma(const struct probe_colour *c)
{
    struct lab lab = probe_lab(c);
    float hue = atan2f(lab.b, lab.a) * 180 / (float)M_PI;

    return hue > BROWN_FROM && hue < BROWN_TO ? 0
                                              : (double)hypotf(lab.a, lab.b);
}

/* Moves a disc to the middle of what is red between the eye's corners, if that
 * is a disc of its own. */
static struct disc to_red(const struct face_reading *r, const struct eye *e,
                          const struct probe_colour *skin, struct disc d)
{
    const struct face_point *a = &r->points[e->corners[0]];
    const struct face_point *b = &r->points[e->corners[1]];
    float limit = fmaxf(probe_lab(skin).a, 0) + OVER_SKIN;
    struct point sum = {0, 0};
    float weights = 0;

    for (int i = 0; i < STEPS * STEPS; i++) {
        int row = i / STEPS;
        float along =
            CORNER + (1 - 2 * CORNER) * ((float)(i % STEPS) + 0.5F) / STEPS;
        float off = (((float)row + 0.5F) * 2 / STEPS - 1) * d.radius;
        struct point at = {a->x + along * (b->x - a->x),
                           a->y + along * (b->y - a->y) + off};
        const uint8_t *px = face_pixel(&r->upright, at);
        float weight = px ? fmaxf(colour_lab(px).a - limit, 0) : 0;

        weights += weight;
        sum.x += weight * at.x;
        sum.y += weight * at.y;
    }
    if (weights < DISC_MIN * STEPS * STEPS)
        return d;
    sum = (struct point){sum.x / weights, sum.y / weights};
    if (hypotf(sum.x - d.centre.x, sum.y - d.centre.y) >= GUESS_MIN * d.radius)
        d.centre = sum;
    return d;
}

static struct finding_region eyes_region(const struct face_reading *r)
{
    return face_frame_region(r, (struct point){-0.85F, -0.25F},
                             (struct point){0.85F, 0.3F});
}

/* A lens in one eye only is none: the less coloured one counts; the redder
 * one does. */
void check_iris(const struct face_reading *r, struct measures *m)
{
    struct probe_colour cheeks = probe_cheeks(r);
    double red = -INFINITY;
    double coloured = INFINITY;

    if (fabsf(r->yaw_deg) > YAW_MAX_DEG)
        return;
    for (int i = 0; i < 2; i++) {
        struct disc d;
        struct disc red_disc;
        struct probe_colour pupil;
        struct probe_colour iris;

        if (probe_eye_hidden(r, i) || !disc_of(r, &EYES[i], &d))
            continue;
        red_disc = to_red(r, &EYES[i], &cheeks, d);
        pupil = ring(r, &red_disc, 0, PUPIL);
        iris = ring(r, &d, RING_FROM, RING_TO);
        if (pupil.n >= SAMPLES_MIN && cheeks.n > 0)
            red = fmax(red, redness(&pupil, &cheeks));
        if (iris.n >= SAMPLES_MIN)
            coloured = fmin(coloured, chroma(&iris));
    }
    measure_set(m, FINDING_RED_EYE, red, eyes_region(r));
    measure_set(m, FINDING_LENSES_COLOURED, coloured, eyes_region(r));
}
