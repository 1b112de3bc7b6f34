/*
 * hair - over brows or eyes; and burnt away by a lamp above.
 *
 * To the map a brow is skin, so hair seen there lies over it.  The part that
 * is hidden most counts; strands over the cheeks' sides do no harm.
 */
#include "qc/check/families.h"

#include "image/colour.h"
#include "qc/check/frame.h"
#include "qc/check/probe.h"

#include <math.h>

enum { PART_POINTS = 6, PARTS = 4, SAMPLES_MIN = 300, SKULL_MIN = 100 };

/* Both brows and both eyes: what hair may not cover. */
static const int BARE[PARTS][PART_POINTS] = {
    {70, 63, 105, 66, 107, 52},
    {300, 293, 334, 296, 336, 282},
    {33, 159, 133, 145, 160, 158},
    {263, 386, 362, 374, 387, 385},
};

/* Hair is looked at in this part of the face's frame. */
#define REACH_X 1.3F
#define TOP_Y -2.0F
#define CROWN_Y -1.1F
#define LOW_Y 1.5F
#define STEP 0.03F
#define HAIR_MIN 0.5F
/* From this share of background on a position is the head's edge. */
#define EDGE_MIN 0.15F
/* The skull above the forehead's point, by the face's height. */
#define SKULL_HALF 0.6F
#define SKULL_FROM 0.06F
#define SKULL_TO 0.22F
/* Hair this light, and lighter than the cheeks in the same light, has lost its
 * colour, unless it is all that light. */
#define BURNT_MIN 0.5F
#define OVER_SKIN 1.15F
#define OWN_FACTOR 3

static void measure_over_face(const struct face_reading *r, struct measures *m)
{
    double most = 0;

    for (int i = 0; i < PARTS; i++)
        most = fmax(most, probe_points(r, FACE_HAIR, BARE[i], PART_POINTS));
    measure_set(m, FINDING_HAIR_OVER_FACE, most,
                face_frame_region(r, (struct point){-0.9F, -0.6F},
                                  (struct point){0.9F, 0.7F}));
}

/* Pixels of the head's covering. */
struct strands {
    double white; /* from this light on burnt */
    int n;
    int burnt;
    double light; /* sum */
};

static void add_strand(const uint8_t *px, struct strands *sum)
{
    double light = (double)colour_luminance(px);

    sum->n++;
    sum->light += light;
    sum->burnt += light > sum->white;
}

/* What the map takes for hair between two heights. */
static struct strands strands_in(const struct face_reading *r, double white,
                                 float top, float bottom)
{
    struct face_frame f = face_frame_of(r);
    struct face_grid g = face_grid_over(-REACH_X, top, REACH_X, bottom, STEP);
    struct strands sum = {.white = white};

    for (int i = 0; i < face_grid_points(&g); i++) {
        struct point at = face_grid_at(&f, &g, i);
        const uint8_t *px = face_pixel(&r->upright, at);

        if (px && face_map_at(&r->map, FACE_HAIR, at.x, at.y) >= HAIR_MIN)
            add_strand(px, &sum);
    }
    return sum;
}

static bool is_skin(const struct face_reading *r, struct point at)
{
    return face_map_at(&r->map, FACE_FACE_SKIN, at.x, at.y) +
               face_map_at(&r->map, FACE_BODY_SKIN, at.x, at.y) >=
           HAIR_MIN;
}

/* The skull above the forehead: hair so white that the map no longer takes it
 * for hair, but for a cap, is still there.  At its edge the wall shines
 * through, also beside a shaved head: nothing there is hair for sure. */
static struct strands skull(const struct face_reading *r, double white)
{
    struct face_frame f = face_frame_of(r);
    const struct face_point *forehead = &r->points[POINT_FOREHEAD];
    float length = r->face_height / f.unit;
    float from = ((forehead->x - f.origin.x) * f.y.x +
                  (forehead->y - f.origin.y) * f.y.y) /
                 f.unit;
    struct face_grid g =
        face_grid_over(-SKULL_HALF, from - SKULL_TO * length, SKULL_HALF,
                       from - SKULL_FROM * length, STEP);
    struct strands sum = {.white = white};

    for (int i = 0; i < face_grid_points(&g); i++) {
        struct point at = face_grid_at(&f, &g, i);
        const uint8_t *px = face_pixel(&r->upright, at);

        if (px && !is_skin(r, at) &&
            face_map_at(&r->map, FACE_BACKGROUND, at.x, at.y) < EDGE_MIN)
            add_strand(px, &sum);
    }
    return sum;
}

static double burnt_share(const struct strands *s)
{
    return (double)s->burnt / fmax(s->n, 1);
}

static double white_light(const struct face_reading *r)
{
    struct probe_colour cheeks = probe_cheeks(r);
    const uint8_t skin[3] = {(uint8_t)cheeks.rgb[0], (uint8_t)cheeks.rgb[1],
                             (uint8_t)cheeks.rgb[2]};

    return (double)fmaxf(BURNT_MIN, OVER_SKIN * colour_luminance(skin));
}

/* White hair is white all over: what is burnt of the lower hair counts
 * against it.  A shaved head is skin, and has no hair to speak of. */
static void measure_washed_out(const struct face_reading *r, struct measures *m)
{
    double white = white_light(r);
    struct strands crown = strands_in(r, white, TOP_Y, CROWN_Y);
    struct strands lower = strands_in(r, white, CROWN_Y, LOW_Y);
    struct strands above = skull(r, white);
    double own = lower.light / fmax(lower.n, 1);
    double share = crown.n >= SAMPLES_MIN ? burnt_share(&crown) : 0;

    if (above.n >= SKULL_MIN)
        share = fmax(share, burnt_share(&above));
    else if (crown.n < SAMPLES_MIN)
        return;
    if (lower.n >= SAMPLES_MIN && own * OWN_FACTOR > (double)BURNT_MIN)
        share = fmax(share - burnt_share(&lower), 0);
    measure_set(m, FINDING_HAIR_WASHED_OUT, share, face_region(r));
}

void check_hair(const struct face_reading *r, struct measures *m)
{
    measure_over_face(r, m);
    measure_washed_out(r, m);
}
