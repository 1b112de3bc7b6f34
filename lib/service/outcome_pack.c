/* An outcome as the Done that goes to the parent. */
#include "service/effects.h"

#include "core/check.h"
#include "service/wire.h"

#include <errno.h>

enum { FIELD_DONE_BLOBS = 8, FIELD_DONE_COUNTS = 9 };

static bool commits(const struct outcome *o)
{
    return !o->is_broken && (o->how == TUCAI__V1__OUTCOME__OUTCOME_OK ||
                             o->how == TUCAI__V1__OUTCOME__OUTCOME_REJECT);
}

size_t outcome_files(const struct outcome *o)
{
    return commits(o) ? o->n_files : 0;
}

static int pack_files(const struct outcome *o, struct buf *ret)
{
    for (size_t i = 0; i < o->n_files; i++) {
        Tucai__V1__Blob blob = TUCAI__V1__BLOB__INIT;
        int r;

        blob.name = o->files[i].name;
        blob.size = o->files[i].data.len;
        r = wire_add(ret, FIELD_DONE_BLOBS, &blob.base);
        if (r < 0)
            return r;
    }
    return 0;
}

/* Behind the files: no bytes follow the message for it. */
static int pack_text(const struct outcome *o, struct buf *ret)
{
    Tucai__V1__Blob blob = TUCAI__V1__BLOB__INIT;

    if (!o->text.name)
        return 0;
    blob.name = o->text.name;
    blob.key = wire_bytes(buf_view(&o->text.data));
    return wire_add(ret, FIELD_DONE_BLOBS, &blob.base);
}

static int pack_head(const struct outcome *o, const char *id, uint64_t token,
                     struct buf *ret)
{
    Tucai__V1__Done done = TUCAI__V1__DONE__INIT;
    uint8_t *room;

    done.id = wire_text(id);
    done.token = token;
    done.outcome = o->how;
    done.reason = wire_text(o->reason);
    done.after_ms = o->after_ms;
    done.result = wire_bytes(buf_view(&o->result));
    if (o->is_broken) {
        done.outcome = TUCAI__V1__OUTCOME__OUTCOME_FATAL;
        done.reason = wire_text("outcome over its limits");
    }
    room = buf_room(ret, tucai__v1__done__get_packed_size(&done));
    if (!room)
        return -EMSGSIZE;
    buf_grew(ret, tucai__v1__done__pack(&done, room));
    return 0;
}

static int pack_counts(const struct outcome *o, struct buf *ret)
{
    for (size_t i = 0; i < o->n_counts; i++) {
        Tucai__V1__Count count = TUCAI__V1__COUNT__INIT;
        int r;

        count.counter = o->counts[i].counter;
        count.value = o->counts[i].value;
        r = wire_add(ret, FIELD_DONE_COUNTS, &count.base);
        if (r < 0)
            return r;
    }
    return 0;
}

int outcome_pack(const struct outcome *o, const char *id, uint64_t token,
                 struct buf *ret)
{
    int r = pack_head(o, id, token, ret);

    if (r < 0 || !commits(o))
        return r;
    r = buf_add(ret, o->effects.at, o->effects.len);
    if (r == 0)
        r = pack_files(o, ret);
    if (r == 0)
        r = pack_text(o, ret);
    return r < 0 ? r : pack_counts(o, ret);
}

size_t counts_take(Tucai__V1__Done *done, struct count ret[COUNTS_MAX])
{
    size_t n = done->n_counts < COUNTS_MAX ? done->n_counts : COUNTS_MAX;

    for (size_t i = 0; i < n; i++)
        ret[i] =
            (struct count){done->counts[i]->counter, done->counts[i]->value};
    for (size_t i = 0; i < done->n_counts; i++)
        tucai__v1__count__free_unpacked(done->counts[i], NULL);
    done->n_counts = 0; /* the list itself goes with the message */
    return n;
}
