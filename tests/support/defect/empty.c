/*
 * empty - pictures without a person's face.  Strength: which of them.
 */
#include "defect.h"

#include "image/jpeg_read.h"
#include "noise.h"

#include <math.h>

typedef float pattern_at(int x, int y);

static float wall(int x, int y)
{
    return 0.75F + 0.06F * noise_clouds((float)x, (float)y, 90) +
           0.03F * noise_at(x, y);
}

static float sky(int x, int y)
{
    return 0.5F + 0.3F * noise_clouds((float)x, (float)y, 160) +
           0.2F * noise_clouds((float)x, (float)y, 55);
}

static float bricks(int x, int y)
{
    int row = y / 60;
    int along = (x + row % 2 * 70) % 140;

    if (y % 60 < 6 || along < 6)
        return 0.8F;
    return 0.35F + 0.15F * noise_at(row, (x + row % 2 * 70) / 140) +
           0.05F * noise_at(x, y);
}

static float window(int x, int y)
{
    bool frame = x % 250 < 24 || y % 330 < 24;

    return frame ? 0.3F : 0.85F - 0.2F * noise_clouds((float)x, (float)y, 200);
}

static float floor_tiles(int x, int y)
{
    return (x / 80 + y / 80) % 2 ? 0.25F + 0.03F * noise_at(x, y) : 0.8F;
}

static float leaves(int x, int y)
{
    return 0.15F +
           0.5F * noise_clouds((float)x, (float)y, 14) *
               noise_clouds((float)x, (float)y, 40) +
           0.2F * noise_clouds((float)x, (float)y, 5);
}

/* In a colour that only this photo gives, so that each gives other pictures. */
static int pattern(const struct scene *s, pattern_at *at, struct image *ret)
{
    const uint8_t *corner = image_at(s->photo, 10, s->photo->height - 10);
    const float colour[3] = {210, 150 + 0.2F * (float)corner[1],
                             110 + 0.3F * (float)corner[2]};
    int r = image_fit(ret, s->photo->width, s->photo->height);

    for (int i = 0; r == 0 && i < 3 * ret->width * ret->height; i++) {
        int cell = i / 3;

        ret->px[i] = pixel_value(at(cell % ret->width, cell / ret->width) *
                                 colour[i % 3]);
    }
    return r;
}

/* The photo from under the chin down. */
static int headless(const struct scene *s, struct image *ret)
{
    int top = (int)(s->face->chin_y + 0.05F * s->face->face_height);
    float scale = (float)(s->photo->height - top) / (float)s->photo->height;
    int r = 0;

    if (s->photo->height - top < 60)
        return DEFECT_DOES_NOT_APPLY;
    r = image_fit(ret, s->photo->width, s->photo->height);
    for (int i = 0; r == 0 && i < ret->width * ret->height; i++) {
        float px[3];

        scene_colour(s->photo,
                     s->frame.origin.x +
                         ((float)(i % ret->width) - (float)ret->width / 2) *
                             scale,
                     (float)top + (float)(i / ret->width) * scale, px);
        for (int c = 0; c < 3; c++)
            ret->px[3 * i + c] = pixel_value(px[c]);
    }
    return r;
}

/* The photo in squares, too small for a face, in disorder. */
static int shuffled(const struct scene *s, struct image *ret)
{
    int side = (int)(s->frame.unit * 0.5F);
    int columns = s->photo->width / side;
    int rows = s->photo->height / side;
    int r = image_fit(ret, columns * side, rows * side);

    if (columns * side < JPEG_SIDE_MIN || rows * side < JPEG_SIDE_MIN)
        return DEFECT_DOES_NOT_APPLY;
    for (int i = 0; r == 0 && i < ret->width * ret->height; i++) {
        int x = i % ret->width;
        int y = i / ret->width;
        /* 7 and 5 are prime to most counts: each square goes elsewhere. */
        int column = (x / side * 7 + y / side * 3) % columns;
        int row = (y / side * 5 + x / side * 2) % rows;
        const uint8_t *px =
            image_at(s->photo, column * side + x % side, row * side + y % side);

        for (int c = 0; c < 3; c++)
            ret->px[3 * i + c] = px[c];
    }
    return r;
}

static int no_person(const struct scene *s, float strength, struct image *ret)
{
    static pattern_at *const PATTERNS[] = {wall,   sky,         bricks,
                                           window, floor_tiles, leaves};
    int which = (int)strength;

    if (which == 1)
        return headless(s, ret);
    if (which == 2)
        return shuffled(s, ret);
    if (which < 3 || which > 8)
        return DEFECT_DOES_NOT_APPLY;
    return pattern(s, PATTERNS[which - 3], ret);
}

const struct defect EMPTY_DEFECTS[] = {
    {"no_person", no_person},
    {NULL, NULL},
};
