#ifndef MODEL_CATALOGUE_H
#define MODEL_CATALOGUE_H

/*
 * catalogue - what a finding says to a student: a sentence and one sentence
 * of advice, in Chinese.  The texts are data (model/data/findings.zh.json).
 */

#include "model/finding.h"

struct catalogue_entry {
    const char *message; /* never NULL; valid for ever */
    const char *advice;
};

struct catalogue_entry catalogue_of(enum finding_code code);

#endif
