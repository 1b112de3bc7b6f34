#ifndef RELAY_MANIFEST_H
#define RELAY_MANIFEST_H

/*
 * manifest - the head of a batch as it goes over the wire: one line with the
 * signature, then the JSON that lists the photos
 * (docs/registry-protocol.md, section 3).
 */

#include "proof/signature.h"

#include <stddef.h>
#include <stdint.h>

enum {
    MANIFEST_PHOTOS_MAX = 500,
    MANIFEST_PHOTO_MAX_BYTES = 102400,
    MANIFEST_MAX_BYTES = 524288,
    MANIFEST_LINE_MAX_BYTES = 256,
    MANIFEST_ID_MAX = 64, /* characters of an id on the wire */
};

/* What leaves the house about a student: nothing else does (R32). */
struct manifest_photo {
    const char *submission_id;
    const char *student_uid;
    const char *school_code;
    int64_t graduation_year;
    uint64_t size_bytes;
    uint8_t sha256[32];
};

struct manifest {
    const char *batch_id;
    const char *sender;
    int64_t sealed_ms;
    const struct manifest_photo *photos;
    size_t n_photos;
};

enum manifest_refusal {
    MANIFEST_BAD_COUNT = 1, /* none, or more than MANIFEST_PHOTOS_MAX   */
    MANIFEST_BAD_ID,        /* of the batch, the sender or a photo      */
    MANIFEST_BAD_FACT,      /* school code, year, size                  */
    MANIFEST_TWICE,         /* a submission or a student stands in twice */
};

/*
 * Appends line and manifest to ret_head (its max at least 524,544) and gives
 * the manifest's own SHA-256.  0, a manifest_refusal, or a negative errno.
 */
int manifest_make(const struct manifest *m, const struct signature_key *key,
                  struct buf *ret_head, uint8_t ret_sha256[32])
    __attribute__((warn_unused_result));

/* 1-64 characters of A-Z a-z 0-9 . _ : - */
bool manifest_is_id(const char *text);

#endif
