#include "net/http_message.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "fuzz.h"

#include <string.h>

enum { HEAD_BYTES = 512, OUT_BYTES = 1 << 20 };

static void add(struct buf *out, const char *text)
{
    CHECK(buf_add_text(out, text) == 0);
    CHECK(buf_add(out, "|", 1) == 0);
}

/* What the input led to; fed `step` bytes at a time. */
static void play(struct bytes in, size_t step, struct buf *out)
{
    struct http_message *m = http_message_new(HEAD_BYTES);
    enum http_event event = HTTP_EVENT_MORE;

    while (in.len > 0 && event != HTTP_EVENT_REFUSED) {
        struct bytes piece = {in.at, in.len < step ? in.len : step};
        struct bytes body = {0};
        size_t before = piece.len;

        event = http_message_next(m, &piece, &body);
        in.at += before - piece.len;
        in.len -= before - piece.len;
        if (event == HTTP_EVENT_HEAD) {
            add(out, http_message_method(m));
            add(out, http_message_path(m));
            add(out, http_message_query(m));
            CHECK(http_message_length(m) >= -1);
        }
        if (event == HTTP_EVENT_BODY)
            CHECK(buf_add(out, body.at, body.len) == 0);
        if (event == HTTP_EVENT_END) {
            add(out, http_message_keeps_alive(m) ? "keep" : "close");
            http_message_reset(m);
        }
    }
    if (event == HTTP_EVENT_REFUSED)
        CHECK(http_message_refusal(m) >= 400 && http_message_refusal(m) < 600);
    http_message_free(m);
}

/* However a request is cut into pieces, it is the same request. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(buf_done) struct buf whole = BUF_INIT(OUT_BYTES);
    _cleanup_(buf_done) struct buf bytewise = BUF_INIT(OUT_BYTES);
    struct bytes in = {data, size};

    if (size > OUT_BYTES / 4)
        return 0;
    play(in, SIZE_MAX, &whole);
    play(in, 1, &bytewise);
    CHECK(bytes_equal(buf_view(&whole), buf_view(&bytewise)));
    return 0;
}
