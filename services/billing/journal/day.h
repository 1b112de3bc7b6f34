#ifndef BILLING_JOURNAL_DAY_H
#define BILLING_JOURNAL_DAY_H

/*
 * day - the signature under a day of the journal: SM2 over its date, its last
 * number and its last digest, which stands for every line up to there.
 *
 * Errors   0 or a negative errno.
 */

#include "billing/journal/event.h"
#include "proof/signature.h"

struct day_end {
    int64_t local_day;
    int64_t seq;            /* of its last line */
    char digest[CHAIN_HEX]; /* of its last line */
};

/* Signs a day that is over; one that is signed already stays as it is. */
int day_sign(int folder, const struct signature_key *key,
             const struct day_end *end) __attribute__((warn_unused_result));

enum day_verdict { DAY_SIGNED, DAY_UNSIGNED, DAY_FORGED };

/* Is there a signature by one of the keys, and does it fit? */
int day_verify(int folder, const struct signature_keys *keys,
               const struct day_end *end, enum day_verdict *ret)
    __attribute__((warn_unused_result));

#endif
