#include "ingest/listing.h"

#include <stdio.h>
#include <stdlib.h>

static void listing_free(void *own)
{
    struct listing *l = own;

    json_decref(l->items);
    free(l);
}

void listing_begin(struct call *c, struct listing *l)
{
    l->n = l->at = 0;
    l->items = json_array();
    call_set_own(c, l, listing_free);
}

void listing_add(struct listing *l, struct bytes id)
{
    if (id.len < LISTING_ID_SIZE && l->n < LISTING_MAX)
        (void)snprintf(l->ids[l->n++], LISTING_ID_SIZE, "%.*s", (int)id.len,
                       (const char *)id.at);
}

void listing_take(struct listing *l, const struct redis_reply *reply)
{
    for (size_t i = 0; i < redis_reply_count(reply); i++)
        listing_add(l, redis_reply_bytes(redis_reply_at(reply, i)));
}
