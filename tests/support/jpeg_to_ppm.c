/* jpeg_to_ppm <F.jpg >F.ppm - the pixels of a JPEG, for tests that measure. */
#include "core/check.h"
#include "image/jpeg_read.h"

#include <stdio.h>

enum { FILE_MAX_BYTES = 64 << 20 };

int main(void)
{
    struct buf file = BUF_INIT(FILE_MAX_BYTES);
    struct jpeg_decoder decoder = {.side_min = 0};
    struct image img = {0};
    size_t n, size;

    do {
        uint8_t *room = buf_room(&file, 1 << 16);
        CHECK(room);
        n = fread(room, 1, 1 << 16, stdin);
        buf_grew(&file, n);
    } while (n > 0);
    CHECK(jpeg_read(&decoder, buf_view(&file), 1, &img) == 0);
    size = (size_t)3 * (size_t)img.width * (size_t)img.height;
    (void)printf("P6\n%d %d\n255\n", img.width, img.height);
    CHECK(fwrite(img.px, 1, size, stdout) == size);
    image_done(&img);
    jpeg_decoder_done(&decoder);
    buf_done(&file);
    return 0;
}
