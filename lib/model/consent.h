#ifndef MODEL_CONSENT_H
#define MODEL_CONSENT_H

/*
 * consent - what a student agreed to or took back, and when (domain.md R5).
 *
 * The step tells whether the consent stands; these records are the proof.
 */

#include "rules/steps.h"

#define CONSENTS_MAX 16

struct consent {
    int64_t at_ms;
    bool given;
    char version[STEP_VERSION_SIZE]; /* of the text; "" when taken back */
};

struct consents {
    size_t len;
    struct consent at[CONSENTS_MAX]; /* latest last */
};

/* When they are full the second goes, so that the first stays.  version: cut to
 * STEP_VERSION_SIZE - 1 bytes; "" for one taken back. */
void consents_add(struct consents *consents, int64_t at_ms,
                  const char *version);

#endif
