#include "read_photo.h"

#include "core/bytes.h"
#include "core/cleanup.h"
#include "image/jpeg_read.h"

#include <stdio.h>

int read_photo(const char *path, struct image *ret)
{
    _cleanup_(buf_done) struct buf bytes = BUF_INIT(PHOTO_FILE_MAX);
    _cleanup_(fclosep) FILE *file = fopen(path, "rbe");
    struct jpeg_decoder decoder = {0};
    char part[65536];
    size_t n;
    int r = file ? 0 : -1;

    while (r == 0 && (n = fread(part, 1, sizeof part, file)) > 0)
        r = buf_add(&bytes, part, n);
    if (r == 0)
        r = jpeg_read(&decoder, buf_view(&bytes), 1, ret);
    jpeg_decoder_done(&decoder);
    return r;
}
