/* What peers are told. */
#include "dispatch/dispatch.h"

#include "core/cleanup.h"
#include "dispatch/count.h"
#include "service/wire.h"

#include <errno.h>
#include <string.h>

/* Fields of FromDispatch. */
enum {
    F_EPOCH = 1,
    F_NOW_MS,
    F_WHO,
    F_ASSIGN,
    F_ACK,
    F_ADMITTED,
    F_LOAD,
    F_AWAY
};

/* What does not fit is lost like a frame on the way; peers ask again. */
static void say(struct peer *p, unsigned field, const ProtobufCMessage *message)
{
    if (wire_add(&p->out, field, message) < 0)
        count_bad_frame();
}

void outbox_ack(struct peer *p, const char *id, uint64_t token,
                Tucai__V1__Ack__Status status)
{
    Tucai__V1__Ack ack = TUCAI__V1__ACK__INIT;

    ack.id = wire_text(id);
    ack.token = token;
    ack.status = status;
    say(p, F_ACK, &ack.base);
}

static const char *refusal(char letter)
{
    switch (letter) {
    case 'v':
        return "version";
    case 'b':
        return "busy";
    case 'm':
        return "mismatch";
    case 'E':
        return "ledger";
    default:
        return "kind";
    }
}

void outbox_admitted(struct peer *p, const struct op *op,
                     const struct op_end *end)
{
    Tucai__V1__Admitted a = TUCAI__V1__ADMITTED__INIT;

    a.id = wire_text(op->id);
    if (end->letter == '+') {
        a.status = TUCAI__V1__ADMITTED__STATUS__NEW;
    } else if (end->letter == '=') {
        a.status = TUCAI__V1__ADMITTED__STATUS__EXISTS;
    } else if (end->letter == '*') {
        a.status = TUCAI__V1__ADMITTED__STATUS__FINISHED;
        a.state = wire_text(end->state);
        a.result = wire_bytes(end->result);
    } else {
        outbox_refused(p, op->id, refusal(end->letter));
        return;
    }
    say(p, F_ADMITTED, &a.base);
}

void outbox_refused(struct peer *p, const char *id, const char *reason)
{
    Tucai__V1__Admitted a = TUCAI__V1__ADMITTED__INIT;

    a.id = wire_text(id);
    a.status = TUCAI__V1__ADMITTED__STATUS__REFUSED;
    a.reason = wire_text(reason);
    say(p, F_ADMITTED, &a.base);
}

/* ---- assignments ----------------------------------------------------------
 */

/* Storage of what an Assign points to. */
struct grants {
    Tucai__V1__Blob blobs[4];
    Tucai__V1__Blob *list[4];
    char locations[4][BLOB_LOCATION_SIZE];
    struct blob_key keys[4];
    uint8_t wrapped[4][BLOB_WRAPPED_BYTES];
};

static int make_grant(const struct dispatch *d, struct grants *g, unsigned i)
{
    Tucai__V1__Blob *blob = &g->blobs[i];
    int r;

    *blob = (Tucai__V1__Blob)TUCAI__V1__BLOB__INIT;
    blob_location_new(g->locations[i]);
    blob_key_new(&g->keys[i]);
    r = blob_key_wrap(&d->master, &g->keys[i], g->wrapped[i]);
    if (r != 0)
        return -EIO;
    blob->location = g->locations[i];
    blob->key = (ProtobufCBinaryData){BLOB_KEY_BYTES, g->keys[i].bytes};
    blob->wrapped_key =
        (ProtobufCBinaryData){BLOB_WRAPPED_BYTES, g->wrapped[i]};
    g->list[i] = blob;
    return 0;
}

static int add_grants(const struct dispatch *d, int stage, struct grants *g,
                      Tucai__V1__Assign *a)
{
    unsigned n = d->has_master ? STAGE_TABLE[stage].grants : 0;

    for (unsigned i = 0; i < n; i++) {
        int r = make_grant(d, g, i);

        if (r < 0)
            return r;
    }
    a->grants = g->list;
    a->n_grants = n;
    return 0;
}

/* The blob's key, opened, into the message, which frees it. */
static int open_key(const struct dispatch *d, Tucai__V1__Blob *blob)
{
    struct blob_key key;

    if (!d->has_master)
        return -EACCES;
    if (blob_key_unwrap(&d->master, wire_view(blob->wrapped_key), &key) != 0)
        return -EBADMSG;
    free(blob->key.data);
    blob->key.data = malloc(BLOB_KEY_BYTES);
    if (!blob->key.data)
        return -ENOMEM;
    memcpy(blob->key.data, key.bytes, BLOB_KEY_BYTES);
    blob->key.len = BLOB_KEY_BYTES;
    blob_key_forget(&key);
    return 0;
}

/* As far as the stage may read them. */
static int open_all(const struct dispatch *d, const struct claim *claim,
                    const Tucai__V1__Blobs *blobs)
{
    bool reads_texts = STAGE_TABLE[claim->stage].reads_texts;
    bool reads_files = stage_reads(claim->stage, claim->kind);
    int r = 0;

    for (size_t i = 0; i < blobs->n_blobs && r == 0; i++) {
        Tucai__V1__Blob *blob = blobs->blobs[i];

        if (*blob->location)
            r = reads_files ? open_key(d, blob) : 0;
        else
            r = reads_texts ? text_open(d, blob) : 0;
    }
    return r;
}

static void blobs_freep(Tucai__V1__Blobs **blobs)
{
    if (*blobs)
        tucai__v1__blobs__free_unpacked(*blobs, NULL);
}

static void fill_assign(const struct dispatch *d, const struct claim *c,
                        Tucai__V1__Assign *a)
{
    a->id = wire_text(c->id);
    a->token = c->token;
    a->kind = wire_text(c->kind);
    a->stage = wire_text(STAGE_TABLE[c->stage].name);
    a->uid = wire_text(c->uid);
    a->attempt = c->failures + c->crashes + 1;
    a->waits = c->waits;
    a->admitted_ms = c->admitted_ms;
    a->now_ms = ledger_now_ms(d->ledger);
    a->payload = wire_bytes(c->payload);
    a->previous = wire_bytes(c->previous);
}

int outbox_assign(struct dispatch *d, struct peer *p, const struct claim *claim)
{
    _cleanup_(blobs_freep) Tucai__V1__Blobs *blobs =
        tucai__v1__blobs__unpack(NULL, claim->blobs.len, claim->blobs.at);
    Tucai__V1__Assign a = TUCAI__V1__ASSIGN__INIT;
    struct grants grants;
    int r;

    if (!blobs)
        return -EBADMSG;
    fill_assign(d, claim, &a);
    r = open_all(d, claim, blobs);
    if (r == 0)
        r = add_grants(d, claim->stage, &grants, &a);
    if (r < 0)
        return r;
    a.blobs = blobs->blobs;
    a.n_blobs = blobs->n_blobs;
    say(p, F_ASSIGN, &a.base);
    explicit_bzero(&grants, sizeof grants);
    return 0;
}

/* ---- all of them ----------------------------------------------------------
 */

static void say_load(struct peer *p, const struct dispatch *d,
                     const unsigned workers[STAGES])
{
    for (int i = 0; i < STAGES; i++) {
        Tucai__V1__Load load = TUCAI__V1__LOAD__INIT;

        load.stage = wire_text(STAGE_TABLE[i].name);
        load.waiting = (uint64_t)d->stats.stages[i].ready;
        load.oldest_ms = d->stats.stages[i].oldest_ms;
        load.workers = workers[i];
        say(p, F_LOAD, &load.base);
    }
}

void outbox_load(struct dispatch *d)
{
    unsigned workers[STAGES], credit[STAGES];

    peers_count(&d->peers, workers, credit);
    for (size_t i = 0; i < d->peers.n; i++) {
        struct peer *p = d->peers.list[i];

        if (p->is_known && p->stage == STAGE_NONE)
            say_load(p, d, workers);
    }
}

static void flush(struct dispatch *d, struct peer *p)
{
    int64_t now_ms = ledger_now_ms(d->ledger);

    if (p->out.len == 0 && !p->must_answer)
        return;
    if (wire_add_number(&p->out, F_EPOCH, d->epoch) < 0 ||
        (now_ms && wire_add_number(&p->out, F_NOW_MS, (uint64_t)now_ms) < 0) ||
        (!p->is_known && wire_add_number(&p->out, F_WHO, 1) < 0) ||
        (!ledger_is_up(d->ledger) && wire_add_number(&p->out, F_AWAY, 1) < 0))
        count_bad_frame();
    link_send(d->link, (struct bytes){p->name.at, p->name.len},
              buf_view(&p->out));
    p->out.len = 0;
    p->must_answer = false;
}

void outbox_flush(struct dispatch *d)
{
    for (size_t i = 0; i < d->peers.n; i++)
        flush(d, d->peers.list[i]);
}
