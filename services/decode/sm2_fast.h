#ifndef DECODE_SM2_FAST_H
#define DECODE_SM2_FAST_H

/*
 * sm2_fast - SM2 verification for a key that is used all day: the generator's
 * and the key's multiples are kept, so that a signature costs about a hundred
 * point additions instead of 256 doublings and their additions.
 *
 * All values are public, so the time may depend on them.  The point arithmetic
 * is OpenSSL's.  Making one takes some 50 ms and a megabyte.
 */

#include "core/bytes.h"

struct sm2_fast;

/* point: the public key, 04 || x || y.  NULL if it is none, or no memory. */
struct sm2_fast *sm2_fast_new(struct bytes point);
void sm2_fast_free(struct sm2_fast *fast);

/* As sm2_verify of sm2.h. */
bool sm2_fast_verify(struct sm2_fast *fast, struct bytes msg,
                     struct bytes signature)
    __attribute__((warn_unused_result));

#endif
