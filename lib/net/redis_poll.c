#include "net/redis_poll.h"

#include "core/check.h"

#include <hiredis/async.h>
#include <stdbool.h>
#include <stdlib.h>
#include <uv.h>

struct redis_poll {
    redisAsyncContext *context; /* NULL: being closed */
    uv_poll_t handle;
    int events;
    bool is_held; /* who asks will write by himself */
};

/* Of an error libuv says no more than that there is one: reading or writing
 * finds it, and hiredis then ends the connection. */
static void on_poll(uv_poll_t *handle, int status, int events)
{
    struct redis_poll *p = handle->data;
    int ready = status < 0 ? UV_READABLE | UV_WRITABLE : events;

    if (status < 0)
        p->events = 0; /* libuv polls no more */
    if (p->context && (ready & UV_READABLE))
        redisAsyncHandleRead(p->context);
    if (p->context && (ready & UV_WRITABLE))
        redisAsyncHandleWrite(p->context);
}

/* Starting costs two calls of the kernel, and hiredis asks after every turn. */
static void want(struct redis_poll *p, int events)
{
    if (events == p->events)
        return;
    p->events = events;
    if (events)
        CHECK(uv_poll_start(&p->handle, events, on_poll) == 0);
    else
        CHECK(uv_poll_stop(&p->handle) == 0);
}

static void add_read(void *data)
{
    struct redis_poll *p = data;

    want(p, p->events | UV_READABLE);
}

static void del_read(void *data)
{
    struct redis_poll *p = data;

    want(p, p->events & ~UV_READABLE);
}

static void add_write(void *data)
{
    struct redis_poll *p = data;

    if (!p->is_held)
        want(p, p->events | UV_WRITABLE);
}

static void del_write(void *data)
{
    struct redis_poll *p = data;

    want(p, p->events & ~UV_WRITABLE);
}

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void cleanup(void *data)
{
    struct redis_poll *p = data;

    p->context = NULL;
    uv_close((uv_handle_t *)&p->handle, on_closed);
}

void redis_poll_hold(redisAsyncContext *c)
{
    struct redis_poll *p = c->ev.data;

    p->is_held = true;
}

void redis_poll_write(redisAsyncContext *c)
{
    struct redis_poll *p = c->ev.data;
    int is_done = 0;

    p->is_held = false;
    if (redisBufferWrite(&c->c, &is_done) != REDIS_OK || !is_done)
        want(p, p->events | UV_WRITABLE);
}

int redis_poll_attach(redisAsyncContext *c, struct loop *loop)
{
    struct redis_poll *p = must_alloc(sizeof *p);
    int r = uv_poll_init(loop_uv(loop), &p->handle, c->c.fd);

    if (r < 0) {
        free(p);
        return r;
    }
    p->context = c;
    p->handle.data = p;
    c->ev.data = p;
    c->ev.addRead = add_read;
    c->ev.delRead = del_read;
    c->ev.addWrite = add_write;
    c->ev.delWrite = del_write;
    c->ev.cleanup = cleanup;
    return 0;
}
