#ifndef NET_HTTP_MESSAGE_H
#define NET_HTTP_MESSAGE_H

/*
 * http_message - bytes in, the parts of an HTTP/1 request out; no socket.
 *
 * Wraps http-parser, which is archived upstream: nothing else includes it,
 * and llhttp can take its place here.  On top of its own checks it refuses
 * what different servers read differently: a Transfer-Encoding that is not
 * just "chunked", both lengths at once, spaces before a colon, two Hosts.
 */

#include "core/bytes.h"

#include <stdbool.h>
#include <stdint.h>

struct http_message;

enum http_event {
    HTTP_EVENT_MORE,    /* all input is used up                          */
    HTTP_EVENT_HEAD,    /* the head is complete: the questions below     */
    HTTP_EVENT_BODY,    /* *ret_body is a piece of it, a view into input */
    HTTP_EVENT_END,     /* the message is complete                       */
    HTTP_EVENT_REFUSED, /* for good; http_message_refusal() says why     */
};

/* head_bytes: the most a request line and headers may take together. */
struct http_message *http_message_new(size_t head_bytes);
void http_message_free(struct http_message *m); /* NULL is fine */

/* Uses up some of *in, which it advances, and says what that was. */
enum http_event http_message_next(struct http_message *m, struct bytes *in,
                                  struct bytes *ret_body);

/* Ready for the next message of the connection; call it after END. */
void http_message_reset(struct http_message *m);

/* Has anything of a message come since the last reset? */
bool http_message_begun(const struct http_message *m);

/* The HTTP status that fits the refusal: 400, 414, 431, 501 or 505. */
unsigned http_message_refusal(const struct http_message *m);

/* From HEAD until reset; texts are never NULL but for a missing header. */
const char *http_message_method(const struct http_message *m);
const char *http_message_path(const struct http_message *m);
const char *http_message_query(const struct http_message *m);
const char *http_message_header(const struct http_message *m, const char *name);
int64_t http_message_length(const struct http_message *m); /* -1: chunked */
bool http_message_keeps_alive(const struct http_message *m);
bool http_message_is_http_1_0(const struct http_message *m);
bool http_message_expects_continue(const struct http_message *m);

#endif
