#include "jpeg_file.h"

#include "core/cleanup.h"
#include "image/jpeg_read.h"
#include "image/jpeg_write.h"

#include <stdio.h>

enum { DPI = 72 };

int jpeg_file_read(const char *path, struct buf *ret)
{
    _cleanup_(fclosep) FILE *file = fopen(path, "rbe");
    char part[65536];
    size_t n;
    int r = file ? 0 : -1;

    while (r == 0 && (n = fread(part, 1, sizeof part, file)) > 0)
        r = buf_add(ret, part, n);
    return r;
}

int jpeg_file_pixels(const char *path, struct image *ret)
{
    _cleanup_(buf_done) struct buf bytes = BUF_INIT(JPEG_FILE_MAX);
    struct jpeg_decoder decoder = {0};
    int r = jpeg_file_read(path, &bytes);

    if (r == 0)
        r = jpeg_read(&decoder, buf_view(&bytes), 1, ret);
    jpeg_decoder_done(&decoder);
    return r;
}

int jpeg_file_write(const char *path, const struct image *img, int quality)
{
    _cleanup_(buf_done) struct buf bytes = BUF_INIT(JPEG_FILE_MAX);
    _cleanup_(fclosep) FILE *file = fopen(path, "wbe");
    int r = jpeg_write(img, quality, DPI, &bytes);

    return r == 0 && file && fwrite(bytes.at, 1, bytes.len, file) == bytes.len
               ? 0
               : -1;
}
