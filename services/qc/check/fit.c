#include "qc/check/fit.h"

#include "qc/check/frame.h"
#include "qc/produce/produce.h"

#include <math.h>

/* What a photo has just enough of measures 1. */
#define JUST_TOO_MUCH 1.001F
/* Eyes at or beyond the picture's edge. */
#define FILL_MAX 10.0F

/*
 * What the closest frame the bands allow needs around the eyes, by what the
 * photo has there; the worse of the sides and below.  Over 1: too close.
 */
static float frame_fill(const struct face_reading *r,
                        const struct geometry_spec *spec)
{
    float unit = r->face_width / spec->face_width.max; /* per output pixel */
    float half = unit * (float)spec->width / 2;
    float below = unit * ((float)spec->height - spec->eyes.max);
    float width = (float)r->upright.width;
    float side = fminf(r->eyes.x, width - r->eyes.x);
    float under = (float)r->upright.height - r->eyes.y;

    return fminf(fmaxf(half / fmaxf(side, 1), below / fmaxf(under, 1)),
                 FILL_MAX);
}

void check_fit(const struct face_reading *r, const struct geometry_spec *spec,
               struct measures *m)
{
    float fill = frame_fill(r, spec);
    struct placement place;

    switch (produce_place(r, spec, &place)) {
    case 0:
        /* The sides may lack what the body does not fill. */
        measure_set(m, FINDING_FACE_TOO_LARGE, fminf(fill, 1), face_region(r));
        return;
    case PRODUCE_FACE_TOO_LARGE:
        measure_set(m, FINDING_FACE_TOO_LARGE, fmaxf(fill, JUST_TOO_MUCH),
                    face_region(r));
        return;
    case PRODUCE_FACE_CUT_OFF:
        measure_set(m, FINDING_FACE_CUT_OFF,
                    fmin(m->of[FINDING_FACE_CUT_OFF].value, 0), face_region(r));
        return;
    default:
        return;
    }
}
