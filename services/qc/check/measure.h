#ifndef QC_CHECK_MEASURE_H
#define QC_CHECK_MEASURE_H

/*
 * measure - what the checks read off a photo: for each finding one number and
 * the place it was taken from.  Numbers are no judgement; judge.h compares
 * them with a rule set.
 */

#include "image/image.h"
#include "model/finding.h"

#include <stdbool.h>

struct measure {
    bool known; /* false: not looked at, or nothing to say on this photo */
    double value;
    struct finding_region region;
};

struct measures {
    struct measure of[FINDING_CODES];
};

void measure_set(struct measures *m, enum finding_code code, double value,
                 struct finding_region region);

/* "yaw_deg"; NULL for findings that nothing is measured for yet. */
const char *measure_name(enum finding_code code);

/* A box of `picture` as a region; what lies outside is cut off. */
struct finding_region measure_region(const struct image *picture,
                                     struct point upper_left,
                                     struct point lower_right);

#endif
