#ifndef PROOF_CHAIN_H
#define PROOF_CHAIN_H

/*
 * chain - lines of which each names the digest of the one before it, so that
 * none can be changed, left out or put in without all behind it changing.
 *
 * The digest is SM3 of the whole line without its line end; as the line holds
 * the digest before it, it stands for everything up to there.
 */

#include "core/bytes.h"

enum { CHAIN_HEX = 65 }; /* with the NUL */

/* What the first line names. */
#define CHAIN_START                                                            \
    "0000000000000000000000000000000000000000000000000000000000000000"

void chain_digest(struct bytes line, char ret[CHAIN_HEX]);

#endif
