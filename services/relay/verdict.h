#ifndef RELAY_VERDICT_H
#define RELAY_VERDICT_H

/*
 * verdict - what to do next after the registry's answer or silence
 * (docs/registry-protocol.md, sections 6 to 8).  Pure.
 */

#include <stdint.h>

enum verdict_step {
    VERDICT_READ,  /* the answer is the batch's document               */
    VERDICT_SEND,  /* asked: it does not know the batch                */
    VERDICT_LATER, /* ask again after a pause; nothing is lost         */
    VERDICT_STOP,  /* only a person can help: the batch is put aside   */
};

struct verdict {
    enum verdict_step step;
    const char *reason; /* for the log and the dead letter; never NULL */
};

/*
 * status   of the answer; negative errno when none came.
 * code     the error document's `error`, "" if there is none.
 */
struct verdict verdict_of_get(int status, const char *code);
struct verdict verdict_of_post(int status, const char *code);

enum {
    VERDICT_PAUSE_FIRST_MS = 1000,
    VERDICT_PAUSE_MAX_MS = 300000,
    VERDICT_RETRY_AFTER_MAX_S = 3600,
};

/*
 * Pause before the next attempt after `waits` of them: 1 s doubled each time
 * up to 5 min, +-25 % by chance (0..65535), never shorter than retry_after (a
 * header's text; NULL or nonsense counts as none).
 */
int64_t verdict_pause_ms(unsigned waits, uint16_t chance,
                         const char *retry_after);

#endif
