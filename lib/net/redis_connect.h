#ifndef NET_REDIS_CONNECT_H
#define NET_REDIS_CONNECT_H

/*
 * redis_connect - where Redis is and how to get in; for lib/net/redis*.c only.
 */

#include "net/redis.h"

struct redis_address {
    bool is_unix;
    char host[256]; /* or the socket's path */
    int port;
    char *user;     /* NULL: none */
    char *password; /* NULL: none */
    int64_t timeout_ms;
};

/* Reads the password file.  0, -EINVAL, or a fault of that file. */
int redis_address_init(struct redis_address *ret,
                       const struct redis_options *options)
    __attribute__((warn_unused_result));
void redis_address_done(struct redis_address *a);

/* The words of AUTH into words (room for 3); 0 when none is needed. */
size_t redis_address_auth(const struct redis_address *a, struct bytes *words);

#endif
