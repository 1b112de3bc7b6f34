#ifndef RULES_NONCES_H
#define RULES_NONCES_H

/*
 * nonces - the one-time nonces of captures that were given and not used
 * (domain.md R10).  A page that was loaded twice, or a second tab, has one of
 * its own: a newer one takes nothing from an older one's five minutes.
 *
 * Pure.  Kept as their SHA-256, so that nobody who reads the state can use one.
 */

#include <stddef.h>
#include <stdint.h>

enum { NONCES_MAX = 8, NONCE_SHA256_BYTES = 32 };

struct nonce {
    uint8_t sha256[NONCE_SHA256_BYTES];
    int64_t expires_ms;
    char challenge[16]; /* none, turn_left, turn_right, blink */
};

struct nonces {
    struct nonce at[NONCES_MAX]; /* the oldest first */
    size_t len;
};

/* What has run out makes room, then the oldest; the same one again is one. */
void nonces_add(struct nonces *nonces, const struct nonce *nonce,
                int64_t now_ms);

/* The one that is good at now_ms; NULL if there is none such.  sha256: 32
 * bytes; NULL: nothing was given. */
const struct nonce *nonces_find(const struct nonces *nonces,
                                const uint8_t *sha256, int64_t now_ms);

/* It is used up, if it was there. */
void nonces_use(struct nonces *nonces, const uint8_t *sha256);

#endif
