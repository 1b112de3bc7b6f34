#ifndef NET_HTTP_CLIENT_H
#define NET_HTTP_CLIENT_H

/*
 * http_client - one HTTP or HTTPS request at a time, blocking, with limits.
 *
 * For the compute children of pay, notify and relay, which do one job at a
 * time, and for the sandbox.  Never for a process with an event loop.
 *
 * Limits   every request has a time limit, every answer a greatest size.
 * Never    redirects, cookies, proxies from the environment, other schemes,
 *          TLS before 1.2.
 * Errors   0 is "an answer came", whatever its status; negative errno is "no
 *          usable answer came": -ETIMEDOUT, -ECONNREFUSED, -EHOSTUNREACH (no
 *          such name), -ECONNRESET, -EMSGSIZE (answer too big), -EACCES (TLS:
 *          not who we expect, or we are not welcome), -EINVAL (bad URL, or a
 *          header with a line break), -EPROTO.
 */

#include "core/bytes.h"

#include <stdbool.h>
#include <stdint.h>

#define HTTP_ANSWER_HEADERS_MAX 16384
#define HTTP_REQUEST_HEADERS_MAX 16

struct http_client_config {
    int64_t connect_ms;    /* to be connected, > 0                         */
    int64_t total_ms;      /* from the call to the answer's last byte, > 0 */
    const char *ca_file;   /* PEM; NULL: the system's authorities          */
    const char *cert_file; /* our certificate, PEM; NULL: none             */
    const char *key_file;  /* its key, PEM; NULL: none                     */
};

struct http_client; /* keeps its connections between requests */

/* Copies cfg.  0 or -ENOMEM. */
int http_client_new(const struct http_client_config *cfg,
                    struct http_client **ret)
    __attribute__((warn_unused_result));
struct http_client *http_client_free(struct http_client *client); /* NULL */
void http_client_freep(struct http_client **client);

struct http_request {
    const char *method; /* "GET", "POST", "PUT", ... */
    const char *url;    /* http:// or https://       */
    /* "Name: value" without a line end, as sent; none after the first NULL */
    const char *headers[HTTP_REQUEST_HEADERS_MAX];
    struct bytes body; /* sent if it is not empty or the method is no GET */
    size_t answer_max; /* of the body, > 0 */
    /* On a connection of its own.  On one that was kept, a request that the
     * other side hung up on is sent once more behind the caller's back. */
    bool is_fresh;
};

struct http_answer {
    int status; /* 100..599 */
    struct buf body;
    struct buf headers; /* "name: value" and NUL, one after the other */
};

#define HTTP_ANSWER_INIT ((struct http_answer){0})

/* *ret is written on success only; then end it with http_answer_done(). */
int http_client_send(struct http_client *client,
                     const struct http_request *request,
                     struct http_answer *ret)
    __attribute__((warn_unused_result));

/* Bytes of the last request's body that were given to the network, also when no
 * answer came: with fewer than all of them it cannot have arrived whole. */
size_t http_client_sent(const struct http_client *client);

/* Value of the first header of that name (any case), without the spaces
 * around it; NULL if there is none.  Valid as long as the answer. */
const char *http_answer_header(const struct http_answer *answer,
                               const char *name);

/* Frees what the answer holds; may be called twice. */
void http_answer_done(struct http_answer *answer);

#endif
