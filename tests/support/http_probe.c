/*
 * http_probe - the HTTP server alone, with a route for each way of answering;
 * tests/integration/http_server.test.mjs talks to it.  Prints its port.
 *
 *   /echo    the body again          /limit   the same, at most 1000 bytes
 *   /early   answers unread          /slow    takes the body 64 KiB a 50 ms,
 *                                            and prints "slow" at its first
 *   /file    argv[1]                 /stream  three chunks
 *   /middle  answers at the body's first piece
 *   /forever never answers; prints "gone" when the client has left
 */
#include "core/check.h"
#include "core/cleanup.h"
#include "net/http_answer.h"
#include "net/http_server.h"
#include "net/loop.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { BODY_MAX = 16 << 20 };

static struct loop *loop;
static struct http_server *server;
static const char *file_path;

struct call {
    struct http_exchange *x;
    struct buf body;
    struct loop_timer *pause;
    unsigned pieces;
};

static void call_free(void *ctx)
{
    struct call *c = ctx;

    loop_timer_free(c->pause);
    buf_done(&c->body);
    free(c);
}

static void on_gone(void *ctx)
{
    puts("gone");
    call_free(ctx);
}

static void answer(struct http_exchange *x, unsigned status, const char *text)
{
    const struct http_head head = {status, NULL};

    http_answer(x, &head, bytes_of_text(text));
}

static void take(void *ctx, struct bytes piece)
{
    struct call *c = ctx;

    CHECK(buf_add(&c->body, piece.at, piece.len) == 0);
}

static void take_slowly(void *ctx, struct bytes piece)
{
    struct call *c = ctx;

    if (c->body.len == 0)
        puts("slow");
    take(ctx, piece);
    http_pause_body(c->x);
    loop_timer_start(c->pause, 50, 0);
}

static void go_on(void *ctx)
{
    struct call *c = ctx;

    http_resume_body(c->x);
}

static void take_enough(void *ctx, struct bytes piece)
{
    struct call *c = ctx;

    (void)piece;
    answer(c->x, 422, "enough\n");
    call_free(c);
}

static void taken(void *ctx, int r)
{
    struct call *c = ctx;
    const struct http_head head = {200, NULL};

    if (r < 0)
        answer(c->x, 413, "too large\n");
    else
        http_answer(c->x, &head, buf_view(&c->body));
    call_free(c);
}

static void add_next(void *ctx)
{
    struct call *c = ctx;

    if (c->pieces++ < 3) {
        http_answer_add(c->x, bytes_of_text("piece "));
        return;
    }
    http_answer_end(c->x);
    call_free(c);
}

static void send_file(struct http_exchange *x)
{
    const struct http_head head = {200, NULL};
    int fd = open(file_path, O_RDONLY | O_CLOEXEC);
    struct stat st;

    CHECK(fd >= 0 && fstat(fd, &st) == 0);
    http_answer_file(x, &head, fd, st.st_size);
}

static void with_call(struct http_exchange *x, const char *path)
{
    static const struct http_head HEAD = {200, NULL};
    struct call *c = must_alloc(sizeof *c);
    struct http_sink sink = {take, taken, c};

    c->x = x;
    c->body = BUF_INIT(BODY_MAX);
    c->pause = loop_timer_new(loop, go_on, c);
    http_set_owner(x, c, on_gone);
    if (strcmp(path, "/echo") == 0)
        http_read_body(x, BODY_MAX, &sink);
    if (strcmp(path, "/limit") == 0)
        http_read_body(x, 1000, &sink);
    if (strcmp(path, "/stream") == 0)
        http_answer_start(x, &HEAD, HTTP_LENGTH_UNKNOWN, add_next);
    if (strcmp(path, "/middle") == 0) {
        sink.data = take_enough;
        http_read_body(x, BODY_MAX, &sink);
    }
    if (strcmp(path, "/slow") == 0) {
        sink.data = take_slowly;
        http_read_body(x, BODY_MAX, &sink);
    }
}

static void handle(void *ctx, struct http_exchange *x)
{
    const char *path = http_path(x);

    (void)ctx;
    if (strcmp(path, "/early") == 0)
        answer(x, 409, "no\n");
    else if (strcmp(path, "/file") == 0)
        send_file(x);
    else
        with_call(x, path);
}

static void stopped(void *ctx)
{
    (void)ctx;
    loop_stop(loop);
}

static void stop(void *ctx)
{
    (void)ctx;
    http_server_stop(server, stopped, NULL);
}

int main(int argc, char **argv)
{
    struct http_server_config cfg = {.listen = "127.0.0.1:0",
                                     .handle = handle,
                                     .limits = HTTP_SERVER_LIMITS};

    CHECK(argc == 2);
    file_path = argv[1];
    cfg.limits.head_ms = cfg.limits.body_grace_ms = 1000;
    cfg.limits.idle_ms = cfg.limits.write_ms = 1500;
    cfg.limits.connections = 600;
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    loop = loop_new();
    CHECK(loop_on_signal(loop, SIGTERM, stop, NULL) == 0);
    CHECK(http_server_new(loop, &cfg, &server) == 0);
    printf("%u\n", http_server_port(server));
    loop_run(loop);
    http_server_free(server);
    loop_free(loop);
    return 0;
}
