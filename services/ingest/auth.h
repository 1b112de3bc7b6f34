#ifndef INGEST_AUTH_H
#define INGEST_AUTH_H

/*
 * auth - who makes this request: a token as `Authorization: Bearer` or in the
 * cookie __Host-tucai, known to Redis by its hash alone.
 *
 * The cookie comes with every request of a browser, whoever made the page, so
 * a call that changes something then needs an Origin that is this host.
 */

#include "ingest/call.h"

#define AUTH_TOKEN_SIZE 65 /* 32 bytes in hex, and the NUL */

/* Finds the session and goes on with `next`, or answers 401, 403 or 503. */
void auth_check(struct call *c, call_fn *next);

void auth_hash(const char *token, uint8_t ret[32]);

/* "__Host-tucai=...": set for that long; 0: taken away. */
#define AUTH_COOKIE_SIZE 192
void auth_cookie(const char *token, int64_t seconds,
                 char ret[AUTH_COOKIE_SIZE]);

#endif
