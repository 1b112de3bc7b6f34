#ifndef NET_MULTIPART_H
#define NET_MULTIPART_H

/*
 * multipart - multipart/form-data (RFC 7578) in pieces: names and contents
 * come out as they come in; nothing but a part's headers is kept.
 *
 * Errors   a malformed body is for good: every later call says so again.
 */

#include "core/bytes.h"

#include <stdbool.h>

#define MULTIPART_NAME_SIZE 64
#define MULTIPART_TYPE_SIZE 64

struct multipart;

struct multipart_part {
    char name[MULTIPART_NAME_SIZE]; /* of the form field */
    char type[MULTIPART_TYPE_SIZE]; /* Content-Type, lower case; may be "" */
};

struct multipart_handlers {
    void (*begin)(void *ctx, const struct multipart_part *part);
    void (*data)(void *ctx, struct bytes piece);
    void (*end)(void *ctx);
    void *ctx;
};

/* content_type is the request's header; -EINVAL when it is not
 * multipart/form-data with a boundary of 1 to 70 characters. */
int multipart_new(const char *content_type,
                  const struct multipart_handlers *handlers,
                  struct multipart **ret) __attribute__((warn_unused_result));
void multipart_free(struct multipart *m); /* NULL is fine */

/* Handlers are called before it returns.  -EINVAL: malformed. */
int multipart_feed(struct multipart *m, struct bytes piece)
    __attribute__((warn_unused_result));

/* The closing boundary has come. */
bool multipart_is_complete(const struct multipart *m);

#endif
