#ifndef MODEL_STUDENT_PARTS_H
#define MODEL_STUDENT_PARTS_H

/*
 * student_parts - what stands in a student (student.h) and is no rule's.
 */

#include "rules/submission.h"

enum prints_state {
    PRINTS_NONE,
    PRINTS_PLANNED,
    PRINTS_MADE,
    PRINTS_PACKED,
    PRINTS_SHIPPED,
    PRINTS_RECEIVED,
    PRINTS_STATES,
};

/* R3: a new device that still owes its one-time code. */
struct challenge {
    char id[ID_SIZE]; /* "": there is none */
    uint8_t otp_hash[32];
    uint8_t device_hash[32];
    int64_t expires_ms;
    int64_t tries;
};

/* What a person of the school did for a student (R19, R31). */
struct note {
    int64_t at_ms;
    char by[SUBMISSION_BY_SIZE];
    char what[16];
    char reason[SUBMISSION_REASON_SIZE];
};

#endif
