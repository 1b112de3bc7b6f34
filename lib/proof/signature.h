#ifndef PROOF_SIGNATURE_H
#define PROOF_SIGNATURE_H

/*
 * signature - SM2 with SM3 as docs/registry-protocol.md section 2 wants it:
 * our own key signs manifests and the days of the money journal, the
 * registry's keys verify receipts.
 */

#include "core/bytes.h"

#include <stddef.h>

enum {
    SIGNATURE_BYTES = 64,      /* r || s */
    SIGNATURE_KEY_ID_HEX = 17, /* of 8 bytes, with the NUL */
    SIGNATURE_HEX = 2 * SIGNATURE_BYTES + 1,
    SIGNATURE_KEYS_MAX = 8,
};

struct signature_key;

/* A PEM file with an SM2 key: -EINVAL if it holds none, or -errno. */
int signature_key_load_private(const char *path, struct signature_key **ret)
    __attribute__((warn_unused_result));
int signature_key_load_public(const char *path, struct signature_key **ret)
    __attribute__((warn_unused_result));
void signature_key_free(struct signature_key *key);
void signature_key_freep(struct signature_key **key);

/* First 8 bytes of SM3(04 || x || y) in hex; valid as long as the key. */
const char *signature_key_id(const struct signature_key *key);

/* Hex of the signature, SIGNATURE_HEX bytes with the NUL.  0 or -EIO. */
int signature_make(const struct signature_key *key, struct bytes msg, char *ret)
    __attribute__((warn_unused_result));

/* The keys that something may be signed with. */
struct signature_keys {
    size_t n;
    struct signature_key *at[SIGNATURE_KEYS_MAX];
};

/* Comma list of PEM files: -E2BIG for more than SIGNATURE_KEYS_MAX. */
int signature_keys_load(const char *paths, struct signature_keys *ret)
    __attribute__((warn_unused_result));
void signature_keys_done(struct signature_keys *keys);

/* Is this hex text a signature over msg by the key of that id? */
bool signature_holds(const struct signature_keys *keys, const char *key_id,
                     struct bytes msg, const char *signature);

#endif
