#ifndef DISPATCH_LEDGER_REPLY_H
#define DISPATCH_LEDGER_REPLY_H

/*
 * ledger_reply - reads what the script returned (end of ledger/5_turn.lua).
 * Views into the reply; nothing to free.
 */

#include "dispatch/ledger.h"

struct ledger_reply {
    const struct redis_reply *root;
};

/* false: it is not the answer to a turn of n operations. */
bool ledger_reply_open(const struct redis_reply *root, size_t n,
                       struct ledger_reply *ret);

int64_t ledger_reply_now_ms(const struct ledger_reply *reply);
char ledger_reply_letter(const struct ledger_reply *reply, size_t i);

/* Of the i-th operation that ended with '*'. */
void ledger_reply_end(const struct ledger_reply *reply, size_t i,
                      struct op_end *ret);

/* The i-th claim; false when there are no more. */
bool ledger_reply_claim(const struct ledger_reply *reply, size_t i,
                        struct claim *ret);

/* false: the turn did not ask for them. */
bool ledger_reply_stats(const struct ledger_reply *reply,
                        struct ledger_stats *ret);

#endif
