#ifndef SANDBOX_STORE_H
#define SANDBOX_STORE_H

/*
 * store - JSON documents in folders, one file each, so that a sandbox that is
 * started again still knows its orders.
 */

#include <jansson.h>
#include <stdbool.h>

#define STORE_PATH_SIZE 512

/* kind: a folder's name of ours ("orders"); id: from outside, so it is
 * refused (NULL, -EINVAL) unless it is 1..64 of 0-9 A-Z a-z _ - */
bool store_is_id(const char *id);

/* A new reference, NULL if there is none. */
json_t *store_get(const char *root, const char *kind, const char *id);

/* Borrows the document; it is there whole or not at all.  0 or -errno. */
int store_put(const char *root, const char *kind, const char *id,
              const json_t *document) __attribute__((warn_unused_result));

/* Calls each(ctx, id, document) for every document of a kind. */
void store_each(const char *root, const char *kind,
                void (*each)(void *ctx, const char *id, json_t *document),
                void *ctx);

#endif
