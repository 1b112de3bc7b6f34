/* The parent's side of the socket to the compute child (compute.h). */
#include "service/worker_inside.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "net/blob.h"
#include "net/process.h"
#include "service/compute.h"
#include "service/effects.h"
#include "service/log.h"
#include "service/wire.h"

#include <errno.h>
#include <string.h>

enum {
    LENGTH_BYTES = 4,
    QUEUE_WITH_FILES = 1, /* tasks that the child has at a time */
    QUEUE = 2,
    STARTS_MAX = 3, /* that end before they are ready: give up */
    AGAIN_MS = 200,
    INCOMING_MAX = 96 * 1024 * 1024,
    TASK_MAX = 280 * 1024 * 1024,
};

struct child {
    struct worker *worker;
    struct process *process; /* NULL: to be started again */
    struct loop_timer *again;
    bool is_ready;
    bool is_late; /* killed for its deadline */
    bool has_worked;
    unsigned failed_starts;
    struct buf incoming;
    int64_t began_ms; /* the oldest running task, with the child */
};

static bool is_late(const struct child *c, int64_t now_ms)
{
    return now_ms - c->began_ms > c->worker->spec->deadline_ms;
}

/* ---- to the child ---------------------------------------------------------
 */

static void put_length(uint8_t *at, size_t len)
{
    at[0] = (uint8_t)(len >> 24);
    at[1] = (uint8_t)(len >> 16);
    at[2] = (uint8_t)(len >> 8);
    at[3] = (uint8_t)len;
}

/* The child needs no keys and gets none. */
static void show_keys(const Tucai__V1__Assign *a, bool shown)
{
    for (size_t i = 0; i < a->n_blobs; i++) {
        Tucai__V1__Blob *blob = a->blobs[i];
        size_t len = *blob->location ? BLOB_KEY_BYTES : blob->size;

        if (blob->key.data)
            blob->key.len = shown ? len : 0;
    }
}

static int pack_message(const Tucai__V1__Task *message, struct buf *out)
{
    size_t len = tucai__v1__task__get_packed_size(message);
    uint8_t *room = NULL;

    if (len <= COMPUTE_MESSAGE_MAX)
        room = buf_room(out, LENGTH_BYTES + len);
    if (!room)
        return -EMSGSIZE;
    put_length(room, len);
    tucai__v1__task__pack(message, room + LENGTH_BYTES);
    buf_grew(out, LENGTH_BYTES + len);
    return 0;
}

static int pack_task(const struct task *t, struct buf *out)
{
    Tucai__V1__Assign a = *t->assign;
    Tucai__V1__Task message = TUCAI__V1__TASK__INIT;
    int r;

    a.n_grants = 0;
    a.now_ms += loop_now_ms(t->worker->loop) - t->assigned_ms;
    message.assign = &a;
    show_keys(&a, false);
    r = pack_message(&message, out);
    show_keys(&a, true);
    return r;
}

static int pack_inputs(const struct task *t, struct buf *out)
{
    for (size_t i = 0; t->inputs && i < t->assign->n_blobs; i++) {
        int r = buf_add(out, t->inputs[i].at, t->inputs[i].len);

        if (r < 0)
            return r;
    }
    return 0;
}

static void give(struct child *c, struct task *t)
{
    struct buf out = BUF_INIT(TASK_MAX);
    int r = pack_task(t, &out);

    if (r == 0)
        r = pack_inputs(t, &out);
    if (r < 0) {
        buf_done(&out);
        task_fail(t, TUCAI__V1__OUTCOME__OUTCOME_FATAL, "job too large");
        return;
    }
    if (task_count(c->worker, TASK_RUNNING) == 0)
        c->began_ms = loop_now_ms(c->worker->loop);
    t->state = TASK_RUNNING;
    if (!c->has_worked)
        log_info("first_job");
    c->has_worked = true;
    task_to_end(t);
    task_clear_files(t);
    process_send(c->process, &out);
}

void child_feed(struct child *c)
{
    size_t most = c->worker->spec->reads_blobs ? QUEUE_WITH_FILES : QUEUE;

    while (c->is_ready && task_count(c->worker, TASK_RUNNING) < most) {
        struct task *t = task_first(c->worker, TASK_READY);

        if (!t)
            return;
        give(c, t);
    }
}

bool child_is_ready(const struct child *c)
{
    return c->is_ready;
}

/* ---- from the child -------------------------------------------------------
 */

/* A child may be in an attacker's hands: whatever makes no sense ends it. */
static void distrust(struct child *c)
{
    log_error("child_talks_nonsense");
    c->is_ready = false;
    process_kill(c->process);
}

static bool read_head(const struct child *c, size_t *ret_len)
{
    const uint8_t *at = c->incoming.at;

    if (c->incoming.len < LENGTH_BYTES)
        return false;
    *ret_len =
        (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
    return true;
}

static size_t files_bytes(const Tucai__V1__Done *done)
{
    size_t sum = 0;

    if (done->n_blobs > OUTCOME_BLOBS_MAX + 1)
        return SIZE_MAX;
    for (size_t i = 0; i < done->n_blobs; i++) {
        if (done->blobs[i]->size > OUTCOME_BLOB_BYTES_MAX)
            return SIZE_MAX;
        sum += done->blobs[i]->size;
    }
    return sum;
}

static struct buf *copy_files(const Tucai__V1__Done *done, const uint8_t *at)
{
    struct buf *files = must_alloc((done->n_blobs + 1) * sizeof *files);

    for (size_t i = 0; i < done->n_blobs; i++) {
        size_t len = done->blobs[i]->size;

        files[i] = BUF_INIT(OUTCOME_BLOB_BYTES_MAX);
        CHECK(buf_add(&files[i], at, len) == 0);
        at += len;
    }
    return files;
}

static void consume(struct child *c, size_t n)
{
    memmove(c->incoming.at, c->incoming.at + n, c->incoming.len - n);
    c->incoming.len -= n;
}

static void done_freep(Tucai__V1__Done **done)
{
    if (*done)
        tucai__v1__done__free_unpacked(*done, NULL);
}

/* CRASH is the parent's word alone. */
static bool is_answer_to(const Tucai__V1__Done *done, const struct task *t)
{
    return done && t && done->token == t->assign->token &&
           strcmp(done->id, t->assign->id) == 0 &&
           done->outcome != TUCAI__V1__OUTCOME__OUTCOME_CRASH;
}

/* One whole message of len bytes behind its length; false when its files have
 * not all come, or it made no sense. */
static bool take_verdict(struct child *c, size_t len)
{
    const uint8_t *at = c->incoming.at + LENGTH_BYTES;
    struct task *t = task_first(c->worker, TASK_RUNNING);
    _cleanup_(done_freep) Tucai__V1__Done *done =
        tucai__v1__done__unpack(NULL, len, at);
    size_t files = is_answer_to(done, t) ? files_bytes(done) : SIZE_MAX;
    struct buf *outputs;

    if (files == SIZE_MAX) {
        distrust(c);
        return false;
    }
    if (c->incoming.len < LENGTH_BYTES + len + files)
        return false;
    outputs = copy_files(done, at + len);
    consume(c, LENGTH_BYTES + len + files);
    c->began_ms = loop_now_ms(c->worker->loop);
    task_verdict(t, steal(&done), outputs);
    return true;
}

static bool take_message(struct child *c)
{
    size_t len;

    if (!read_head(c, &len))
        return false;
    if (len == 0) {
        consume(c, LENGTH_BYTES);
        c->is_ready = true;
        c->failed_starts = 0;
        return true;
    }
    if (len > COMPUTE_MESSAGE_MAX) {
        distrust(c);
        return false;
    }
    return c->incoming.len >= LENGTH_BYTES + len && take_verdict(c, len);
}

static void on_bytes(void *ctx, struct bytes bytes)
{
    struct child *c = ctx;

    if (buf_add(&c->incoming, bytes.at, bytes.len) < 0) {
        distrust(c);
        return;
    }
    while (take_message(c))
        continue;
    worker_turn(c->worker);
}

/* ---- its life -------------------------------------------------------------
 */

/* The oldest of its tasks ran and is blamed; the others did not begin. */
static void blame(struct child *c, int code, int signal)
{
    struct task *t = task_first(c->worker, TASK_RUNNING);
    char reason[64];

    if (!t)
        return;
    if (c->is_late)
        snprintf(reason, sizeof reason, "deadline of %lld ms",
                 (long long)c->worker->spec->deadline_ms);
    else if (signal)
        snprintf(reason, sizeof reason, "signal %d", signal);
    else
        snprintf(reason, sizeof reason, "exit code %d", code);
    log_error("job_crashed", F_STR("job", t->assign->id),
              F_STR("reason", reason));
    task_fail(t, TUCAI__V1__OUTCOME__OUTCOME_CRASH, reason);
    while ((t = task_first(c->worker, TASK_RUNNING)))
        files_open(t);
}

static void on_end(void *ctx, int code, int signal)
{
    struct child *c = ctx;

    process_free(steal(&c->process));
    buf_done(&c->incoming);
    if (!c->is_ready && !c->is_late && ++c->failed_starts >= STARTS_MAX) {
        worker_fail(c->worker);
        return;
    }
    c->is_ready = false;
    blame(c, code, signal);
    c->is_late = false;
    loop_timer_start(c->again, c->failed_starts ? AGAIN_MS : 0, 0);
    worker_turn(c->worker);
}

static void start(void *ctx)
{
    struct child *c = ctx;
    const char *const argv[] = {program_invocation_name, NULL};
    const struct process_handlers handlers = {on_bytes, on_end, c};
    int r = process_start(c->worker->loop, argv, COMPUTE_VARIABLE "=3",
                          &handlers, &c->process);

    if (r < 0) {
        log_fault("child_start", r);
        worker_fail(c->worker);
    }
}

struct child *child_new(struct worker *w)
{
    struct child *c = must_alloc(sizeof *c);

    c->worker = w;
    c->incoming = BUF_INIT(INCOMING_MAX);
    c->again = loop_timer_new(w->loop, start, c);
    start(c);
    return c;
}

void child_free(struct child *c)
{
    if (!c)
        return;
    process_free(c->process);
    loop_timer_free(c->again);
    buf_done(&c->incoming);
    free(c);
}

void child_watch(struct child *c, int64_t now_ms)
{
    if (!c->process || c->is_late || !task_first(c->worker, TASK_RUNNING) ||
        !is_late(c, now_ms))
        return;
    c->is_late = true;
    process_kill(c->process);
}
