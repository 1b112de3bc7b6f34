#ifndef INGEST_SHOT_STEP_H
#define INGEST_SHOT_STEP_H

/*
 * shot_step - what a call about a shot carries from step to step (shot.h).
 */

#include <stdbool.h>
#include <stdint.h>

struct call;
struct shot_found;

/* What a shot brings that its judgement depends on. */
struct shot_try {
    bool is_dry_run;
    bool has_nonce; /* false: it comes with the form, and is not judged yet */
    uint8_t nonce_sha256[32];
    bool has_frames;
};

struct shot_step {
    struct shot_try attempt;
    unsigned tries; /* at admitting it */
    bool is_repeat; /* that of this Idempotency-Key is there already */
    char id[80];    /* that is looked for */
    bool is_held;   /* a worker has it */
    void (*found)(struct call *c, const struct shot_found *found);
};

#endif
