#include "decode/picture_file.h"

#include "core/check.h"
#include "fuzz.h"

/* Only the file formats: what they give is pixels, whatever they are. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct grey g = {0};
    int r = picture_file_read((struct bytes){data, size}, &g);

    CHECK(r == 0 || r == PICTURE_FILE_UNUSABLE || r < 0);
    if (r == 0)
        CHECK(g.width > 0 && g.height > 0 && g.px);
    grey_done(&g);
    return 0;
}
