#include "billing/load.h"

#include "core/cleanup.h"

int load_batch(struct load *load, const char *batch_id)
{
    _cleanup_(redis_reply_freep) struct redis_reply *reply = NULL;
    const char *const words[] = {"ZSCORE", "batch:uncertain", batch_id};
    int r = load_document(load, "batch", batch_id);

    if (r == 0)
        r = redis_ask(load->billing->redis, words, 3, &reply);
    if (r == 0 && redis_reply_is_nil(reply))
        load->scene.document.value = (struct buf){0};
    return r;
}
