#ifndef RELAY_VERDICT_H
#define RELAY_VERDICT_H

/*
 * verdict - what to do next after the registry's answer or silence
 * (docs/registry-protocol.md, sections 6 to 8).  Pure.
 */

#include <stdbool.h>
#include <stdint.h>

enum verdict_step {
    VERDICT_READ,      /* the answer is the batch's document               */
    VERDICT_SEND,      /* asked: it does not know the batch                */
    VERDICT_CANNOT,    /* asked: it does not answer such questions         */
    VERDICT_LATER,     /* again after a pause; nothing is lost             */
    VERDICT_STOP,      /* only a person can help: the batch is put aside   */
    VERDICT_UNCERTAIN, /* a person has to ask whether it is there       */
};

struct verdict {
    enum verdict_step step;
    const char *reason; /* for the log and the dead letter; never NULL */
    bool may_be_there;  /* after a POST: it arrived, or nobody knows   */
};

/*
 * status   of the answer; negative errno when none came.
 * code     the error document's `error`, "" if there is none.
 * is_sent  all of the body was given to the network.
 */
struct verdict verdict_of_get(int status, const char *code);
struct verdict verdict_of_post(int status, const char *code, bool is_sent);

/* What a registry can do, by configuration. */
struct verdict_registry {
    bool asks;         /* it can be asked for a batch's state            */
    bool deduplicates; /* the same batch sent twice is judged once       */
    int64_t settle_ms; /* what it does not know so long after a POST will
                          not arrive any more                            */
};

/*
 * Before a POST (section 6).  asked: VERDICT_SEND when the registry has said
 * that it does not know the batch, else VERDICT_CANNOT.  posted_ms_ago: age of
 * a POST that may have arrived, negative if there is none.
 */
struct verdict verdict_before_post(const struct verdict_registry *registry,
                                   enum verdict_step asked,
                                   int64_t posted_ms_ago);

/* The same after a POST that brought no receipts: who can neither ask nor send
 * again has to leave it to a person. */
struct verdict verdict_without_receipts(const struct verdict_registry *registry,
                                        struct verdict after_post);

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
