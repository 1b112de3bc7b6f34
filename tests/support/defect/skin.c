/*
 * skin - a beauty filter: the skin without its pores and spots, all edges kept.
 */
#include "defect.h"

#include <math.h>

/* How far the filter looks, in eye distances, and at how many places to each
 * side. */
#define REACH 0.09F
enum { TAPS = 6 };

/* Bare skin, and not the eyes and lips within it: those a filter leaves. */
static float skin_share(const struct scene *s, int x, int y)
{
    static const struct point KEPT[3] = {{-0.5F, 0}, {0.5F, 0}, {0, 1.05F}};
    struct point at = scene_face_point(s, x, y);
    float share = scene_class(s, FACE_FACE_SKIN, x, y) +
                  scene_class(s, FACE_BODY_SKIN, x, y);

    for (int i = 0; i < 3; i++)
        share *= ramp(
            0.7F, 1.2F,
            hypotf((at.x - KEPT[i].x) / 0.36F, (at.y - KEPT[i].y) / 0.22F));
    return share;
}

/* The mean of the pixels around that are about as bright. */
static void smooth(const struct scene *s, int x, int y, float like,
                   float ret[3])
{
    float step = REACH * s->frame.unit / TAPS;
    const uint8_t *here = image_at(s->photo, x, y);
    float sum[3] = {0};
    float n = 0;

    for (int k = 0; k < (2 * TAPS + 1) * (2 * TAPS + 1); k++) {
        int row = k / (2 * TAPS + 1) - TAPS;
        int column = k % (2 * TAPS + 1) - TAPS;
        int i = x + (int)lroundf((float)column * step);
        int j = y + (int)lroundf((float)row * step);
        const uint8_t *px;
        float off, away, weight;

        if (i < 0 || j < 0 || i >= s->photo->width || j >= s->photo->height)
            continue;
        px = image_at(s->photo, i, j);
        off = (float)(px[0] + px[1] + px[2] - here[0] - here[1] - here[2]) / 3;
        away = (float)(row * row + column * column) / (TAPS * TAPS);
        weight = expf(-off * off / (2 * like * like) - 2 * away);
        for (int c = 0; c < 3; c++)
            sum[c] += weight * (float)px[c];
        n += weight;
    }
    for (int c = 0; c < 3; c++)
        ret[c] = sum[c] / n;
}

/* Strength: grey values within which neighbours are mixed. */
static int skin_smoothed(const struct scene *s, float strength,
                         struct image *ret)
{
    int r = scene_copy(s, ret);

    for (int i = 0; r == 0 && i < ret->width * ret->height; i++) {
        int x = i % ret->width;
        int y = i / ret->width;
        float share = skin_share(s, x, y);
        float colour[3];

        if (share < 0.02F)
            continue;
        smooth(s, x, y, strength, colour);
        pixel_mix(image_at(ret, x, y), colour, share);
    }
    return r;
}

const struct defect SKIN_DEFECTS[] = {
    {"skin_smoothed", skin_smoothed},
    {NULL, NULL},
};
