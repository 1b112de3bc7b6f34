#ifndef INGEST_LISTING_H
#define INGEST_LISTING_H

/*
 * listing - what an index of Redis names, to be read one after the other and
 * answered as items of JSON.
 */

#include "ingest/call.h"
#include "net/redis_async.h"

#define LISTING_MAX 200 /* items of one answer */
#define LISTING_ID_SIZE 72

struct listing {
    char ids[LISTING_MAX][LISTING_ID_SIZE];
    size_t n, at; /* ids; the one whose turn it is */
    json_t *items;
};

/* An empty list as the call's own, freed with it.  l is allocated, alone or as
 * the first member of a structure. */
void listing_begin(struct call *c, struct listing *l);

/* One id; none where it is too long for one, or LISTING_MAX are there. */
void listing_add(struct listing *l, struct bytes id);

/* The ids of a reply, at most LISTING_MAX; what is too long for one is none. */
void listing_take(struct listing *l, const struct redis_reply *reply);

#endif
