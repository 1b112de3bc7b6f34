#ifndef NET_BLOB_GCM_H
#define NET_BLOB_GCM_H

/*
 * blob_gcm - AES-256-GCM of one piece of memory, as the blob store uses it.
 *
 * Errors   -EIO when the cipher library itself fails; opening what was not
 *          sealed with this key and nonce is BLOB_DAMAGED.
 */

#include "net/blob.h"

#define BLOB_NONCE_BYTES 12
#define BLOB_TAG_BYTES 16

/* out: plain.len bytes, then the tag; may start where plain does. */
int blob_gcm_seal(const struct blob_key *key,
                  const uint8_t nonce[BLOB_NONCE_BYTES], struct bytes plain,
                  uint8_t *out) __attribute__((warn_unused_result));

/* sealed ends with the tag; out has room for the rest. */
int blob_gcm_open(const struct blob_key *key,
                  const uint8_t nonce[BLOB_NONCE_BYTES], struct bytes sealed,
                  uint8_t *out) __attribute__((warn_unused_result));

#endif
