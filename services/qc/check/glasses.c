/*
 * glasses - tinted lenses, and frames that run over the eyes.
 *
 * How much of the band of the eyes the segmentation calls neither skin nor
 * hair: frames of clear glasses fill up to a fifth of it, dark or mirrored
 * lenses more than a third.  Of the two halves the clearer one counts, since
 * what hides one eye is no pair of glasses.  A half-transparent lens still
 * shows as skin, but as skin much darker than the cheek below it: that shade is
 * added where a frame is seen.
 */
#include "qc/check/families.h"

#include "image/colour.h"
#include "qc/check/frame.h"
#include "qc/check/probe.h"

#include <math.h>

/* The band, in units of the face's frame. */
#define REACH_X 0.85F
#define TOP_Y -0.22F
#define BOTTOM_Y 0.36F
#define STEP 0.02F

/* A frame fills at least this much of the band. */
#define FRAME_MIN 0.05
/* Skin behind clear glass has at least this part of the cheek's light. */
#define CLEAR_MIN 0.54
/* Past this one half of the band is mostly cheek and ear. */
#define HALVES_YAW_DEG 25.0F

/* Share of a part that is neither skin nor hair nor background. */
static double others_share(const struct face_reading *r,
                           const struct face_grid *part)
{
    struct face_frame f = face_frame_of(r);
    int all = face_grid_points(part);
    int others = 0;

    for (int i = 0; i < all; i++) {
        struct point at = face_grid_at(&f, part, i);

        others += face_map_at(&r->map, FACE_OTHERS, at.x, at.y) > 0.5F;
    }
    return (double)others / all;
}

static double mean_light(const struct face_reading *r,
                         const struct face_grid *part)
{
    struct face_frame f = face_frame_of(r);
    double sum = 0;
    int n = 0;

    for (int i = 0; i < face_grid_points(part); i++) {
        const uint8_t *px = face_pixel(&r->upright, face_grid_at(&f, part, i));

        sum += px ? (double)colour_luminance(px) : 0;
        n += px != NULL;
    }
    return n > 0 ? sum / n : 0;
}

/* Light just below the eye (inside a lens) by light of the cheek. */
static double clearness(const struct face_reading *r, float left, float right)
{
    struct face_grid lens = face_grid_over(left, 0.12F, right, 0.26F, STEP);
    struct face_grid cheek = face_grid_over(left, 0.5F, right, 0.8F, STEP);

    return mean_light(r, &lens) / fmax(mean_light(r, &cheek), 1e-3);
}

static double lens_share(const struct face_reading *r)
{
    struct face_grid left_half =
        face_grid_over(-REACH_X, TOP_Y, 0, BOTTOM_Y, STEP);
    struct face_grid right_half =
        face_grid_over(0, TOP_Y, REACH_X, BOTTOM_Y, STEP);
    double left = others_share(r, &left_half);
    double right = others_share(r, &right_half);
    double share = (left + right) / 2;
    double clear =
        fmax(clearness(r, -0.75F, -0.25F), clearness(r, 0.25F, 0.75F));
    double shade = share >= FRAME_MIN ? fmax(CLEAR_MIN - clear, 0) : 0;

    if (fabsf(r->yaw_deg) < HALVES_YAW_DEG)
        share = fmin(left, right);
    return share + shade;
}

/* Share of an eye's outline under the frame; 0 where the whole eye is
 * hidden, which is no matter of the frame. */
static double frame_share(const struct face_reading *r, int side)
{
    static const int OUTLINE[2][16] = {
        {33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144,
         163, 7},
        {263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373,
         390, 249},
    };
    int n = 0;

    if (probe_eye_hidden(r, side))
        return 0;
    for (int i = 0; i < 16; i++) {
        const struct face_point *p = &r->points[OUTLINE[side][i]];

        n += face_map_at(&r->map, FACE_OTHERS, p->x, p->y) > 0.5F;
    }
    return n / 16.0;
}

static void measure_frame(const struct face_reading *r, struct measures *m)
{
    double share = fmax(frame_share(r, 0), frame_share(r, 1));

    if (fabsf(r->yaw_deg) > HALVES_YAW_DEG ||
        (probe_eye_hidden(r, 0) && probe_eye_hidden(r, 1)))
        return;
    measure_set(m, FINDING_GLASSES_FRAME, share,
                face_frame_region(r, (struct point){-REACH_X, TOP_Y},
                                  (struct point){REACH_X, BOTTOM_Y}));
}

void check_glasses(const struct face_reading *r, struct measures *m)
{
    measure_frame(r, m);
    measure_set(m, FINDING_GLASSES_TINTED, lens_share(r),
                face_frame_region(r, (struct point){-REACH_X, TOP_Y},
                                  (struct point){REACH_X, BOTTOM_Y}));
}
