#include "image/pyramid.h"

#include "image/halve.h"
#include "image/hot.h"
#include "image/pixel.h"

#include <math.h>

enum { SIDE_MIN = 64 };

static const struct image *level(const struct pyramid *p, int i)
{
    return i == 0 ? p->base : &p->half[i - 1];
}

int pyramid_build(struct pyramid *p, const struct image *base)
{
    p->base = base;
    p->levels = 1;
    while (p->levels < PYRAMID_LEVELS) {
        const struct image *last = level(p, p->levels - 1);
        if (last->width < 2 * SIDE_MIN || last->height < 2 * SIDE_MIN)
            break;

        int r = image_halve(last, &p->half[p->levels - 1]);

        if (r < 0)
            return r;
        p->levels++;
    }
    return 0;
}

void pyramid_done(struct pyramid *p)
{
    for (int i = 0; i < PYRAMID_LEVELS - 1; i++)
        image_done(&p->half[i]);
    *p = (struct pyramid){0};
}

struct point affine_at(const struct affine *m, float x, float y)
{
    return (struct point){m->x0 + m->xx * x + m->xy * y,
                          m->y0 + m->yx * x + m->yy * y};
}

struct affine affine_square(struct point centre, float side, float radians,
                            int pixels)
{
    float k = side / (float)pixels, mid = (float)pixels / 2;
    float c = k * cosf(radians), s = k * sinf(radians);

    return (struct affine){
        .x0 = centre.x - (c - s) * mid,
        .xx = c,
        .xy = -s,
        .y0 = centre.y - (s + c) * mid,
        .yx = s,
        .yy = c,
    };
}

/* Halve while a result pixel covers more than one and a half of ours. */
static int level_for(const struct pyramid *p, const struct affine *m,
                     float *ret_scale)
{
    float cover = sqrtf(fabsf(m->xx * m->yy - m->xy * m->yx));
    int i = 0;

    *ret_scale = 1;
    for (; i + 1 < p->levels && cover > 1.5f; i++) {
        cover /= 2;
        *ret_scale /= 2;
    }
    return i;
}

static float clampf(float v, float max)
{
    if (v < 0)
        return 0;
    return v > max ? max : v;
}

/* Bilinear; (x, y) is a position, so the pixel's middle is half a step off. */
static inline pixel sample(const struct image *img, float x, float y)
{
    float fx = clampf(x - 0.5f, (float)(img->width - 1));
    float fy = clampf(y - 0.5f, (float)(img->height - 1));
    int x0 = (int)fx, y0 = (int)fy;
    size_t right = x0 + 1 < img->width ? 3 : 0;
    size_t below = y0 + 1 < img->height ? 3 * (size_t)img->width : 0;
    const uint8_t *p = image_at(img, x0, y0);
    pixel upper_left = pixel_of_bytes(p), upper = pixel_of_bytes(p + right);
    pixel lower_left = pixel_of_bytes(p + below);
    pixel lower = pixel_of_bytes(p + right + below);

    fx -= (float)x0;
    fy -= (float)y0;
    upper = upper_left + fx * (upper - upper_left);
    lower = lower_left + fx * (lower - lower_left);
    return upper + fy * (lower - upper);
}

static inline pixel view_pixel(const struct image *img, struct point at)
{
    if (at.x >= 0 && at.y >= 0 && at.x <= (float)img->width &&
        at.y <= (float)img->height)
        return sample(img, at.x, at.y);
    return (pixel){0};
}

HOT static void view_row(const struct image *img, const struct affine *m,
                         const struct view *v, int y)
{
    float *out = v->at + (size_t)y * (size_t)v->width * 3;

    for (int x = 0; x < v->width; x++, out += 3) {
        struct point at = affine_at(m, (float)x + 0.5f, (float)y + 0.5f);
        pixel p = view_pixel(img, at);

        p = p * v->mul + v->add;
        out[0] = p[0];
        out[1] = p[1];
        out[2] = p[2];
    }
}

void pyramid_view(const struct pyramid *p, const struct affine *m,
                  const struct view *view)
{
    float scale;
    const struct image *img = level(p, level_for(p, m, &scale));
    struct affine on_level = {
        m->x0 * scale, m->xx * scale, m->xy * scale,
        m->y0 * scale, m->yx * scale, m->yy * scale,
    };

    for (int y = 0; y < view->height; y++)
        view_row(img, &on_level, view, y);
}
