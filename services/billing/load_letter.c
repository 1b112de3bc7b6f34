#include "billing/load.h"

#include "core/cleanup.h"

#include <stdio.h>

static void take(const struct redis_reply *reply, size_t i, char ret[16])
{
    struct bytes b = redis_reply_bytes(redis_reply_at(reply, i));

    (void)snprintf(ret, 16, "%.*s", (int)b.len, (const char *)b.at);
}

/* What the ledger keeps of it (dispatch/ledger). */
int load_letter(struct load *load, const char *job_id)
{
    _cleanup_(redis_reply_freep) struct redis_reply *reply = NULL;
    struct dead_letter *to = &load->scene.letter;
    char key[KEY_SIZE];
    const char *const words[] = {"HMGET", key, "z", "k", "s"};
    int r;

    if (!key_of("j", job_id, key))
        return 0;
    r = redis_ask(load->billing->redis, words, 5, &reply);
    if (r < 0)
        return r;
    to->is_dead = bytes_equal(redis_reply_bytes(redis_reply_at(reply, 0)),
                              bytes_of_text("dead"));
    take(reply, 1, to->kind);
    take(reply, 2, to->stage);
    return 0;
}
