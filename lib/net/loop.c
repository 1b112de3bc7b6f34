#include "net/loop.h"

#include "core/check.h"

#include <signal.h>
#include <stdlib.h>
#include <uv.h>

enum { SIGNALS_MAX = 8, CLOSING_TURNS = 1000 };

struct signal_hook {
    uv_signal_t handle;
    loop_fn fn;
    void *ctx;
};

struct loop {
    uv_loop_t uv;
    struct signal_hook signals[SIGNALS_MAX];
    unsigned n_signals;
};

struct loop_timer {
    uv_timer_t handle;
    loop_fn fn;
    void *ctx;
};

struct loop_watch {
    uv_poll_t handle;
    loop_fn fn;
    void *ctx;
};

struct loop_prepare {
    uv_prepare_t handle;
    loop_fn fn;
    void *ctx;
};

struct task_run {
    uv_work_t req;
    struct loop_task task;
};

struct loop *loop_new(void)
{
    struct loop *l = must_alloc(sizeof *l);

    /* Who writes to a peer that has gone gets an error, not a signal. */
    (void)signal(SIGPIPE, SIG_IGN);
    CHECK(uv_loop_init(&l->uv) == 0);
    return l;
}

void loop_free(struct loop *l)
{
    static struct loop *kept; /* the pool still works for it */
    bool is_closed = false;

    if (!l)
        return;
    for (unsigned i = 0; i < l->n_signals; i++)
        uv_close((uv_handle_t *)&l->signals[i].handle, NULL);
    /* Handles closed just before need turns of the loop to be released. */
    for (int i = 0; i < CLOSING_TURNS && !is_closed; i++) {
        (void)uv_run(&l->uv, UV_RUN_NOWAIT);
        is_closed = uv_loop_close(&l->uv) == 0;
    }
    if (is_closed)
        free(l);
    else
        kept = l;
    (void)kept;
}

void loop_freep(struct loop **l)
{
    loop_free(*l);
    *l = NULL;
}

void loop_run(struct loop *l)
{
    (void)uv_run(&l->uv, UV_RUN_DEFAULT);
}

void loop_stop(struct loop *l)
{
    uv_stop(&l->uv);
}

int64_t loop_now_ms(const struct loop *l)
{
    return (int64_t)uv_now(&l->uv);
}

struct uv_loop_s *loop_uv(struct loop *l)
{
    return &l->uv;
}

static void free_data(uv_handle_t *handle)
{
    free(handle->data);
}

static void on_timer(uv_timer_t *handle)
{
    struct loop_timer *t = handle->data;

    t->fn(t->ctx);
}

struct loop_timer *loop_timer_new(struct loop *l, loop_fn fn, void *ctx)
{
    struct loop_timer *t = must_alloc(sizeof *t);

    t->fn = fn;
    t->ctx = ctx;
    CHECK(uv_timer_init(&l->uv, &t->handle) == 0);
    t->handle.data = t;
    return t;
}

void loop_timer_start(struct loop_timer *t, int64_t after_ms, int64_t repeat_ms)
{
    CHECK(after_ms >= 0 && repeat_ms >= 0);
    CHECK(uv_timer_start(&t->handle, on_timer, (uint64_t)after_ms,
                         (uint64_t)repeat_ms) == 0);
}

void loop_timer_stop(struct loop_timer *t)
{
    (void)uv_timer_stop(&t->handle);
}

void loop_timer_free(struct loop_timer *t)
{
    if (t)
        uv_close((uv_handle_t *)&t->handle, free_data);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct signal_hook *h = handle->data;

    (void)number;
    h->fn(h->ctx);
}

int loop_on_signal(struct loop *l, int number, loop_fn fn, void *ctx)
{
    struct signal_hook *h = &l->signals[l->n_signals];
    int r;

    CHECK(l->n_signals < SIGNALS_MAX);
    h->fn = fn;
    h->ctx = ctx;
    r = uv_signal_init(&l->uv, &h->handle);
    if (r < 0)
        return r;
    h->handle.data = h;
    l->n_signals++;
    r = uv_signal_start(&h->handle, on_signal, number);
    uv_unref((uv_handle_t *)&h->handle);
    return r;
}

static void on_readable(uv_poll_t *handle, int status, int events)
{
    struct loop_watch *w = handle->data;

    (void)status; /* an error shows when the owner reads */
    (void)events;
    w->fn(w->ctx);
}

struct loop_watch *loop_watch_new(struct loop *l, int fd, loop_fn fn, void *ctx)
{
    struct loop_watch *w = must_alloc(sizeof *w);

    w->fn = fn;
    w->ctx = ctx;
    CHECK(uv_poll_init(&l->uv, &w->handle, fd) == 0);
    w->handle.data = w;
    CHECK(uv_poll_start(&w->handle, UV_READABLE, on_readable) == 0);
    return w;
}

void loop_watch_free(struct loop_watch *w)
{
    if (!w)
        return;
    (void)uv_poll_stop(&w->handle);
    uv_close((uv_handle_t *)&w->handle, free_data);
}

static void on_prepare(uv_prepare_t *handle)
{
    struct loop_prepare *p = handle->data;

    p->fn(p->ctx);
}

struct loop_prepare *loop_prepare_new(struct loop *l, loop_fn fn, void *ctx)
{
    struct loop_prepare *p = must_alloc(sizeof *p);

    p->fn = fn;
    p->ctx = ctx;
    CHECK(uv_prepare_init(&l->uv, &p->handle) == 0);
    p->handle.data = p;
    CHECK(uv_prepare_start(&p->handle, on_prepare) == 0);
    return p;
}

void loop_prepare_free(struct loop_prepare *p)
{
    if (p)
        uv_close((uv_handle_t *)&p->handle, free_data);
}

static void run_task(uv_work_t *req)
{
    struct task_run *t = req->data;

    t->task.work(t->task.ctx);
}

static void task_done(uv_work_t *req, int status)
{
    struct task_run *t = req->data;
    struct loop_task task = t->task;

    (void)status; /* never cancelled */
    free(t);
    task.done(task.ctx);
}

void loop_submit(struct loop *l, const struct loop_task *task)
{
    struct task_run *t = must_alloc(sizeof *t);

    t->task = *task;
    t->req.data = t;
    CHECK(uv_queue_work(&l->uv, &t->req, run_task, task_done) == 0);
}
