#ifndef DECODE_KEYRING_H
#define DECODE_KEYRING_H

/*
 * keyring - the collector's private keys and the registries' public keys, a
 * few of each (rotation), found by the id that a code names.
 */

#include "decode/sm2.h"

struct keyring;

struct keyring *keyring_new(void);
void keyring_free(struct keyring *ring);

/* Adds a PEM file.  0; -EINVAL if it holds no such key; -ENOSPC; -errno. */
int keyring_add(struct keyring *ring, enum sm2_role role, const char *path)
    __attribute__((warn_unused_result));

/* Adds every file of a comma list; the first failure ends it. */
int keyring_add_list(struct keyring *ring, enum sm2_role role,
                     const char *paths) __attribute__((warn_unused_result));

/* The key of that role with that id of SM2_KEY_ID_SIZE bytes, or NULL. */
struct sm2_key *keyring_find(const struct keyring *ring, enum sm2_role role,
                             struct bytes id);

/* How many of that role there are. */
size_t keyring_count(const struct keyring *ring, enum sm2_role role);

#endif
