#include "image/ycc.h"

#include "image/hot.h"

#include <stdbool.h>
#include <stdlib.h>

/* How far around the rounded values we look. */
enum { REACH_Y = 2, REACH_CHROMA = 8 };

static int clamp_byte(int v)
{
    if (v < 0)
        return 0;
    return v > 255 ? 255 : v;
}

/* 16.16 fixed point, as libjpeg and most others have it. */
static inline int fixed(int a, int b, int c, int add)
{
    return (a + b + c + add) >> 16;
}

static inline struct ycc rounded(const uint8_t p[3])
{
    enum { HALF = 1 << 15, MIDDLE = (128 << 16) + HALF - 1 };

    return (struct ycc){
        (uint8_t)fixed(19595 * p[0], 38470 * p[1], 7471 * p[2], HALF),
        (uint8_t)fixed(-11059 * p[0], -21709 * p[1], 32768 * p[2], MIDDLE),
        (uint8_t)fixed(32768 * p[0], -27439 * p[1], -5329 * p[2], MIDDLE)};
}

void ycc_to_rgb(struct ycc from, uint8_t ret[3])
{
    int cb = from.cb - 128, cr = from.cr - 128, half = 1 << 15;

    ret[0] = (uint8_t)clamp_byte(from.y + ((91881 * cr + half) >> 16));
    ret[1] =
        (uint8_t)clamp_byte(from.y + ((-22554 * cb - 46802 * cr + half) >> 16));
    ret[2] = (uint8_t)clamp_byte(from.y + ((116130 * cb + half) >> 16));
}

/* Largest difference of a colour. */
static int error_of(struct ycc c, const uint8_t rgb[3])
{
    uint8_t got[3];
    int most = 0;

    ycc_to_rgb(c, got);
    for (int i = 0; i < 3; i++) {
        int e = abs(got[i] - rgb[i]);
        most = e > most ? e : most;
    }
    return most;
}

/* The lower the better: what it and its neighbours in chroma are off, then how
 * far it is from the rounded values. */
static int cost_of(struct ycc c, struct ycc from, const uint8_t rgb[3])
{
    int cost = 1000 * error_of(c, rgb) + abs(c.y - from.y) +
               abs(c.cb - from.cb) + abs(c.cr - from.cr);

    for (int i = -1; i <= 1; i += 2) {
        struct ycc b = c, r = c;
        b.cb = (uint8_t)clamp_byte(c.cb + i);
        r.cr = (uint8_t)clamp_byte(c.cr + i);
        cost += 50 * (error_of(b, rgb) + error_of(r, rgb));
    }
    return cost;
}

struct ycc ycc_of(const uint8_t rgb[3])
{
    struct ycc from = rounded(rgb), best = from;
    int least = cost_of(from, from, rgb);
    int n = 2 * REACH_CHROMA + 1;

    for (int i = 0; i < (2 * REACH_Y + 1) * n * n; i++) {
        struct ycc c = {(uint8_t)clamp_byte(from.y + i / (n * n) - REACH_Y),
                        (uint8_t)clamp_byte(from.cb + i / n % n - REACH_CHROMA),
                        (uint8_t)clamp_byte(from.cr + i % n - REACH_CHROMA)};
        int cost = cost_of(c, from, rgb);
        if (cost < least) {
            least = cost;
            best = c;
        }
    }
    return best;
}

/* One colour, and what it becomes. */
struct exactly {
    uint8_t rgb[3];
    struct ycc value;
};

HOT static void convert_row(const uint8_t *restrict from, uint8_t *restrict to,
                            int n, const struct exactly *e)
{
    const uint8_t r = e->rgb[0], g = e->rgb[1], b = e->rgb[2];
    const struct ycc value = e->value;

    for (int i = 0; i < n; i++) {
        const uint8_t *p = from + (ptrdiff_t)3 * i;
        bool is_it = (p[0] == r) & (p[1] == g) & (p[2] == b);
        struct ycc c = rounded(p);

        to[3 * i] = is_it ? value.y : c.y;
        to[3 * i + 1] = is_it ? value.cb : c.cb;
        to[3 * i + 2] = is_it ? value.cr : c.cr;
    }
}

int ycc_convert(const struct image *rgb, const uint8_t exact[3],
                struct image *ret)
{
    const struct exactly e = {{exact[0], exact[1], exact[2]}, ycc_of(exact)};
    int r = image_fit(ret, rgb->width, rgb->height);

    for (int y = 0; r == 0 && y < rgb->height; y++)
        convert_row(image_at(rgb, 0, y), image_at(ret, 0, y), rgb->width, &e);
    return r;
}
