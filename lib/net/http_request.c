#include "net/http_exchange.h"

#include "core/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *http_method(const struct http_exchange *x)
{
    return x->head_known ? http_message_method(x->message) : "";
}

const char *http_path(const struct http_exchange *x)
{
    return x->head_known ? http_message_path(x->message) : "";
}

const char *http_query(const struct http_exchange *x)
{
    return x->head_known ? http_message_query(x->message) : "";
}

const char *http_header(const struct http_exchange *x, const char *name)
{
    return x->head_known ? http_message_header(x->message, name) : NULL;
}

const char *http_peer(const struct http_exchange *x)
{
    return x->peer;
}

int64_t http_body_length(const struct http_exchange *x)
{
    return x->head_known ? http_message_length(x->message) : 0;
}

void http_set_owner(struct http_exchange *x, void *owner,
                    void (*gone)(void *owner))
{
    x->owner = owner;
    x->gone = gone;
}

static void on_continue_written(uv_write_t *req, int status)
{
    (void)status;
    free(req);
}

static void say_continue(struct http_exchange *x)
{
    static char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
    uv_buf_t buf = uv_buf_init(line, sizeof line - 1);
    uv_write_t *req = must_alloc(sizeof *req);

    if (uv_write(req, (uv_stream_t *)&x->tcp, &buf, 1, on_continue_written) < 0)
        free(req);
}

void http_read_body(struct http_exchange *x, size_t max,
                    const struct http_sink *sink)
{
    int64_t length = http_message_length(x->message);

    CHECK(x->state == HTTP_STATE_ASKED && !x->started);
    x->sink = *sink;
    x->body_max = max;
    if (length > 0 && (uint64_t)length > max) {
        x->closes = true;
        x->state = HTTP_STATE_WAIT;
        sink->end(sink->ctx, -EMSGSIZE);
        return;
    }
    x->state = HTTP_STATE_BODY;
    x->since_ms = http_exchange_now(x);
    if (length != 0 && http_message_expects_continue(x->message) &&
        x->input_at + 1 >= x->input_len)
        say_continue(x);
    http_exchange_run(x);
}

void http_pause_body(struct http_exchange *x)
{
    x->paused = true;
    http_exchange_run(x);
}

void http_resume_body(struct http_exchange *x)
{
    x->paused = false;
    http_exchange_run(x);
}
