#include "qc/check/measure.h"

#include "core/check.h"

#include <math.h>

void measure_set(struct measures *m, enum finding_code code, double value,
                 struct finding_region region)
{
    CHECK(finding_about(code)->measure);
    if (isfinite(value))
        m->of[code] = (struct measure){true, value, region};
}

void measure_add_probability(struct measures *m, enum finding_code code,
                             double p, struct finding_region region)
{
    const struct measure *before = &m->of[code];
    double none = before->known ? 1 - before->value : 1;

    if (isfinite(p) && before->known && p <= before->value)
        region = before->region;
    if (isfinite(p))
        measure_set(m, code, 1 - none * (1 - p), region);
}

void measure_add_evidence(struct measures *m, enum finding_code code,
                          const char *name, double value)
{
    CHECK(m->n_evidence < MEASURE_EVIDENCE_MAX);
    if (isfinite(value))
        m->evidence[m->n_evidence++] =
            (struct measure_evidence){code, name, value};
}

static float share(float at, int side)
{
    return fminf(fmaxf(at / (float)side, 0), 1);
}

struct finding_region measure_region(const struct image *picture,
                                     struct point upper_left,
                                     struct point lower_right)
{
    float x = share(upper_left.x, picture->width);
    float y = share(upper_left.y, picture->height);

    return (struct finding_region){
        .x = x,
        .y = y,
        .w = fmaxf(share(lower_right.x, picture->width) - x, 0),
        .h = fmaxf(share(lower_right.y, picture->height) - y, 0),
    };
}
