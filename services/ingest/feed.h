#ifndef INGEST_FEED_H
#define INGEST_FEED_H

/*
 * feed - who in this process waits for news of a key (a student's uid, a
 * shot's id)?  News says only "look again": what is new stands in Redis.
 */

#include "core/bytes.h"

struct feed;

/* Told when the process is about to stop. */
#define FEED_STOP "stop"

struct feed *feed_new(void);
void feed_free(struct feed *f); /* NULL is fine; no listener may be left */

/* Embedded in its owner; key is borrowed while it listens. */
struct feed_listener {
    struct feed_listener *next, **at; /* at NULL: listens to nothing */
    const char *key;
    void (*fn)(void *ctx);
    void *ctx;
};

void feed_listen(struct feed *f, struct feed_listener *listener);
void feed_leave(struct feed_listener *listener); /* also when it never did */

/* Calls every listener of the key; they may leave meanwhile. */
void feed_tell(struct feed *f, struct bytes key);

#endif
