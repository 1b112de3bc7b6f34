#ifndef RELAY_CHAIN_H
#define RELAY_CHAIN_H

/*
 * chain - the signed receipt of a photo, from capture to acceptance
 * (docs/receipt.md): five links, each with the hash of the one before, and one
 * SM2 signature over the last.  Whoever has our public key can verify it
 * without us.  Pure.
 */

#include "model/student.h"
#include "proof/signature.h"

#include <jansson.h>

enum { CHAIN_SHA256_HEX = 65 };

/* The document of a student whose photo was sent, and accepted by this receipt
 * of the registry (JSON); a new reference in *ret.  0; -EBADMSG when that is no
 * such receipt; -EIO. */
int chain_make(const struct student *s, const char *receipt,
               const struct signature_key *key, json_t **ret)
    __attribute__((warn_unused_result));

/* What a document is held against. */
struct chain_evidence {
    const struct signature_keys *keys; /* ours */
    const struct signature_keys
        *registry; /* n 0: its signature is not judged */
    const char *photo_sha256, *original_sha256; /* hex; NULL: not at hand */
};

struct chain_verdict {
    const char *broken; /* the first link that does not hold, "format" or
                           "signature"; NULL: everything holds */
    const char *why;
};

/* Anything may be in the document; it is only read. */
struct chain_verdict chain_verify(const json_t *document,
                                  const struct chain_evidence *evidence);

#endif
