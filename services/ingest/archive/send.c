#include "ingest/archive/export.h"

#include "ingest/store.h"
#include "net/loop.h"
#include "service/log.h"

#include <errno.h>

/*
 * A few students at a time: their states out of Redis, their photos in the
 * pool, and nothing more until the client has taken what was made.  So the
 * archive never lies anywhere as a whole, and a client that stops reading
 * stops the reading of files.  An archive that cannot be completed is cut off,
 * which is the only thing that a client sees by then.
 */

enum { STATE_BYTES_MAX = 4 << 20 };

static void next_piece(struct call *c);

static void cut_off(struct call *c, int fault)
{
    log_error("archive_cut", F_INT("fault", fault),
              F_STR("request_id", c->request_id));
    http_answer_break(c->x);
}

/* ---- made, in the pool ---- */

static struct bytes state_of(const struct export *e, size_t i)
{
    return buf_view(&e->found[i]);
}

static void make(void *ctx)
{
    struct export *e = ctx;

    e->r = 0;
    if (e->n_batch == 0)
        e->r = parcel_tail(&e->parcel, &e->is_end);
    for (size_t i = 0; i < e->n_batch && e->r == 0; i++) {
        struct names_of of = roll_at(e->roll, e->at + i);

        e->r = parcel_photo(&e->parcel, &of, state_of(e, i));
    }
}

static void finish(struct call *c)
{
    const struct export *e = c->own;

    log_info("archive_sent", F_STR("school", c->school_code),
             F_INT("photos", (int64_t)e->parcel.n_photos),
             F_INT("left_out", (int64_t)e->parcel.n_left_out),
             F_STR("request_id", c->request_id));
    call_stream_end(c);
}

static void tell_fault(struct call *c)
{
    struct export *e = c->own;

    if (e->parcel.fault != 0)
        log_error("archive_photo", F_INT("fault", e->parcel.fault),
                  F_STR("request_id", c->request_id));
    e->parcel.fault = 0;
}

static void hand_over(struct call *c)
{
    struct export *e = c->own;

    tell_fault(c);
    if (e->r < 0) {
        cut_off(c, e->r);
        return;
    }
    e->at += e->n_batch;
    e->is_waiting = e->parcel.out.len > 0;
    http_answer_add(c->x, buf_view(&e->parcel.out));
    e->parcel.out.len = 0;
    if (!c->x)
        return; /* it was too late */
    if (e->is_end)
        finish(c);
    else if (!e->is_waiting)
        next_piece(c);
}

static void on_made(void *ctx)
{
    struct call *c = ((struct export *)ctx)->c;

    if (c->x)
        hand_over(c);
    call_release(c);
}

static void submit(struct call *c)
{
    call_hold(c);
    loop_submit(c->app->loop, &(struct loop_task){make, on_made, c->own});
}

/* ---- states ---- */

/* They come in the order in which they were asked for. */
static void on_state(struct call *c, const struct redis_reply *reply)
{
    struct export *e = c->own;
    struct buf *found = &e->found[e->n_found++];
    struct bytes value;
    uint64_t version;

    if (!reply) {
        cut_off(c, -ENOTCONN);
        return;
    }
    if (store_versioned(reply, &value, &version) &&
        buf_add(found, value.at, value.len) < 0) {
        cut_off(c, -EMSGSIZE);
        return;
    }
    if (e->n_found == e->n_batch)
        submit(c);
}

static void ask_states(struct call *c)
{
    struct export *e = c->own;
    size_t n = e->n_batch;

    call_hold(c); /* the client may leave meanwhile */
    for (size_t i = 0; i < n && c->x; i++) {
        struct names_of of = roll_at(e->roll, e->at + i);
        char key[KEY_SIZE];
        const char *words[] = {"HMGET", key, "v", "d"};

        if (key_of("s", of.uid, key))
            store_ask_quietly(c, words, 4, on_state);
        else
            cut_off(c, -EBADMSG);
    }
    call_release(c);
}

static void next_piece(struct call *c)
{
    struct export *e = c->own;
    size_t left = roll_count(e->roll) - e->at;

    e->n_batch = left < EXPORT_BATCH ? left : EXPORT_BATCH;
    e->n_found = 0;
    for (size_t i = 0; i < EXPORT_BATCH; i++)
        e->found[i].len = 0;
    if (e->n_batch == 0)
        submit(c);
    else
        ask_states(c);
}

/* Also called when only the head has been taken. */
static void on_drained(void *owner)
{
    struct call *c = owner;
    struct export *e = c->own;

    if (!e->is_waiting)
        return;
    e->is_waiting = false;
    next_piece(c);
}

void send_archive(struct call *c, const struct http_header *headers)
{
    struct export *e = c->own;
    struct parcel_source source = {
        .blobs = c->app->cfg->blobs,
        .master = &c->app->master,
        .school_code = c->school_code,
        .now_ms = app_now_ms(c->app),
    };

    for (size_t i = 0; i < SUBMISSION_STATES; i++)
        source.states[i] = e->states[i];
    parcel_init(&e->parcel, &source);
    e->is_parcel = true;
    for (size_t i = 0; i < EXPORT_BATCH; i++)
        e->found[i] = BUF_INIT(STATE_BYTES_MAX);
    call_hold(c); /* the client may leave meanwhile */
    call_stream(c, "application/zip", headers, on_drained);
    if (c->x)
        next_piece(c);
    call_release(c);
}
