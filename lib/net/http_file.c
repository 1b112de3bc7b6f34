#include "net/http_exchange.h"

#include "core/check.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE_BYTES = 65536 };

/* What is on its way out, piece by piece.  Lives until no reading is under way,
 * even when the exchange has left. */
struct http_file {
    uv_work_t work;
    struct http_exchange *exchange; /* NULL: gone */
    struct http_source source;
    int64_t left;
    bool reading;
    struct bytes piece; /* the pool's while `reading` */
    int r;
};

static void file_free(struct http_file *f)
{
    f->source.free(f->source.ctx);
    free(f);
}

static void file_end(struct http_file *f)
{
    struct http_exchange *x = f->exchange;

    x->file = NULL;
    http_answer_end(x);
    file_free(f);
}

static void read_piece(uv_work_t *work)
{
    struct http_file *f = work->data;

    f->piece = (struct bytes){NULL, 0};
    f->r = f->source.next(f->source.ctx, &f->piece);
}

static void on_piece(uv_work_t *work, int status)
{
    struct http_file *f = work->data;

    f->reading = false;
    if (!f->exchange) {
        file_free(f);
        return;
    }
    if (status < 0 || f->r != 0 || f->piece.len == 0 ||
        (int64_t)f->piece.len > f->left) {
        /* Not what was promised: only closing can tell the client. */
        http_exchange_close(f->exchange);
        return;
    }
    f->left -= (int64_t)f->piece.len;
    http_answer_add(f->exchange, f->piece);
}

void http_file_drained(struct http_file *f)
{
    if (f->left == 0 || f->exchange->bodiless) {
        file_end(f);
        return;
    }
    f->reading = true;
    f->work.data = f;
    if (uv_queue_work(f->exchange->tcp.loop, &f->work, read_piece, on_piece) <
        0) {
        f->reading = false;
        http_exchange_close(f->exchange);
    }
}

void http_file_gone(struct http_file *f)
{
    f->exchange->file = NULL;
    f->exchange = NULL;
    if (!f->reading)
        file_free(f);
}

void http_answer_source(struct http_exchange *x, const struct http_head *head,
                        const struct http_source *source, int64_t length)
{
    struct http_file *f = must_alloc(sizeof *f);

    f->exchange = x;
    f->source = *source;
    f->left = length;
    x->file = f;
    http_answer_start(x, head, length, NULL);
    if (x->state == HTTP_STATE_CLOSED && x->file)
        http_file_gone(f);
}

/* ---- a plain file ---- */

struct plain {
    int fd;
    int64_t left;
    uint8_t piece[PIECE_BYTES];
};

static int next_of_plain(void *ctx, struct bytes *ret_piece)
{
    struct plain *p = ctx;
    size_t wanted = p->left < PIECE_BYTES ? (size_t)p->left : PIECE_BYTES;
    ssize_t n = read(p->fd, p->piece, wanted);

    if (n < 0)
        return -errno;
    p->left -= n;
    *ret_piece = (struct bytes){p->piece, (size_t)n};
    return 0;
}

static void plain_free(void *ctx)
{
    struct plain *p = ctx;

    (void)close(p->fd);
    free(p);
}

void http_answer_file(struct http_exchange *x, const struct http_head *head,
                      int fd, int64_t length)
{
    struct plain *plain = must_alloc(sizeof *plain);
    const struct http_source source = {next_of_plain, plain_free, plain};

    plain->fd = fd;
    plain->left = length;
    http_answer_source(x, head, &source, length);
}
