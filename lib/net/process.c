#include "net/process.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <signal.h>
#include <string.h>
#include <uv.h>

enum { READ_BYTES = 65536, STREAMS = 4, HANDLES = 2 };

extern char **environ;

struct process {
    uv_process_t child;
    uv_pipe_t socket;
    struct process_handlers handlers;
    bool has_exited, has_ended; /* the process; its side of the socket */
    int code, signal;
    int closing; /* handles still to be closed before it is freed */
    bool is_freed;
    char room[READ_BYTES];
};

struct writing {
    uv_write_t request;
    uint8_t *data;
};

void process_kill(struct process *p)
{
    if (!p->has_exited)
        (void)uv_process_kill(&p->child, SIGKILL);
}

static void finish_if_over(struct process *p)
{
    if (p->has_exited && p->has_ended && !p->is_freed)
        p->handlers.on_exit(p->handlers.ctx, p->code, p->signal);
}

static void on_exit_status(uv_process_t *child, int64_t code, int signal)
{
    struct process *p = child->data;

    p->has_exited = true;
    p->code = (int)code;
    p->signal = signal;
    finish_if_over(p);
}

static void give_room(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
    struct process *p = handle->data;

    (void)suggested;
    *ret = uv_buf_init(p->room, sizeof p->room);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct process *p = stream->data;
    const uint8_t *at = (const uint8_t *)buffer->base;

    if (n > 0)
        p->handlers.on_bytes(p->handlers.ctx, (struct bytes){at, (size_t)n});
    if (n >= 0)
        return;
    (void)uv_read_stop(stream);
    process_kill(p); /* without its socket it is of no use */
    p->has_ended = true;
    finish_if_over(p);
}

static void on_closed(uv_handle_t *handle)
{
    struct process *p = handle->data;

    if (--p->closing == 0)
        free(p);
}

/* PROCESS_FD is the child's end; its input is empty, its output is ours. */
static int spawn(struct loop *loop, struct process *p, const char *const *argv,
                 char **environment)
{
    uv_stdio_container_t stdio[STREAMS] = {
        {.flags = UV_IGNORE},
        {.flags = UV_INHERIT_FD, .data.fd = 1},
        {.flags = UV_INHERIT_FD, .data.fd = 2},
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE,
         .data.stream = (uv_stream_t *)&p->socket},
    };
    const uv_process_options_t options = {
        .file = "/proc/self/exe",
        .args = (char **)(uintptr_t)argv,
        .env = environment,
        .exit_cb = on_exit_status,
        .stdio_count = STREAMS,
        .stdio = stdio,
    };

    return uv_spawn(loop_uv(loop), &p->child, &options);
}

static char **environment_with(const char *variable)
{
    size_t n = 0;
    char **ret;

    while (environ[n])
        n++;
    ret = must_alloc((n + 2) * sizeof *ret);
    memcpy(ret, environ, n * sizeof *ret);
    ret[n] = (char *)(uintptr_t)variable;
    return ret;
}

int process_start(struct loop *loop, const char *const *argv,
                  const char *variable, const struct process_handlers *handlers,
                  struct process **ret)
{
    _cleanup_(freep) char **environment = environment_with(variable);
    struct process *p = must_alloc(sizeof *p);
    int r;

    p->handlers = *handlers;
    p->child.data = p;
    CHECK(uv_pipe_init(loop_uv(loop), &p->socket, 0) == 0);
    p->socket.data = p;
    r = spawn(loop, p, argv, environment);
    if (r == 0)
        r = uv_read_start((uv_stream_t *)&p->socket, give_room, on_read);
    if (r < 0) {
        process_free(p);
        return r;
    }
    *ret = p;
    return 0;
}

static void on_written(uv_write_t *request, int status)
{
    struct writing *w = request->data;

    (void)status; /* a child that does not read any more will end */
    free(w->data);
    free(w);
}

void process_send(struct process *p, struct buf *data)
{
    struct writing *w = must_alloc(sizeof *w);
    uv_buf_t piece = uv_buf_init((char *)data->at, (unsigned)data->len);

    w->data = steal(&data->at);
    w->request.data = w;
    data->len = 0;
    data->cap = 0;
    if (uv_write(&w->request, (uv_stream_t *)&p->socket, &piece, 1,
                 on_written) < 0)
        on_written(&w->request, 0);
}

void process_free(struct process *p)
{
    if (!p)
        return;
    if (uv_is_active((uv_handle_t *)&p->child))
        process_kill(p);
    p->is_freed = true;
    p->closing = HANDLES;
    uv_close((uv_handle_t *)&p->child, on_closed);
    uv_close((uv_handle_t *)&p->socket, on_closed);
}
