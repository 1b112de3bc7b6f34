#include "defect.h"

#include <math.h>
#include <string.h>

int scene_copy(const struct scene *s, struct image *ret)
{
    int r = image_fit(ret, s->photo->width, s->photo->height);

    if (r == 0)
        memcpy(ret->px, s->photo->px,
               3 * (size_t)ret->width * (size_t)ret->height);
    return r;
}

struct point scene_face_point(const struct scene *s, int x, int y)
{
    float dx = ((float)x + 0.5F - s->frame.origin.x) / s->frame.unit;
    float dy = ((float)y + 0.5F - s->frame.origin.y) / s->frame.unit;

    return (struct point){dx * s->frame.x.x + dy * s->frame.x.y,
                          dx * s->frame.y.x + dy * s->frame.y.y};
}

float scene_class(const struct scene *s, enum face_class c, int x, int y)
{
    return face_map_at(&s->face->map, c, (float)x + 0.5F, (float)y + 0.5F);
}

static float between(float low, float high, float v)
{
    return fminf(fmaxf(v, low), high);
}

void scene_colour(const struct image *photo, float x, float y, float ret[3])
{
    float left = between(0, (float)photo->width - 1.001F, x - 0.5F);
    float top = between(0, (float)photo->height - 1.001F, y - 0.5F);
    int i = (int)left;
    int j = (int)top;
    float u = left - (float)i;
    float v = top - (float)j;
    const uint8_t *upper = image_at(photo, i, j);
    const uint8_t *lower = image_at(photo, i, j + 1);

    for (int c = 0; c < 3; c++)
        ret[c] =
            (1 - v) * ((1 - u) * (float)upper[c] + u * (float)upper[c + 3]) +
            v * ((1 - u) * (float)lower[c] + u * (float)lower[c + 3]);
}

uint8_t pixel_value(float v)
{
    return (uint8_t)(between(0, 255, v) + 0.5F);
}

void pixel_mix(uint8_t *px, const float colour[3], float share)
{
    for (int c = 0; c < 3; c++)
        px[c] = pixel_value((float)px[c] + share * (colour[c] - (float)px[c]));
}

float ramp(float from, float to, float v)
{
    float t = between(0, 1, (v - from) / (to - from));

    return t * t * (3 - 2 * t);
}
