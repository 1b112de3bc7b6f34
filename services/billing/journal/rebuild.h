#ifndef BILLING_JOURNAL_REBUILD_H
#define BILLING_JOURNAL_REBUILD_H

/*
 * rebuild - the orders as they must be, from the events of the journal: the
 * last line about an order tells all of it.  Pure.
 *
 * Source   domain.md R28.
 */

#include "billing/journal/event.h"

struct rebuild; /* orders by number */

struct rebuild *rebuild_new(void);
struct rebuild *rebuild_free(struct rebuild *rebuild); /* NULL */
void rebuild_freep(struct rebuild **rebuild);

/* One more event, in the journal's order; a verify_request.each whose ctx is
 * the struct rebuild. */
void rebuild_add(void *rebuild, const struct event *event);

/* Calls each(ctx, orders, n) for every student: the latest event of each of
 * his orders, the oldest order first.  Borrowed for the call. */
void rebuild_students(struct rebuild *rebuild,
                      void (*each)(void *ctx, const struct event *orders,
                                   size_t n),
                      void *ctx);

#endif
