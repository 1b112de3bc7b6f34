#include "image/halve.h"

#include "image/hot.h"

#include <string.h>

enum { CHUNK = 64 }; /* result pixels in work at a time */

/*
 * Two rows in, one out.  The means of all pixels and their neighbours are
 * taken in whole registers, and every second one is kept.
 */
HOT static void halve_chunk(const uint8_t *restrict a,
                            const uint8_t *restrict b, uint8_t *restrict out,
                            int n)
{
    UNSET uint8_t mean[6 * CHUNK];

    for (int i = 0; i < 6 * n - 3; i++)
        mean[i] = (uint8_t)((a[i] + a[i + 3] + b[i] + b[i + 3] + 2) >> 2);
    for (int x = 0; x < n; x++)
        memcpy(out + 3 * x, mean + 6 * x, 3);
}

void image_halve_row(const struct image *from, int y, const struct image *ret)
{
    const uint8_t *a = image_at(from, 0, 2 * y);
    const uint8_t *b = image_at(from, 0, 2 * y + 1);
    uint8_t *out = image_at(ret, 0, y);

    for (int x = 0; x < ret->width; x += CHUNK)
        halve_chunk(a + (ptrdiff_t)6 * x, b + (ptrdiff_t)6 * x,
                    out + (ptrdiff_t)3 * x,
                    ret->width - x < CHUNK ? ret->width - x : CHUNK);
}

int image_halve(const struct image *from, struct image *ret)
{
    int r = image_fit(ret, from->width / 2, from->height / 2);

    for (int y = 0; r == 0 && y < ret->height; y++)
        image_halve_row(from, y, ret);
    return r;
}
