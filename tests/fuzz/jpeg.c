#include "fuzz.h"

#include "core/check.h"
#include "image/jpeg_read.h"

/* So that the engine finds bugs rather than long decodings. */
enum { PIXELS_MAX = 1000 * 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static struct jpeg_decoder decoder;
    static struct image out;
    struct bytes file = {data, len};
    struct jpeg_facts facts;
    int r = jpeg_inspect(file, &facts);

    CHECK(r >= 0);
    if (r > 0 || facts.width * facts.height > PIXELS_MAX)
        return 0;
    CHECK(jpeg_read(&decoder, file, 2, &out) >= 0);
    CHECK(jpeg_read_part(&decoder, file, 1, (struct rect){50, 70, 90, 40},
                         &out) >= 0);
    return 0;
}
