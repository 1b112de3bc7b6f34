#ifndef INGEST_WAITING_H
#define INGEST_WAITING_H

/*
 * waiting - a call that looks again whenever there may be news: it was told
 * so, or some time has passed (a message can be lost).
 */

#include "ingest/call.h"
#include "ingest/feed.h"

struct waiting;

/* Calls look(c) for news of either key (borrowed, may be NULL), every every_ms
 * and when the process stops, never from inside this call, until
 * waiting_free().  It is freed by its owner before the call goes. */
struct waiting *waiting_new(struct call *c, const char *key,
                            const char *other_key, int64_t every_ms,
                            call_fn *look);
void waiting_free(struct waiting *w); /* NULL is fine */

#endif
