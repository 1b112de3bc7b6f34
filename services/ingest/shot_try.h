#ifndef INGEST_SHOT_TRY_H
#define INGEST_SHOT_TRY_H

/*
 * shot_try - what a shot brings that its judgement depends on.
 */

#include <stdbool.h>
#include <stdint.h>

struct shot_try {
    bool is_dry_run;
    bool has_nonce; /* false: it comes with the form, and is not judged yet */
    uint8_t nonce_sha256[32];
    bool has_frames;
};

#endif
