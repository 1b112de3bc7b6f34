#include "ingest/feed.h"

#include "core/check.h"

#include <stdlib.h>
#include <string.h>

enum { CHAINS = 1024 };

struct feed {
    struct feed_listener *chains[CHAINS];
};

struct feed *feed_new(void)
{
    return must_alloc(sizeof(struct feed));
}

void feed_free(struct feed *f)
{
    free(f);
}

/* FNV-1a: keys are our own ids, nobody chooses them. */
static struct feed_listener **chain_of(struct feed *f, struct bytes key)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ key.at[i]) * 16777619u;
    return &f->chains[hash % CHAINS];
}

void feed_listen(struct feed *f, struct feed_listener *l)
{
    struct feed_listener **chain = chain_of(f, bytes_of_text(l->key));

    CHECK(!l->at);
    l->next = *chain;
    l->at = chain;
    if (l->next)
        l->next->at = &l->next;
    *chain = l;
}

void feed_leave(struct feed_listener *l)
{
    if (!l->at)
        return;
    *l->at = l->next;
    if (l->next)
        l->next->at = l->at;
    l->at = NULL;
}

void feed_tell(struct feed *f, struct bytes key)
{
    /* A marker behind the one that is called stays right whoever leaves. */
    struct feed_listener marker = {.key = ""};
    struct feed_listener *l = *chain_of(f, key);

    while (l) {
        marker.next = l->next;
        marker.at = &l->next;
        if (marker.next)
            marker.next->at = &marker.next;
        l->next = &marker;
        if (l->fn && bytes_equal(bytes_of_text(l->key), key))
            l->fn(l->ctx);
        l = marker.next;
        feed_leave(&marker);
    }
}
