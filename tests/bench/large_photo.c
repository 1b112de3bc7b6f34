/*
 * large_photo PHOTO OUT - a 12-megapixel portrait (3000 x 4000) as a phone
 * takes it, out of a small one: enlarged, the wall above it carried on, with
 * a sensor's noise.
 */
#include "core/check.h"
#include "core/cleanup.h"
#include "image/jpeg_write.h"
#include "image/resize.h"
#include "jpeg_file.h"

#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 3000, HEIGHT = 4000, QUALITY = 88, DPI = 72, NOISE = 4 };
enum { FILE_BYTES_MAX = 64 * 1024 * 1024 };

static int noise(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (int)(*seed >> 24) % (2 * NOISE + 1) - NOISE;
}

static uint8_t byte_of(float share, uint32_t *seed)
{
    int v = (int)(share * 255) + noise(seed);

    return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
}

/* Above the photo its first row goes on. */
static void paint(const struct planes *photo, struct image *ret)
{
    int above = HEIGHT - photo->c[0].height;
    uint32_t seed = 1;

    CHECK(image_fit(ret, WIDTH, HEIGHT) == 0);
    for (int y = 0; y < HEIGHT; y++) {
        size_t row = y < above ? 0 : (size_t)(y - above) * WIDTH;
        for (int x = 0; x < 3 * WIDTH; x++)
            image_at(ret, 0, y)[x] =
                byte_of(photo->c[x % 3].at[row + (size_t)x / 3], &seed);
    }
}

int main(int argc, char **argv)
{
    struct image small = {0}, large = {0};
    struct resizer resizer = {.positions = 0};
    struct planes planes = {0};
    struct buf jpeg = BUF_INIT(FILE_BYTES_MAX);
    struct window all = {0, 0, 0};

    CHECK(argc == 3);
    CHECK(jpeg_file_pixels(argv[1], &small) == 0);
    all.scale = (float)WIDTH / (float)small.width;

    int height = (int)((float)small.height * all.scale);

    CHECK(height <= HEIGHT);
    CHECK(planes_fit(&planes, WIDTH, height) == 0);
    CHECK(resize_window(&resizer, &small, &all, &planes) == 0);
    paint(&planes, &large);
    CHECK(jpeg_write(&large, QUALITY, DPI, &jpeg) == 0);

    _cleanup_(fclosep) FILE *out = fopen(argv[2], "wbe");

    CHECK(out && fwrite(jpeg.at, 1, jpeg.len, out) == jpeg.len);
    buf_done(&jpeg);
    image_done(&small);
    image_done(&large);
    planes_done(&planes);
    resizer_done(&resizer);
    return 0;
}
