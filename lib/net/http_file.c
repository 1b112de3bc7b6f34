#include "net/http_exchange.h"

#include "core/check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE_BYTES = 65536 };

/* A file on its way out.  Lives until no read is under way, even when the
 * exchange has left. */
struct http_file {
    uv_fs_t req;
    struct http_exchange *exchange; /* NULL: gone */
    int fd;
    int64_t left;
    bool reading;
    char piece[PIECE_BYTES];
};

static void file_free(struct http_file *f)
{
    (void)close(f->fd);
    free(f);
}

static void file_end(struct http_file *f)
{
    struct http_exchange *x = f->exchange;

    x->file = NULL;
    http_answer_end(x);
    file_free(f);
}

static void on_piece(uv_fs_t *req)
{
    struct http_file *f = req->data;
    ssize_t n = req->result;

    uv_fs_req_cleanup(req);
    f->reading = false;
    if (!f->exchange) {
        file_free(f);
        return;
    }
    if (n <= 0) { /* shorter than promised: only closing can tell the client */
        http_exchange_close(f->exchange);
        return;
    }
    f->left -= n;
    http_answer_add(f->exchange,
                    (struct bytes){(uint8_t *)f->piece, (size_t)n});
}

void http_file_drained(struct http_file *f)
{
    int64_t len = f->left < PIECE_BYTES ? f->left : PIECE_BYTES;
    uv_buf_t buf = uv_buf_init(f->piece, (unsigned)len);

    if (f->left == 0 || f->exchange->bodiless) {
        file_end(f);
        return;
    }
    f->reading = true;
    f->req.data = f;
    if (uv_fs_read(f->exchange->tcp.loop, &f->req, f->fd, &buf, 1, -1,
                   on_piece) < 0) {
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

void http_answer_file(struct http_exchange *x, const struct http_head *head,
                      int fd, int64_t length)
{
    struct http_file *f = must_alloc(sizeof *f);

    f->exchange = x;
    f->fd = fd;
    f->left = length;
    x->file = f;
    http_answer_start(x, head, length, NULL);
    if (x->state == HTTP_STATE_CLOSED && x->file)
        http_file_gone(f);
}
