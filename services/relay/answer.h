#ifndef RELAY_ANSWER_H
#define RELAY_ANSWER_H

/*
 * answer - what the registry says about a batch, believed only as a whole
 * (docs/registry-protocol.md, section 5).
 *
 * Everything in it comes from outside.  It must be about this batch and this
 * manifest, have one receipt per photo in the manifest's order, and every
 * receipt's signature must hold; else nothing of it counts.
 */

#include "core/bytes.h"
#include "proof/signature.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum { ANSWER_MAX_BYTES = 1048576, ANSWER_REASON_MAX = 40 };

/* What we sent, to compare with. */
struct answer_photo {
    const char *submission_id;
    const char *student_uid;
    uint8_t sha256[32];
};

struct answer_wanted {
    const char *batch_id;
    uint8_t manifest_sha256[32];
    const struct answer_photo *photos;
    size_t n_photos;
};

struct receipt {
    bool accepted;
    bool is_signed;     /* by the registry; else a person read its list */
    const char *reason; /* "" when accepted; borrowed from the answer */
    char *record;       /* JSON that proves itself: kept with the student */
};

struct answer {
    bool done;                /* false: still processing, no receipts */
    struct receipt *receipts; /* one per photo wanted */
    size_t n_receipts;
    json_t *document;
};

#define ANSWER_INIT ((struct answer){0})

enum answer_refusal {
    ANSWER_NOT_JSON = 1,
    ANSWER_OTHER_BATCH, /* batch_id or manifest_sha256 is not ours      */
    ANSWER_BAD_STATE,   /* neither done nor processing                  */
    ANSWER_BAD_COUNT,   /* not one receipt per photo                    */
    ANSWER_BAD_RECEIPT, /* another photo, or a member against the limits */
    ANSWER_BAD_SIGNATURE,
};

/* 0, an answer_refusal, or a negative errno.  *ret is written on success
 * only; then end it with answer_done(). */
int answer_read(struct bytes body, const struct answer_wanted *wanted,
                const struct signature_keys *keys, struct answer *ret)
    __attribute__((warn_unused_result));

void answer_done(struct answer *answer);

/* Stable lower-case name for logs: "bad_signature". */
const char *answer_refusal_name(int refusal);

#endif
