#ifndef NET_SEAL_H
#define NET_SEAL_H

/*
 * seal - short texts that must not rest in plain: phone numbers, openids,
 * messages (domain.md R44).
 *
 * Keys      two keys are derived from the master key (HMAC-SHA256 with a label
 *           of its own), so that no key serves two ends: one seals
 *           (AES-256-GCM, a random nonce for each text), one makes the hash by
 *           which two sealed texts can be told to be the same.
 * Form      12 bytes nonce | ciphertext | 16 bytes tag
 * Errors    0, SEAL_DAMAGED for what was not sealed with this master key, or
 *           -EIO when the cipher library fails, -EMSGSIZE beyond SEAL_TEXT_MAX.
 */

#include "net/blob.h"

#define SEAL_TEXT_MAX 1024
#define SEAL_EXTRA_BYTES 28 /* nonce and tag */
#define SEAL_HASH_BYTES 32

enum seal_refusal {
    SEAL_DAMAGED = 1,
};

/* Appends the sealed form. */
int seal_text(const struct blob_key *master, struct bytes text, struct buf *ret)
    __attribute__((warn_unused_result));

/* Appends the plain text; ret is untouched when anything is wrong. */
int seal_open(const struct blob_key *master, struct bytes sealed,
              struct buf *ret) __attribute__((warn_unused_result));

/* The same text has the same hash; without the master key nobody can try
 * texts, of which there may be few (phone numbers). */
int seal_hash(const struct blob_key *master, struct bytes text,
              uint8_t ret[SEAL_HASH_BYTES]) __attribute__((warn_unused_result));

#endif
