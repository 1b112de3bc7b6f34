#ifndef MODEL_CATALOGUE_H
#define MODEL_CATALOGUE_H

/*
 * catalogue - what a finding says to a student: a sentence, one sentence of
 * advice, and what the figure beside them is of, in Chinese.  The texts are
 * data (model/data/findings.zh.json).
 */

#include "model/finding.h"

struct catalogue_entry {
    const char *message; /* none is NULL; valid for ever */
    const char *advice;
    const char *measure; /* what is measured; "" for nothing */
};

struct catalogue_entry catalogue_of(enum finding_code code);

#endif
