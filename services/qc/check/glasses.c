/*
 * glasses - tinted lenses.
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

#include <math.h>

/* The band, in units of the face's frame. */
#define REACH_X 0.85F
#define TOP_Y -0.22F
#define BOTTOM_Y 0.36F
#define STEP 0.02F

/* A frame fills at least this much of the band. */
#define FRAME_MIN 0.05
/* Skin behind clear glass has at least this part of the cheek's light. */
#define CLEAR_MIN 0.45
/* Past this one half of the band is mostly cheek and ear. */
#define HALVES_YAW_DEG 25.0F

/* A part of the frame. */
struct part {
    float left;
    float right;
    float top;
    float bottom;
};

/* Share of a part that is neither skin nor hair nor background. */
static double others_share(const struct face_reading *r, struct part p)
{
    struct face_frame f = face_frame_of(r);
    int others = 0;
    int all = 0;

    for (float y = p.top; y < p.bottom; y += STEP) {
        for (float x = p.left; x < p.right; x += STEP) {
            struct point at = face_frame_at(&f, x, y);

            others += face_map_at(&r->map, FACE_OTHERS, at.x, at.y) > 0.5F;
            all++;
        }
    }
    return (double)others / all;
}

static double mean_light(const struct face_reading *r, struct part p)
{
    struct face_frame f = face_frame_of(r);
    double sum = 0;
    int n = 0;

    for (float y = p.top; y < p.bottom; y += STEP) {
        for (float x = p.left; x < p.right; x += STEP) {
            const uint8_t *px =
                face_pixel(&r->upright, face_frame_at(&f, x, y));

            sum += px ? (double)colour_luminance(px) : 0;
            n += px != NULL;
        }
    }
    return n > 0 ? sum / n : 0;
}

/* Light just below the eye (inside a lens) by light of the cheek. */
static double clearness(const struct face_reading *r, float left, float right)
{
    double lens = mean_light(r, (struct part){left, right, 0.12F, 0.26F});
    double cheek = mean_light(r, (struct part){left, right, 0.5F, 0.8F});

    return lens / fmax(cheek, 1e-3);
}

static double lens_share(const struct face_reading *r)
{
    double left = others_share(r, (struct part){-REACH_X, 0, TOP_Y, BOTTOM_Y});
    double right = others_share(r, (struct part){0, REACH_X, TOP_Y, BOTTOM_Y});
    double share = (left + right) / 2;
    double clear =
        fmax(clearness(r, -0.75F, -0.25F), clearness(r, 0.25F, 0.75F));
    double shade = share >= FRAME_MIN ? fmax(CLEAR_MIN - clear, 0) : 0;

    if (fabsf(r->yaw_deg) < HALVES_YAW_DEG)
        share = fmin(left, right);
    return share + shade;
}

void check_glasses(const struct face_reading *r, struct measures *m)
{
    measure_set(m, FINDING_GLASSES_TINTED, lens_share(r),
                face_frame_region(r, (struct point){-REACH_X, TOP_Y},
                                  (struct point){REACH_X, BOTTOM_Y}));
}
