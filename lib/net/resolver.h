#ifndef NET_RESOLVER_H
#define NET_RESOLVER_H

/*
 * resolver - keeps the addresses behind a list of endpoints fresh.  A name of
 * a scaled service stands for many addresses, and they change.
 */

#include "net/loop.h"

struct resolver;

/* endpoints: comma list of ipc:///path and tcp://host:port.  Looks them up at
 * once and every 2 s; fn is called after every look-up. */
struct resolver *resolver_new(struct loop *loop, const char *endpoints,
                              loop_fn fn, void *ctx);
void resolver_free(struct resolver *r);

/* One address at random, not `avoid` (NULL: none) if there is another; NULL
 * when none is known yet.  Valid until the next look-up. */
const char *resolver_pick(const struct resolver *r, const char *avoid);

#endif
