#ifndef SANDBOX_REGISTRY_WIRE_H
#define SANDBOX_REGISTRY_WIRE_H

/*
 * registry_wire - a batch as it came over the wire, checked in the order of
 * docs/registry-protocol.md section 4, and receipts as they are signed.
 *
 * Written from that page, apart from services/relay, so that a mistake there
 * is not repeated here by sharing code.
 */

#include "core/bytes.h"

#include <jansson.h>
#include <openssl/types.h>
#include <stdbool.h>

/* A refusal of section 7; NULL stands for none. */
struct registry_error {
    int status;
    const char *code;
    const char *message;
};

struct registry_photo {
    const char *submission_id, *student_uid, *sha256; /* of the manifest */
    struct bytes jpeg;                                /* of the body     */
};

struct registry_batch {
    const char *batch_id;
    char manifest_sha256[65];
    size_t n_photos;
    struct registry_photo *photos;
    json_t *manifest;
};

/*
 * sender: the public key whose signature counts.  On success *ret is filled
 * and borrows from body; end it with registry_batch_done().
 */
const struct registry_error *registry_read(struct bytes body, const char *key,
                                           EVP_PKEY *sender,
                                           struct registry_batch *ret);
void registry_batch_done(struct registry_batch *batch);

/* 1-64 characters of A-Z a-z 0-9 . _ : - */
bool registry_is_id(const char *text);

/* A signed receipt for one photo; a new reference, NULL if it cannot be
 * signed.  reason "": accepted. */
struct registry_receipt {
    const char *reason;
    const char *receipt_no;
    int64_t at_ms;
};
json_t *registry_receipt(const struct registry_batch *batch, size_t i,
                         const struct registry_receipt *facts, EVP_PKEY *key);

#endif
