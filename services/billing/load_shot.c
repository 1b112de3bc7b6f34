#include "billing/load.h"

#include "core/cleanup.h"
#include "core/text.h"
#include "proto/pipeline.pb-c.h"

#include <errno.h>
#include <string.h>

/* What the ledger keeps of a shot that is over, for a day (dispatch/ledger). */
enum { KIND, UID, ADMITTED, END, RESULT, BLOBS, FIELDS };

static bool is_text(const struct redis_reply *reply, size_t i, const char *text)
{
    return bytes_equal(redis_reply_bytes(redis_reply_at(reply, i)),
                       bytes_of_text(text));
}

static void take_photo(const Tucai__V1__Blobs *blobs, const char *name,
                       struct photo_ref *ret)
{
    for (size_t i = 0; i < blobs->n_blobs; i++) {
        const Tucai__V1__Blob *b = blobs->blobs[i];

        if (strcmp(b->name, name) != 0 ||
            b->wrapped_key.len != sizeof ret->wrapped_key ||
            b->sha256.len != sizeof ret->sha256 ||
            strlen(b->location) >= sizeof ret->location)
            continue;
        text_copy(ret->location, sizeof ret->location, b->location);
        memcpy(ret->wrapped_key, b->wrapped_key.data, sizeof ret->wrapped_key);
        memcpy(ret->sha256, b->sha256.data, sizeof ret->sha256);
        ret->size = b->size;
    }
}

static void read_blobs(struct bytes packed, struct shot_record *ret)
{
    Tucai__V1__Blobs *blobs =
        tucai__v1__blobs__unpack(NULL, packed.len, packed.at);

    if (!blobs)
        return;
    take_photo(blobs, "photo", &ret->original);
    take_photo(blobs, "preview", &ret->preview);
    tucai__v1__blobs__free_unpacked(blobs, NULL);
}

/* A ShotResult; only that of a damaged file, which qc itself ends, is a
 * ShotVerdict alone. */
static int read_result(struct load *load, struct bytes packed, bool is_rejected)
{
    struct shot_record *shot = &load->scene.shot;

    if (is_rejected)
        return 0;
    load->shot_result =
        tucai__v1__shot_result__unpack(NULL, packed.len, packed.at);
    if (!load->shot_result)
        return -EBADMSG;
    shot->verdict = load->shot_result->verdict;
    return 0;
}

static int64_t number_of(const struct redis_reply *reply, size_t i)
{
    return redis_reply_int(redis_reply_at(reply, i));
}

int load_shot(struct load *load, const char *shot_id)
{
    _cleanup_(redis_reply_freep) struct redis_reply *reply = NULL;
    struct shot_record *shot = &load->scene.shot;
    char key[KEY_SIZE];
    const char *const words[] = {"HMGET", key, "k", "u", "t", "z", "r", "b"};
    int r;

    if (!key_of("j", shot_id, key))
        return 0;
    r = redis_ask(load->billing->redis, words, 2 + FIELDS, &reply);
    if (r < 0 || redis_reply_count(reply) != FIELDS)
        return r;
    shot->is_his = is_text(reply, KIND, "shot") &&
                   is_text(reply, UID, load->student->uid) &&
                   strncmp(shot_id, "again:", strlen("again:")) != 0;
    shot->is_over = !redis_reply_is_nil(redis_reply_at(reply, END));
    if (!shot->is_his || !shot->is_over || is_text(reply, END, "dead"))
        return 0;
    shot->admitted_ms = number_of(reply, ADMITTED);
    read_blobs(redis_reply_bytes(redis_reply_at(reply, BLOBS)), shot);
    return read_result(load, redis_reply_bytes(redis_reply_at(reply, RESULT)),
                       is_text(reply, END, "rejected"));
}
