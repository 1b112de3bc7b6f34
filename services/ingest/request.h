#ifndef INGEST_REQUEST_H
#define INGEST_REQUEST_H

/*
 * request - what happens to a request before its handler runs: the row of the
 * table, the demand on the system, the session, the body.
 */

struct http_exchange;

/* http_server's handler and its refusals; ctx is the app. */
void request_handle(void *ctx, struct http_exchange *x);
void request_refuse(void *ctx, struct http_exchange *x, unsigned status);

#endif
