#include "net/http_exchange.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HEAD_MAX = 16384 };

struct write {
    uv_write_t req;
    struct http_exchange *exchange;
    size_t len;
    uint8_t data[];
};

static const char *reason_of(unsigned status)
{
    /* clang-format off */
    static const struct { unsigned status; const char *reason; } REASONS[] = {
        {200, "OK"}, {201, "Created"}, {202, "Accepted"}, {204, "No Content"},
        {303, "See Other"}, {304, "Not Modified"}, {400, "Bad Request"},
        {401, "Unauthorized"}, {403, "Forbidden"}, {404, "Not Found"},
        {405, "Method Not Allowed"}, {408, "Request Timeout"},
        {409, "Conflict"}, {412, "Precondition Failed"},
        {413, "Payload Too Large"}, {414, "URI Too Long"},
        {415, "Unsupported Media Type"}, {422, "Unprocessable Entity"},
        {423, "Locked"}, {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"}, {501, "Not Implemented"},
        {503, "Service Unavailable"}, {505, "HTTP Version Not Supported"},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof REASONS / sizeof *REASONS; i++) {
        if (REASONS[i].status == status)
            return REASONS[i].reason;
    }
    return "Status";
}

/* ---- writing ---- */

static void on_written(uv_write_t *req, int status)
{
    struct write *w = req->data;
    struct http_exchange *x = w->exchange;

    free(w);
    x->writes--;
    if (x->state == HTTP_STATE_CLOSED)
        return;
    if (status < 0) {
        http_exchange_close(x);
        return;
    }
    if (x->writes == 0 && x->started && !x->ended) {
        if (x->file)
            http_file_drained(x->file);
        else if (x->drained)
            x->drained(x->owner);
    }
    http_exchange_run(x);
}

static void put(struct http_exchange *x, const struct bytes *parts, size_t n)
{
    size_t len = 0;
    struct write *w;
    uv_buf_t buf;

    for (size_t i = 0; i < n; i++)
        len += parts[i].len;
    w = must_alloc(sizeof *w + len);
    w->exchange = x;
    w->req.data = w;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].len > 0)
            memcpy(w->data + w->len, parts[i].at, parts[i].len);
        w->len += parts[i].len;
    }
    if (x->writes == 0)
        x->progress_ms = http_exchange_now(x);
    buf = uv_buf_init((char *)w->data, (unsigned)len);
    x->writes++;
    if (uv_write(&w->req, (uv_stream_t *)&x->tcp, &buf, 1, on_written) < 0) {
        x->writes--;
        free(w);
        http_exchange_close(x);
    }
}

/* ---- the head ---- */

static void add(struct buf *b, const char *text)
{
    CHECK(buf_add_text(b, text) == 0);
}

/* A value ends at the first control character: nothing that came from
 * outside can begin a line of its own. */
static void add_value(struct buf *b, const char *value)
{
    size_t len = 0;

    while ((unsigned char)value[len] >= ' ' && value[len] != 0x7f)
        len++;
    CHECK(buf_add(b, value, len) == 0);
}

static void add_line(struct buf *b, const char *name, const char *value)
{
    add(b, name);
    add(b, ": ");
    add_value(b, value);
    add(b, "\r\n");
}

static void add_date(struct buf *b)
{
    time_t now = time(NULL);
    struct tm tm;
    char text[64];

    (void)gmtime_r(&now, &tm);
    (void)strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &tm);
    add_line(b, "Date", text);
}

static void add_length(struct http_exchange *x, struct buf *b, int64_t length)
{
    char text[32];

    if (length >= 0) {
        (void)snprintf(text, sizeof text, "%lld", (long long)length);
        add_line(b, "Content-Length", text);
    } else if (http_message_is_http_1_0(x->message)) {
        x->closes = true;
    } else {
        x->chunked = true;
        add_line(b, "Transfer-Encoding", "chunked");
    }
}

static void make_head(struct http_exchange *x, const struct http_head *head,
                      int64_t length, struct buf *b)
{
    bool lengthless = head->status == 204 || head->status == 304;
    char line[64];

    x->bodiless =
        lengthless || (x->head_known && strcmp(http_method(x), "HEAD") == 0);
    (void)snprintf(line, sizeof line, "HTTP/1.1 %u %s\r\n", head->status,
                   reason_of(head->status));
    add(b, line);
    add_date(b);
    for (const struct http_header *h = head->headers; h && h->name; h++) {
        if (h->value)
            add_line(b, h->name, h->value);
    }
    if (!lengthless)
        add_length(x, b, length);
    x->closes = !http_exchange_goes_on(x);
    if (x->closes)
        add_line(b, "Connection", "close");
    else if (http_message_is_http_1_0(x->message))
        add_line(b, "Connection", "keep-alive");
    add(b, "\r\n");
}

/* ---- public ---- */

static bool may_answer(struct http_exchange *x)
{
    CHECK(!x->started);
    x->started = true;
    return x->state != HTTP_STATE_CLOSED;
}

void http_answer(struct http_exchange *x, const struct http_head *head,
                 struct bytes body)
{
    _cleanup_(buf_done) struct buf b = BUF_INIT(HEAD_MAX);

    if (!may_answer(x))
        return;
    make_head(x, head, (int64_t)body.len, &b);
    if (x->bodiless)
        body.len = 0;
    x->ended = true;
    put(x, (const struct bytes[]){buf_view(&b), body}, 2);
    http_exchange_run(x);
}

void http_answer_start(struct http_exchange *x, const struct http_head *head,
                       int64_t length, void (*drained)(void *owner))
{
    _cleanup_(buf_done) struct buf b = BUF_INIT(HEAD_MAX);

    if (!may_answer(x))
        return;
    x->drained = drained;
    make_head(x, head, length, &b);
    put(x, (const struct bytes[]){buf_view(&b)}, 1);
}

void http_answer_add(struct http_exchange *x, struct bytes piece)
{
    char size[24];

    CHECK(x->started && !x->ended);
    if (piece.len == 0 || x->bodiless || x->state == HTTP_STATE_CLOSED)
        return;
    if (!x->chunked) {
        put(x, &piece, 1);
        return;
    }
    (void)snprintf(size, sizeof size, "%zx\r\n", piece.len);
    put(x,
        (const struct bytes[]){bytes_of_text(size), piece,
                               bytes_of_text("\r\n")},
        3);
}

void http_answer_end(struct http_exchange *x)
{
    CHECK(x->started && !x->ended);
    x->ended = true;
    if (x->chunked && !x->bodiless && x->state != HTTP_STATE_CLOSED) {
        struct bytes last = bytes_of_text("0\r\n\r\n");

        put(x, &last, 1);
    }
    http_exchange_run(x);
}

void http_answer_break(struct http_exchange *x)
{
    CHECK(x->started && !x->ended);
    http_exchange_close(x);
}

size_t http_answer_pending(const struct http_exchange *x)
{
    return uv_stream_get_write_queue_size((const uv_stream_t *)&x->tcp);
}
