/* Short texts that a job carries: plain on a link, sealed in the ledger. */
#include "dispatch/dispatch.h"

#include "net/seal.h"
#include "service/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SEALED_MAX = SEAL_TEXT_MAX + SEAL_EXTRA_BYTES };

/* The message frees what it is given, by free(). */
static void give(ProtobufCBinaryData *to, struct buf *from)
{
    free(to->data);
    *to = (ProtobufCBinaryData){from->len, from->at};
    *from = BUF_INIT(SEALED_MAX);
}

int text_open(const struct dispatch *d, Tucai__V1__Blob *blob)
{
    struct buf text = BUF_INIT(SEALED_MAX);
    int r;

    if (!d->has_master)
        return -EACCES;
    r = seal_open(&d->master, wire_view(blob->wrapped_key), &text);
    if (r == 0) {
        blob->size = text.len;
        give(&blob->key, &text);
    }
    buf_done(&text);
    return r > 0 ? -EBADMSG : r;
}

static int seal(const struct dispatch *d, struct bytes text, struct buf *sealed,
                struct buf *hash)
{
    uint8_t *room = buf_room(hash, SEAL_HASH_BYTES);
    int r =
        d->has_master && room ? seal_text(&d->master, text, sealed) : -EACCES;

    if (r == 0)
        r = seal_hash(&d->master, text, room);
    if (r == 0)
        buf_grew(hash, SEAL_HASH_BYTES);
    return r;
}

/* What cannot be sealed is left out: nothing rests in plain. */
static void seal_one(const struct dispatch *d, Tucai__V1__Blob *blob)
{
    struct buf sealed = BUF_INIT(SEALED_MAX);
    struct buf hash = BUF_INIT(SEAL_HASH_BYTES);

    if (seal(d, wire_view(blob->key), &sealed, &hash) == 0) {
        blob->size = blob->key.len;
        give(&blob->wrapped_key, &sealed);
        give(&blob->sha256, &hash);
    }
    buf_done(&sealed);
    buf_done(&hash);
}

static void seal_all(const struct dispatch *d, Tucai__V1__Blob *const *blobs,
                     size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!*blobs[i]->location && blobs[i]->key.len > 0)
            seal_one(d, blobs[i]);
    }
}

void texts_seal(const struct dispatch *d, const Tucai__V1__Done *done)
{
    seal_all(d, done->blobs, done->n_blobs);
    for (size_t i = 0; i < done->n_effects; i++) {
        const Tucai__V1__Admit *child = done->effects[i]->child;

        if (child)
            seal_all(d, child->blobs, child->n_blobs);
    }
}
