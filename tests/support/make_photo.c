/*
 * make_photo WIDTH HEIGHT SEED >F.jpg - a picture whose parts are known by
 * colour: 20 px of yellow at both sides (what prints crop), 30 px of blue next
 * to it, 60 px of red at the top, the rest green with noise of that seed.
 */
#include "core/check.h"
#include "image/jpeg_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { YELLOW_PX = 20, BLUE_PX = 30, RED_PX = 60, DPI = 300 };

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 24;
}

static void paint(struct image *img, uint32_t seed)
{
    static const uint8_t yellow[] = {255, 255, 0}, blue[] = {0, 0, 255},
                         red[] = {255, 0, 0};

    for (int y = 0; y < img->height; y++) {
        for (int x = 0; x < img->width; x++) {
            int side = x < img->width - 1 - x ? x : img->width - 1 - x;
            uint8_t green[] = {0, (uint8_t)(150 + next(&seed) / 4), 0};
            const uint8_t *colour = side < YELLOW_PX             ? yellow
                                    : side < YELLOW_PX + BLUE_PX ? blue
                                    : y < RED_PX                 ? red
                                                                 : green;
            memcpy(image_at(img, x, y), colour, 3);
        }
    }
}

int main(int argc, char **argv)
{
    static const struct jpeg_target target = {NULL, DPI, 20480, 40000, 60, 98};
    struct image img = {0};
    struct buf jpeg = BUF_INIT(1 << 20);
    struct jpeg_coding coding;

    CHECK(argc == 4);
    CHECK(image_fit(&img, atoi(argv[1]), atoi(argv[2])) == 0);
    paint(&img, (uint32_t)strtoul(argv[3], NULL, 10));
    if (jpeg_write_to_target(&img, &target, &jpeg, &coding) != 0)
        CHECK(jpeg_write(&img, target.quality_min, DPI, &jpeg) == 0);
    CHECK(fwrite(jpeg.at, 1, jpeg.len, stdout) == jpeg.len);
    buf_done(&jpeg);
    image_done(&img);
    return 0;
}
