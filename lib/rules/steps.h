#ifndef RULES_STEPS_H
#define RULES_STEPS_H

/*
 * steps - what a student has to do before the camera, and in which order (R5).
 *
 * Pure.  A step counts as done once its time is set; what was read is kept
 * with its version.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum step {
    STEP_PHONE,
    STEP_NOTICE,
    STEP_PRECAUTIONS,
    STEP_CONSENT,
    STEP_SUBSCRIPTIONS,
    STEP_REQUIREMENTS,
    STEP_COUNT, /* also: none is left */
};

#define STEP_VERSION_SIZE 40

struct step_done {
    int64_t done_ms; /* 0: not done */
    char version[STEP_VERSION_SIZE];
};

struct steps {
    struct step_done at[STEP_COUNT];
};

/* "phone", "notice"...; "none" for STEP_COUNT. */
const char *step_name(enum step step);

/* The first step that is not done; STEP_COUNT when all are. */
enum step steps_next(const struct steps *steps);

bool steps_is_done(const struct steps *steps, enum step step);

/* Every step before this one is done.  Doing an earlier one again is allowed.
 */
bool steps_may_do(const struct steps *steps, enum step step);

/* version may be "". It is cut to STEP_VERSION_SIZE - 1 bytes. */
void steps_mark(struct steps *steps, enum step step, const char *version,
                int64_t now_ms);

/* The consent was withdrawn. */
void steps_clear(struct steps *steps, enum step step);

/* R4: a mainland mobile number, 11 digits, 13x to 19x. */
bool steps_phone_is_valid(const char *phone);

#endif
