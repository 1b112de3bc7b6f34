#include "net/multipart.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "fuzz.h"

#include <string.h>

enum { OUT_BYTES = 1 << 20 };

static void on_begin(void *ctx, const struct multipart_part *part)
{
    CHECK(buf_add_text(ctx, part->name) == 0);
    CHECK(buf_add_text(ctx, part->type) == 0);
}

static void on_data(void *ctx, struct bytes piece)
{
    CHECK(piece.len > 0);
    CHECK(buf_add(ctx, piece.at, piece.len) == 0);
}

static void on_end(void *ctx)
{
    CHECK(buf_add(ctx, "|", 1) == 0);
}

/* The end as one letter behind what came out. */
static void play(struct bytes in, size_t step, struct buf *out)
{
    const struct multipart_handlers handlers = {on_begin, on_data, on_end, out};
    struct multipart *m = NULL;
    int r = multipart_new("multipart/form-data; boundary=x", &handlers, &m);

    CHECK(r == 0);
    while (in.len > 0 && r == 0) {
        size_t n = in.len < step ? in.len : step;

        r = multipart_feed(m, (struct bytes){in.at, n});
        in.at += n;
        in.len -= n;
    }
    CHECK(buf_add(out,
                  r < 0                      ? "!"
                  : multipart_is_complete(m) ? "."
                                             : "?",
                  1) == 0);
    multipart_free(m);
}

/* However a form is cut into pieces, it is the same form, and no byte of it
 * comes out twice. */
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
    CHECK(whole.len <= size + 1);
    return 0;
}
