#include "qc/check/grain.h"

#include "core/check.h"
#include "image/hot.h"

#include <math.h>

enum {
    SIDE = 2 * GRAIN_HALF,
    WINDOW = SIDE + 2 * GRAIN_RING,
    MARGIN = GRAIN_HALF + GRAIN_RING,
};

bool grain_fits(const struct image *picture, int x, int y)
{
    return x >= MARGIN && y >= MARGIN && x + MARGIN <= picture->width &&
           y + MARGIN <= picture->height;
}

static void copy_grey(const struct image *picture, int left, int top,
                      float to[WINDOW][WINDOW])
{
    for (int y = 0; y < WINDOW; y++) {
        const uint8_t *px = image_at(picture, left, top + y);

        for (int x = 0; x < WINDOW; x++, px += 3)
            to[y][x] = 0.299F * (float)px[0] + 0.587F * (float)px[1] +
                       0.114F * (float)px[2];
    }
}

HOT static void measure(const float g[WINDOW][WINDOW], struct grain *ret)
{
    float light = 0, fine = 0, coarse = 0;

    for (int y = GRAIN_RING; y < GRAIN_RING + SIDE; y++) {
        for (int x = GRAIN_RING; x < GRAIN_RING + SIDE; x++) {
            float near = g[y][x - 1] + g[y][x + 1] + g[y - 1][x] + g[y + 1][x];
            float ring = g[y][x - 3] + g[y][x + 3] + g[y - 3][x] + g[y + 3][x] +
                         g[y - 2][x - 2] + g[y - 2][x + 2] + g[y + 2][x - 2] +
                         g[y + 2][x + 2];

            light += g[y][x];
            fine += fabsf(g[y][x] - near / 4);
            coarse += fabsf((g[y][x] + near) / 5 - ring / 8);
        }
    }
    *ret = (struct grain){light / (SIDE * SIDE), fine / (SIDE * SIDE),
                          coarse / (SIDE * SIDE)};
}

struct grain grain_at(const struct image *picture, int x, int y)
{
    float g[WINDOW][WINDOW];
    struct grain ret;

    CHECK(grain_fits(picture, x, y));
    copy_grey(picture, x - MARGIN, y - MARGIN, g);
    measure(g, &ret);
    return ret;
}
