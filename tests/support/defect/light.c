/*
 * light - too little, too much, from one side, from a lamp above.  All in
 * linear light, where lamps add and exposures multiply.
 */
#include "defect.h"

#include "image/colour.h"

#include <math.h>

/* Half the width of the line between light and shadow, in eye distances. */
#define SHADOW_EDGE 0.5F

/* What happens to the light at one pixel. */
struct change {
    float gain;
    float add; /* 1: as much as white paper reflects */
};

typedef struct change change_at(const struct scene *s, float strength, int x,
                                int y);

static float to_srgb(float linear)
{
    return 255 * (linear <= 0.0031308F
                      ? 12.92F * linear
                      : 1.055F * powf(linear, 1 / 2.4F) - 0.055F);
}

static int change_light(const struct scene *s, float strength, change_at *at,
                        struct image *ret)
{
    int r = scene_copy(s, ret);

    for (int i = 0; r == 0 && i < ret->width * ret->height; i++) {
        uint8_t *px = ret->px + 3 * (size_t)i;
        struct change change = at(s, strength, i % ret->width, i / ret->width);

        for (int c = 0; c < 3; c++)
            px[c] = pixel_value(
                to_srgb(colour_linear(px[c]) * change.gain + change.add));
    }
    return r;
}

static struct change exposed(const struct scene *s, float stops, int x, int y)
{
    (void)s;
    (void)x;
    (void)y;
    return (struct change){exp2f(stops), 0};
}

/* Strength: stops under the photo's own exposure. */
static int dark(const struct scene *s, float stops, struct image *ret)
{
    return change_light(s, -stops, exposed, ret);
}

/* Strength: stops over the photo's own exposure. */
static int bright(const struct scene *s, float stops, struct image *ret)
{
    return change_light(s, stops, exposed, ret);
}

/* +1 where the half on the picture's right is the darker one, else -1: a lamp
 * on the dark side would put right what is to be spoilt. */
static float darker_side(const struct scene *s)
{
    float light[2] = {0};
    float n[2] = {1, 1};

    for (int i = 0; i < s->photo->width * s->photo->height; i += 7) {
        int x = i % s->photo->width;
        int y = i / s->photo->width;
        int half = scene_face_point(s, x, y).x > 0;

        if (scene_class(s, FACE_FACE_SKIN, x, y) < 0.5F)
            continue;
        light[half] += colour_luminance(image_at(s->photo, x, y));
        n[half]++;
    }
    return light[1] / n[1] < light[0] / n[0] ? 1 : -1;
}

/* Negative stops: the picture's left half loses them. */
static struct change shadowed(const struct scene *s, float stops, int x, int y)
{
    float across = copysignf(1, stops) * scene_face_point(s, x, y).x;
    float shadow = ramp(-SHADOW_EDGE, SHADOW_EDGE, across);

    return (struct change){exp2f(-fabsf(stops) * shadow), 0};
}

/* Strength: stops that the darker half loses against the other. */
static int side_light(const struct scene *s, float stops, struct image *ret)
{
    return change_light(s, stops * darker_side(s), shadowed, ret);
}

static struct change lamp_lit(const struct scene *s, float strength, int x,
                              int y)
{
    float crown = (s->face->crown_y - s->frame.origin.y) / s->frame.unit;
    struct point at = scene_face_point(s, x, y);
    float across = at.x / 0.8F;
    float down = (at.y - crown - 0.35F) / 0.4F;
    float person = 1 - scene_class(s, FACE_BACKGROUND, x, y);

    return (struct change){1, strength * person *
                                  expf(-(across * across + down * down) / 2)};
}

/* Strength: light added in the middle of the spot on top of the head. */
static int lamp_above(const struct scene *s, float strength, struct image *ret)
{
    return change_light(s, strength, lamp_lit, ret);
}

static struct change washed_out(const struct scene *s, float strength, int x,
                                int y)
{
    float upper = ramp(-0.5F, -1.1F, scene_face_point(s, x, y).y);

    return (struct change){1,
                           strength * upper * scene_class(s, FACE_HAIR, x, y)};
}

/* The share of pixels above the eyes that are hair, by the face's width
 * squared. */
static float hair_above(const struct scene *s)
{
    float n = 0;

    for (int i = 0; i < s->photo->width * s->photo->height; i++) {
        int x = i % s->photo->width;
        int y = i / s->photo->width;

        n += (float)(scene_class(s, FACE_HAIR, x, y) > 0.5F &&
                     scene_face_point(s, x, y).y < 0);
    }
    return n / (s->face->face_width * s->face->face_width);
}

/* Strength: light added to the hair over the forehead.  Not for bald heads. */
static int hair_washed_out(const struct scene *s, float strength,
                           struct image *ret)
{
    if (hair_above(s) < 0.1F)
        return DEFECT_DOES_NOT_APPLY;
    return change_light(s, strength, washed_out, ret);
}

const struct defect LIGHT_DEFECTS[] = {
    {"dark", dark},
    {"bright", bright},
    {"side_light", side_light},
    {"lamp_above", lamp_above},
    {"hair_washed_out", hair_washed_out},
    {NULL, NULL},
};
