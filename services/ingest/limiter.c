#include "ingest/limiter.h"

#include "core/check.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 16384, PROBES = 8 };

/* level counts in units of one event: it leaks most / period_ms a ms. */
struct bucket {
    uint64_t key; /* hash; 0: free */
    int64_t at_ms;
    double level; /* at at_ms */
};

struct limiter {
    uint8_t hash_key[crypto_shorthash_KEYBYTES];
    double most;
    double leak_per_ms;
    struct bucket buckets[BUCKETS];
};

struct limiter *limiter_new(int64_t most, int64_t period_ms)
{
    struct limiter *l = must_alloc(sizeof *l);

    CHECK(most > 0 && period_ms > 0);
    randombytes_buf(l->hash_key, sizeof l->hash_key);
    l->most = (double)most;
    l->leak_per_ms = l->most / (double)period_ms;
    return l;
}

void limiter_free(struct limiter *l)
{
    free(l);
}

static uint64_t hash_of(const struct limiter *l, const char *key)
{
    uint64_t hash;

    (void)crypto_shorthash((uint8_t *)&hash, (const uint8_t *)key, strlen(key),
                           l->hash_key);
    return hash ? hash : 1;
}

static double level_at(const struct limiter *l, const struct bucket *b,
                       int64_t now_ms)
{
    double level = b->level - (double)(now_ms - b->at_ms) * l->leak_per_ms;

    return b->key && level > 0 ? level : 0;
}

static size_t place(uint64_t hash, size_t probe)
{
    return (size_t)(hash + probe) % BUCKETS;
}

void limiter_add(struct limiter *l, const char *key, int64_t now_ms)
{
    uint64_t hash = hash_of(l, key);
    struct bucket *best = &l->buckets[place(hash, 0)];
    double level;

    for (size_t i = 0; i < PROBES; i++) {
        struct bucket *b = &l->buckets[place(hash, i)];

        if (b->key == hash) {
            best = b;
            break;
        }
        if (level_at(l, b, now_ms) < level_at(l, best, now_ms))
            best = b;
    }
    level = best->key == hash ? level_at(l, best, now_ms) : 0;
    *best = (struct bucket){hash, now_ms, level + 1};
}

int64_t limiter_wait_ms(const struct limiter *l, const char *key,
                        int64_t now_ms)
{
    uint64_t hash = hash_of(l, key);

    for (size_t i = 0; i < PROBES; i++) {
        const struct bucket *b = &l->buckets[place(hash, i)];
        double over;

        if (b->key != hash)
            continue;
        over = level_at(l, b, now_ms) + 1 - l->most;
        /* A rounding error below one event is no reason to wait. */
        return over < 1e-6 ? 0 : (int64_t)(over / l->leak_per_ms) + 1;
    }
    return 0;
}
