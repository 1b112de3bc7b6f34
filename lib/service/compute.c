#include "service/compute.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "proto/pipeline.pb-c.h"
#include "service/effects.h"
#include "service/log.h"
#include "service/wire.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

enum { LENGTH_BYTES = 4, FILE_BYTES_MAX = 64 << 20 };

/* A task as it came, and the job made of it. */
struct input {
    Tucai__V1__Task *task;
    struct job_blob *blobs;
    struct job job;
};

/* ---- reading and writing --------------------------------------------------
 */

/* 0, -EPIPE at the end, or a fault. */
static int read_all(int fd, uint8_t *ret, size_t len)
{
    while (len > 0) {
        ssize_t n = read(fd, ret, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? -errno : -EPIPE;
        ret += n;
        len -= (size_t)n;
    }
    return 0;
}

static int write_all(int fd, struct bytes b)
{
    while (b.len > 0) {
        ssize_t n = write(fd, b.at, b.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        b.at += n;
        b.len -= (size_t)n;
    }
    return 0;
}

static int write_length(int fd, size_t len)
{
    const uint8_t head[LENGTH_BYTES] = {(uint8_t)(len >> 24),
                                        (uint8_t)(len >> 16),
                                        (uint8_t)(len >> 8), (uint8_t)len};

    return write_all(fd, (struct bytes){head, sizeof head});
}

/* len bytes into fresh memory. */
static int read_new(int fd, size_t len, uint8_t **ret)
{
    _cleanup_(freep) uint8_t *data = malloc(len ? len : 1);
    int r;

    if (!data)
        return -ENOMEM;
    r = read_all(fd, data, len);
    if (r == 0)
        *ret = steal(&data);
    return r;
}

/* ---- a task ---------------------------------------------------------------
 */

static void input_done(struct input *in)
{
    size_t n = in->task ? in->task->assign->n_blobs : 0;

    for (size_t i = 0; in->blobs && i < n; i++)
        free((void *)(uintptr_t)in->blobs[i].data.at);
    free(in->blobs);
    if (in->task)
        tucai__v1__task__free_unpacked(in->task, NULL);
}

static int read_task(int fd, struct input *in)
{
    _cleanup_(freep) uint8_t *message = NULL;
    uint8_t head[LENGTH_BYTES];
    size_t len;
    int r = read_all(fd, head, sizeof head);

    if (r < 0)
        return r;
    len = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 |
          head[3];
    if (len > COMPUTE_MESSAGE_MAX)
        return -EMSGSIZE;
    r = read_new(fd, len, &message);
    if (r < 0)
        return r;
    in->task = tucai__v1__task__unpack(NULL, len, message);
    return in->task && in->task->assign ? 0 : -EBADMSG;
}

static int read_file(int fd, const Tucai__V1__Blob *from, bool reads,
                     struct job_blob *to)
{
    uint8_t *data = NULL;
    int r;

    *to = (struct job_blob){.name = from->name,
                            .location = from->location,
                            .wrapped_key = wire_view(from->wrapped_key),
                            .sha256 = wire_view(from->sha256),
                            .size = from->size};
    if (!reads)
        return 0;
    if (from->size > FILE_BYTES_MAX)
        return -EMSGSIZE;
    r = read_new(fd, from->size, &data);
    if (r == 0)
        to->data = (struct bytes){data, from->size};
    return r;
}

static int read_files(int fd, bool reads, struct input *in)
{
    const Tucai__V1__Assign *a = in->task->assign;

    in->blobs = must_alloc((a->n_blobs + 1) * sizeof *in->blobs);
    for (size_t i = 0; i < a->n_blobs; i++) {
        int r = read_file(fd, a->blobs[i], reads, &in->blobs[i]);

        if (r < 0)
            return r;
    }
    return 0;
}

static void make_job(struct input *in)
{
    const Tucai__V1__Assign *a = in->task->assign;

    in->job = (struct job){
        .id = a->id,
        .token = a->token,
        .kind = a->kind,
        .stage = a->stage,
        .uid = a->uid,
        .attempt = a->attempt,
        .waits = a->waits,
        .admitted_ms = a->admitted_ms,
        .now_ms = a->now_ms,
        .payload = wire_view(a->payload),
        .previous = wire_view(a->previous),
        .blobs = in->blobs,
        .n_blobs = a->n_blobs,
    };
}

const struct job_blob *job_blob(const struct job *job, const char *name)
{
    for (size_t i = job->n_blobs; i > 0; i--) {
        if (strcmp(job->blobs[i - 1].name, name) == 0)
            return &job->blobs[i - 1];
    }
    return NULL;
}

/* ---- its verdict ----------------------------------------------------------
 */

static int write_files(int fd, const struct outcome *o, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int r = write_all(fd, buf_view(&o->files[i].data));

        if (r < 0)
            return r;
    }
    return 0;
}

static int write_verdict(int fd, const struct job *job, const struct outcome *o)
{
    _cleanup_(buf_done) struct buf done = BUF_INIT(COMPUTE_MESSAGE_MAX);
    int r = outcome_pack(o, job->id, job->token, &done);

    if (r == 0)
        r = write_length(fd, done.len);
    if (r == 0)
        r = write_all(fd, buf_view(&done));
    return r < 0 ? r : write_files(fd, o, outcome_files(o));
}

static int handle(const struct worker_spec *spec, void *ctx, int fd,
                  const struct job *job)
{
    struct outcome outcome;
    int r;

    outcome_init(&outcome);
    r = spec->handle(ctx, job, &outcome);
    if (r < 0)
        outcome_retry(&outcome, strerror(-r));
    r = write_verdict(fd, job, &outcome);
    outcome_done(&outcome);
    return r;
}

static int serve_one(const struct worker_spec *spec, void *ctx, int fd)
{
    struct input in = {0};
    int r = read_task(fd, &in);

    if (r == 0)
        r = read_files(fd, worker_reads(spec, in.task->assign->kind), &in);
    if (r == 0) {
        make_job(&in);
        r = handle(spec, ctx, fd, &in.job);
    }
    input_done(&in);
    return r;
}

/* Signals are the parent's business; without it there is nothing to do. */
static void bind_to_parent(void)
{
    (void)signal(SIGTERM, SIG_IGN);
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* Started as /proc/self/exe; top and the kernel's log say whose it is. */
    (void)prctl(PR_SET_NAME, program_invocation_short_name);
}

int compute_run(const struct worker_spec *spec, int fd)
{
    static void *ctx; /* the handler's, as long as the process */
    int r = 0;

    bind_to_parent();
    if (spec->child_init)
        r = spec->child_init(spec->config, &ctx);
    if (r == 0 && spec->child_sandbox)
        r = spec->child_sandbox(fd);
    if (r == 0)
        r = write_length(fd, 0);
    if (r < 0) {
        log_fault("child_init", r);
        return 1;
    }
    do
        r = serve_one(spec, ctx, fd);
    while (r == 0);
    return r == -EPIPE ? 0 : 1;
}
