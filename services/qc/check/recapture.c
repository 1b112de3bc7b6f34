/*
 * recapture - a photo of a screen or of a print, as far as one still picture
 * shows it.  Only a probability, with what it rests on.
 *
 * A screen's grid and the camera's beat against each other: single waves that
 * no skin has, all over the picture.  They are looked for on both halves of
 * the face, where no striped clothes are, off the axes of JPEG's blocks.
 */
#include "qc/check/families.h"

#include "qc/check/border.h"
#include "qc/check/frame.h"
#include "qc/check/spectrum.h"

#include <math.h>

/* Centres of the two squares in the face's frame. */
#define ASIDE 0.45F
#define BELOW 0.35F

/* A moire has several waves; the weakest of so many counts. */
enum { PEAK_RANK = 3 };
/* Peaks by their surroundings: faces stay under the first, simulated screens
 * over the second. */
#define PEAK_NONE 4.0F
#define PEAK_SURE 10.0F
#define SURE 0.95F

static float luma(const uint8_t *px)
{
    return 0.299F * (float)px[0] + 0.587F * (float)px[1] +
           0.114F * (float)px[2];
}

/* The square of the finest picture around a position; false where it does
 * not fit. */
static bool cut(const struct face_reading *r, struct point centre,
                float to[SPECTRUM_SIDE][SPECTRUM_SIDE])
{
    int left = (int)(centre.x * r->native.scale) - SPECTRUM_SIDE / 2;
    int top = (int)(centre.y * r->native.scale) - SPECTRUM_SIDE / 2;
    float sum = 0;

    if (left < 0 || top < 0 || left + SPECTRUM_SIDE > r->fine->width ||
        top + SPECTRUM_SIDE > r->fine->height)
        return false;
    for (int y = 0; y < SPECTRUM_SIDE; y++) {
        for (int x = 0; x < SPECTRUM_SIDE; x++) {
            to[y][x] = luma(image_at(r->fine, left + x, top + y));
            sum += to[y][x];
        }
    }
    sum /= (float)SPECTRUM_SIDE * SPECTRUM_SIDE;
    for (int y = 0; y < SPECTRUM_SIDE; y++) {
        for (int x = 0; x < SPECTRUM_SIDE; x++)
            to[y][x] -= sum;
    }
    return true;
}

static float sure(float peak)
{
    float share =
        logf(fmaxf(peak / PEAK_NONE, 1)) / logf(PEAK_SURE / PEAK_NONE);

    return SURE * fminf(share, 1);
}

static void add(struct measures *m, const char *name, double p,
                struct finding_region region)
{
    measure_add_probability(m, FINDING_RECAPTURE, p, region);
    measure_add_evidence(m, FINDING_RECAPTURE, name, p);
}

static void look_for_moire(const struct face_reading *r, struct measures *m)
{
    struct face_frame f = face_frame_of(r);
    struct spectrum s;
    float peak;

    if (!cut(r, face_frame_at(&f, -ASIDE, BELOW), s.re) ||
        !cut(r, face_frame_at(&f, ASIDE, BELOW), s.im))
        return;
    spectrum_fade(&s);
    spectrum_run(&s);
    peak = spectrum_peak(&s, PEAK_RANK);
    measure_add_evidence(m, FINDING_RECAPTURE, "moire_peak", (double)peak);
    add(m, "moire", sure(peak), face_region(r));
}

void check_recapture(const struct face_reading *r, struct measures *m)
{
    struct border b;

    look_for_moire(r, m);
    border_find(r, &b);
    add(m, "border", b.probability, b.region);
}
