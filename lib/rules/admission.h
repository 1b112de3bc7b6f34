#ifndef RULES_ADMISSION_H
#define RULES_ADMISSION_H

/*
 * admission - may this student upload a photo now?  The checks of POST /shots
 * in their order (spec http-api.md), from the steps to the evidence; those
 * that need the connection or the picture's bytes are ingest's.
 *
 * Pure.
 */

#include "rules/drafts.h"
#include "rules/lockout.h"
#include "rules/nonces.h"
#include "rules/steps.h"
#include "rules/submission.h"
#include "rules/window.h"

enum admission_code { /* in the order of the checks */
                      ADMISSION_OK,
                      ADMISSION_STEPS_MISSING,     /* 409; missing[]          */
                      ADMISSION_WINDOW_CLOSED,     /* 403; opens_at           */
                      ADMISSION_NOT_IN_RECAPTURE,  /* 409                     */
                      ADMISSION_ALREADY_SUBMITTED, /* 409                     */
                      ADMISSION_LOCKED,            /* 423; reason, until      */
                      ADMISSION_COOLING_OFF,       /* 429; until, Retry-After */
                      ADMISSION_DRAFTS_FULL,       /* 409; deletable_at       */
                      ADMISSION_SHOT_IN_PROGRESS,  /* 409                     */
                      ADMISSION_NONCE_INVALID,     /* 422                     */
                      ADMISSION_EVIDENCE_MISSING,  /* 422                     */
                      ADMISSION_CODES,
};

struct admission {
    const struct steps *steps;
    const struct schedule *schedule;
    struct window_who who;
    enum submission_state submission; /* of the current one, or NONE */
    const struct lockout *lockout;
    const struct drafts *drafts;
    bool shot_in_progress; /* x:<uid> is taken */
    const struct nonces *nonces;
    const uint8_t *given_sha256; /* of the nonce that came; NULL: none came */
    bool evidence_required, evidence_given; /* R16 */
    const struct policy *policy;
    int64_t now_ms;
};

struct admission_verdict {
    enum admission_code code;
    int64_t until_ms; /* opens_at, until or deletable_at; 0: never */
    struct lock lock; /* ADMISSION_LOCKED */
};

struct admission_verdict admission_judge(const struct admission *a);

/* HTTP status and stable code ("steps_missing"); 0 and "ok" for OK. */
unsigned admission_status(enum admission_code code);
const char *admission_name(enum admission_code code);

#endif
