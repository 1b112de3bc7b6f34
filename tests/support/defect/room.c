/*
 * room - the person before straight things that people do stand before, and
 * that are no edge of a print: strength says which.
 */
#include "defect.h"

#include "noise.h"

#include <math.h>

struct box {
    float left;
    float top;
    float right;
    float bottom;
};

/* How far outside a box a point is; below 0 inside. */
static float outside(const struct box *b, struct point at)
{
    return fmaxf(fmaxf(b->left - at.x, at.x - b->right),
                 fmaxf(b->top - at.y, at.y - b->bottom));
}

/* A frame of that width around a box. */
static bool is_frame(const struct box *b, float width, struct point at)
{
    float away = outside(b, at);

    return away >= 0 && away < width;
}

static void colour(float r, float g, float b, float ret[3])
{
    ret[0] = r;
    ret[1] = g;
    ret[2] = b;
}

static void wall(struct point at, float ret[3])
{
    float v = 205 - 25 * at.x + 6 * noise_clouds(at.x, at.y, 0.1F);

    colour(v, v, v - 8, ret);
}

static void door(struct point at, float ret[3])
{
    static const struct box OPEN = {0.13F, 0.06F, 0.87F, 1.5F};

    wall(at, ret);
    if (is_frame(&OPEN, 0.05F, at))
        colour(120, 82, 50, ret);
    else if (outside(&OPEN, at) < 0)
        colour(232, 228, 220, ret);
}

static void window(struct point at, float ret[3])
{
    static const struct box GLASS = {0.1F, -0.5F, 0.9F, 0.7F};
    bool bar = fabsf(at.x - 0.5F) < 0.02F || fabsf(at.y - 0.2F) < 0.02F;

    wall(at, ret);
    if (outside(&GLASS, at) < 0 && !bar)
        colour(190 + 40 * noise_clouds(at.x, at.y, 0.2F), 225, 245, ret);
    else if (outside(&GLASS, at) < 0.04F)
        colour(245, 245, 242, ret);
}

static void shelves(struct point at, float ret[3])
{
    float board = at.y * 3.4F + 0.3F;
    float row = floorf(board);
    float book = at.x * 23 + 0.4F * noise_at((int)row, 3);
    float hue = noise_at((int)floorf(book), (int)row);
    float height = 0.25F + 0.2F * noise_at((int)floorf(book), (int)row + 50);

    if (board - row > 0.9F)
        colour(140, 100, 62, ret);
    else if (board - row < height)
        colour(60, 48, 40, ret);
    else
        colour(60 + 150 * hue, 60 + 120 * noise_at((int)(hue * 999), 2),
               70 + 90 * (1 - hue), ret);
    if (fabsf(at.x - 0.06F) < 0.012F || fabsf(at.x - 0.93F) < 0.012F)
        colour(140, 100, 62, ret);
}

static void framed(struct point at, float ret[3])
{
    static const struct box PICTURE = {0.2F, 0.04F, 0.8F, 0.62F};

    wall(at, ret);
    if (is_frame(&PICTURE, 0.025F, at))
        colour(46, 34, 26, ret);
    else if (outside(&PICTURE, at) < 0)
        colour(120 + 90 * noise_clouds(at.x, at.y, 0.15F), 150,
               110 + 60 * noise_clouds(at.y, at.x, 0.1F), ret);
}

static void board(struct point at, float ret[3])
{
    static const struct box BOARD = {0.05F, 0.05F, 0.95F, 0.78F};

    wall(at, ret);
    if (is_frame(&BOARD, 0.015F, at))
        colour(150, 152, 155, ret);
    else if (outside(&BOARD, at) < 0)
        colour(42, 78 + 12 * noise_clouds(at.x, at.y, 0.3F), 62, ret);
}

static void panels(struct point at, float ret[3])
{
    float x = at.x * 4 - floorf(at.x * 4);
    float y = at.y * 3 - floorf(at.y * 3);

    wall(at, ret);
    if (x < 0.04F || y < 0.03F)
        colour(96, 92, 86, ret);
}

static void banner(struct point at, float ret[3])
{
    static const struct box CLOTH = {0.16F, 0.03F, 0.84F, 2};

    wall(at, ret);
    if (outside(&CLOTH, at) < 0)
        colour(70, 120, 185, ret);
}

static void monitor(struct point at, float ret[3])
{
    static const struct box GLASS = {0.08F, 0.1F, 0.92F, 0.7F};

    wall(at, ret);
    if (is_frame(&GLASS, 0.02F, at))
        colour(18, 18, 20, ret);
    else if (outside(&GLASS, at) < 0)
        colour(150, 190, 225 - 60 * at.y, ret);
}

typedef void things_at(struct point at, float ret[3]);

static things_at *const ROOMS[] = {door,  window, shelves, framed,
                                   board, panels, banner,  monitor};
enum { N_ROOMS = sizeof ROOMS / sizeof *ROOMS };

/* Rooms after the last are the first ones again, behind a desk. */
#define DESK 0.93F

static void paint_room(const struct scene *s, int which, struct image *ret)
{
    for (int i = 0; i < ret->width * ret->height; i++) {
        int x = i % ret->width;
        int y = i / ret->width;
        struct point at = {((float)x + 0.5F) / (float)ret->width,
                           ((float)y + 0.5F) / (float)ret->height};
        float empty = scene_class(s, FACE_BACKGROUND, x, y);
        float px[3];

        ROOMS[which % N_ROOMS](at, px);
        pixel_mix(image_at(ret, x, y), px, ramp(0.3F, 0.7F, empty));
        if (which >= N_ROOMS && at.y > DESK) {
            colour(196, 160, 120, px);
            pixel_mix(image_at(ret, x, y), px, 1);
        }
    }
}

static int room(const struct scene *s, float strength, struct image *ret)
{
    int which = (int)strength - 1;
    int r = scene_copy(s, ret);

    if (which < 0 || which >= 2 * N_ROOMS)
        return DEFECT_DOES_NOT_APPLY;
    if (r == 0)
        paint_room(s, which, ret);
    return r;
}

const struct defect ROOM_DEFECTS[] = {{"room", room}, {NULL, NULL}};
