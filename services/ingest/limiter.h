#ifndef INGEST_LIMITER_H
#define INGEST_LIMITER_H

/*
 * limiter - how often has this key (an address, a student) done something?
 *
 * A leaky bucket per key, in a table of fixed size: when it is full the
 * emptiest bucket near a key's place makes room.  Per process, so N processes
 * allow up to N times as much.
 */

#include <stdint.h>

struct limiter;

/* `most` at once; all of it is forgiven after period_ms. */
struct limiter *limiter_new(int64_t most, int64_t period_ms);
void limiter_free(struct limiter *l); /* NULL is fine */

/* Counts one. */
void limiter_add(struct limiter *l, const char *key, int64_t now_ms);

/* Milliseconds until one more is allowed; 0: now. */
int64_t limiter_wait_ms(const struct limiter *l, const char *key,
                        int64_t now_ms);

#endif
