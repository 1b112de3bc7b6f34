#include "core/base64.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "fuzz.h"

/* What decodes has one text only. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(buf_done) struct buf bytes = BUF_INIT(4096);
    char text[BASE64_SIZE(4096)];
    struct bytes in = {data, size};

    if (base64_decode(in, &bytes) != 0)
        return 0;
    base64_encode(buf_view(&bytes), text);
    CHECK(bytes_equal(bytes_of_text(text), in));
    return 0;
}
