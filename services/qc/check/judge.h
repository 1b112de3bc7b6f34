#ifndef QC_CHECK_JUDGE_H
#define QC_CHECK_JUDGE_H

/*
 * judge - compares what was measured with a rule set.  Pure.
 *
 * The result is sorted by what to put right first, refusals before warnings,
 * and never holds two advices that contradict each other (closer, further
 * away), nor one that follows from another (eyes behind dark lenses).
 */

#include "model/finding.h"
#include "model/ruleset.h"
#include "qc/check/measure.h"

void judge(const struct measures *m, const struct ruleset *rules,
           struct finding_list *ret);

/* A list of the single finding `image_invalid`. */
void judge_invalid(struct finding_list *ret);

/* Puts an unmeasured refusal first, in place of a warning of that code. */
void judge_add_refusal(struct finding_list *list, enum finding_code code);

#endif
