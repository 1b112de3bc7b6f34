#include "core/base45.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "fuzz.h"

/* What decodes has one text only. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(buf_done) struct buf bytes = BUF_INIT(4096);
    _cleanup_(buf_done) struct buf text = BUF_INIT(8192);
    struct bytes in = {data, size};

    if (base45_decode(in, &bytes) != 0)
        return 0;
    CHECK(base45_encode(buf_view(&bytes), &text) == 0);
    CHECK(bytes_equal(buf_view(&text), in));
    return 0;
}
