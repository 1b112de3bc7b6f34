#ifndef QC_CHECK_MEASURE_H
#define QC_CHECK_MEASURE_H

/*
 * measure - what the checks read off a photo: for each finding one number and
 * the place it was taken from (their names, units and ranges: model/finding.c).
 * Numbers are no judgement; judge.h compares them with a rule set.
 */

#include "image/image.h"
#include "model/finding.h"
#include "qc/check/ofiq.h"

#include <stdbool.h>

struct measure {
    bool known; /* false: not looked at, or nothing to say on this photo */
    double value;
    struct finding_region region;
};

/* What a probability rests on: "moire_peak" 132 behind `recapture`. */
struct measure_evidence {
    enum finding_code code;
    const char *name; /* a constant */
    double value;
};

enum { MEASURE_EVIDENCE_MAX = 64 };

struct measures {
    struct measure of[FINDING_CODES];
    struct ofiq_like ofiq;
    int n_evidence;
    struct measure_evidence evidence[MEASURE_EVIDENCE_MAX];
};

/* A value that is not finite is none: the measure stays unknown. */
void measure_set(struct measures *m, enum finding_code code, double value,
                 struct finding_region region);

/* One more independent reason for a finding that is a probability; the region
 * is that of the strongest. */
void measure_add_probability(struct measures *m, enum finding_code code,
                             double p, struct finding_region region);

void measure_add_evidence(struct measures *m, enum finding_code code,
                          const char *name, double value);

/* A box of `picture` as a region; what lies outside is cut off. */
struct finding_region measure_region(const struct image *picture,
                                     struct point upper_left,
                                     struct point lower_right);

#endif
