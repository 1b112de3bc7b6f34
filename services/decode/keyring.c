#include "decode/keyring.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <errno.h>
#include <string.h>

enum { KEYS_MAX = 64, ROLES = 2 };

struct keyring {
    struct sm2_key *keys[ROLES][KEYS_MAX];
    size_t n[ROLES];
};

struct keyring *keyring_new(void)
{
    return must_alloc(sizeof(struct keyring));
}

void keyring_free(struct keyring *ring)
{
    if (!ring)
        return;
    for (size_t role = 0; role < ROLES; role++) {
        for (size_t i = 0; i < ring->n[role]; i++)
            sm2_key_free(ring->keys[role][i]);
    }
    free(ring);
}

int keyring_add(struct keyring *ring, enum sm2_role role, const char *path)
{
    int r;

    if (ring->n[role] == KEYS_MAX)
        return -ENOSPC;
    r = sm2_key_load(path, role, &ring->keys[role][ring->n[role]]);
    if (r < 0)
        return r;
    ring->n[role]++;
    return 0;
}

int keyring_add_list(struct keyring *ring, enum sm2_role role,
                     const char *paths)
{
    _cleanup_(freep) char *list = must_dup(paths);
    char *rest = list;
    int r = 0;

    for (const char *path = strsep(&rest, ","); path && r == 0;
         path = strsep(&rest, ","))
        r = keyring_add(ring, role, path);
    return r;
}

struct sm2_key *keyring_find(const struct keyring *ring, enum sm2_role role,
                             struct bytes id)
{
    CHECK(id.len == SM2_KEY_ID_SIZE);
    for (size_t i = 0; i < ring->n[role]; i++) {
        struct sm2_key *key = ring->keys[role][i];

        if (memcmp(sm2_key_id(key), id.at, id.len) == 0)
            return key;
    }
    return NULL;
}

size_t keyring_count(const struct keyring *ring, enum sm2_role role)
{
    return ring->n[role];
}
