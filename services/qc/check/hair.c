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

enum { PART_POINTS = 6, PARTS = 4, SAMPLES_MIN = 300 };

/* Both brows and both eyes: what hair may not cover. */
static const int BARE[PARTS][PART_POINTS] = {
    {70, 63, 105, 66, 107, 52},
    {300, 293, 334, 296, 336, 282},
    {33, 159, 133, 145, 160, 158},
    {263, 386, 362, 374, 387, 385},
};

/* Hair above the brows is looked at in this part of the face's frame. */
#define REACH_X 1.3F
#define TOP_Y -2.0F
#define BROW_Y -0.35F
#define CROWN_Y -1.1F
#define STEP 0.03F
#define HAIR_MIN 0.5F
/* Hair this light has lost its colour, unless it is all that light. */
#define BURNT_MIN 0.7F
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

struct strands {
    int n;
    int burnt;
    double light; /* sum */
};

static void add_strand(const struct face_reading *r, struct point at,
                       struct strands *sum)
{
    const uint8_t *px = face_pixel(&r->upright, at);
    double light;

    if (!px || face_map_at(&r->map, FACE_HAIR, at.x, at.y) < HAIR_MIN)
        return;
    light = (double)colour_luminance(px);
    sum->n++;
    sum->light += light;
    sum->burnt += light > (double)BURNT_MIN;
}

static struct strands strands_in(const struct face_reading *r, float top,
                                 float bottom)
{
    struct face_frame f = face_frame_of(r);
    struct face_grid g = face_grid_over(-REACH_X, top, REACH_X, bottom, STEP);
    struct strands sum = {.n = 0};

    for (int i = 0; i < face_grid_points(&g); i++)
        add_strand(r, face_grid_at(&f, &g, i), &sum);
    return sum;
}

/* White hair is white all over: it has no darker part below the crown.  A
 * shaved head has no hair to speak of. */
static void measure_washed_out(const struct face_reading *r, struct measures *m)
{
    struct strands crown = strands_in(r, TOP_Y, CROWN_Y);
    struct strands sides = strands_in(r, CROWN_Y, BROW_Y);
    double own = sides.light / fmax(sides.n, 1);
    double share = (double)crown.burnt / fmax(crown.n, 1);

    if (crown.n < SAMPLES_MIN)
        return;
    if (sides.n >= SAMPLES_MIN / 3 && own * OWN_FACTOR > (double)BURNT_MIN)
        share = fmax(share - (double)sides.burnt / sides.n, 0);
    measure_set(m, FINDING_HAIR_WASHED_OUT, share, face_region(r));
}

void check_hair(const struct face_reading *r, struct measures *m)
{
    measure_over_face(r, m);
    measure_washed_out(r, m);
}
