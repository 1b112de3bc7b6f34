/*
 * place - where and how the person stands in the picture: leaning, far, cut
 * off, on the head, mirrored, in company.
 */
#include "defect.h"

#include "image/jpeg_read.h"

#include <math.h>

/* Where in the photo a position of the result comes from. */
typedef struct point from_at(const struct scene *s, float strength,
                             struct point to);

/* `taps` x `taps` samples to a pixel: as many as the photo shrinks. */
static void render(const struct scene *s, float strength, from_at *from,
                   int taps, struct image *ret)
{
    for (int i = 0; i < ret->width * ret->height; i++) {
        float sum[3] = {0};

        for (int k = 0; k < taps * taps; k++) {
            int row = k / taps;
            struct point to = {(float)(i % ret->width) +
                                   ((float)(k % taps) + 0.5F) / (float)taps,
                               (float)(i / ret->width) +
                                   ((float)row + 0.5F) / (float)taps};
            struct point at = from(s, strength, to);
            float px[3];

            scene_colour(s->photo, at.x, at.y, px);
            for (int c = 0; c < 3; c++)
                sum[c] += px[c];
        }
        for (int c = 0; c < 3; c++)
            ret->px[3 * i + c] = pixel_value(sum[c] / (float)(taps * taps));
    }
}

static int warp(const struct scene *s, float strength, from_at *from, int taps,
                struct image *ret)
{
    int r = image_fit(ret, s->photo->width, s->photo->height);

    if (r == 0)
        render(s, strength, from, taps, ret);
    return r;
}

static struct point turned(struct point about, float deg, struct point p)
{
    float angle = deg * (float)M_PI / 180;
    float dx = p.x - about.x;
    float dy = p.y - about.y;

    return (struct point){about.x + dx * cosf(angle) + dy * sinf(angle),
                          about.y - dx * sinf(angle) + dy * cosf(angle)};
}

static struct point rolled(const struct scene *s, float deg, struct point to)
{
    return turned(s->frame.origin, deg, to);
}

/* Strength: degrees that the head leans, more than it already does. */
static int roll(const struct scene *s, float deg, struct image *ret)
{
    return warp(s, s->face->roll_deg < 0 ? -deg : deg, rolled, 2, ret);
}

static struct point quarter_turned(const struct scene *s, float deg,
                                   struct point to)
{
    struct point middle = {(float)s->photo->width / 2,
                           (float)s->photo->height / 2};

    return turned(middle, deg, to);
}

/* Strength: degrees, 90, 180 or 270. */
static int upside_down(const struct scene *s, float deg, struct image *ret)
{
    return warp(s, deg, quarter_turned, 1, ret);
}

static struct point from_mirror(const struct scene *s, float strength,
                                struct point to)
{
    (void)strength;
    return (struct point){(float)s->photo->width - to.x, to.y};
}

static int mirrored(const struct scene *s, float strength, struct image *ret)
{
    return warp(s, strength, from_mirror, 1, ret);
}

static struct point from_afar(const struct scene *s, float shrunk,
                              struct point to)
{
    return (struct point){
        s->frame.origin.x + (to.x - (float)s->photo->width / 2) * shrunk,
        s->frame.origin.y + (to.y - (float)s->photo->height * 0.4F) * shrunk};
}

/* Strength: the eye distance as a hundredth part of the shorter side. */
static int far(const struct scene *s, float strength, struct image *ret)
{
    int side =
        s->photo->width < s->photo->height ? s->photo->width : s->photo->height;
    float shrunk = s->frame.unit / ((float)side * strength / 100);

    if (shrunk < 1)
        return DEFECT_DOES_NOT_APPLY;
    return warp(s, shrunk, from_afar, (int)ceilf(shrunk), ret);
}

static struct point from_aside(const struct scene *s, float share,
                               struct point to)
{
    float away = s->frame.origin.x / (float)s->photo->width - 0.5F;
    float side = away < 0 ? -1 : 1;

    return (struct point){to.x + (away - side * share) * (float)s->photo->width,
                          to.y};
}

/* Strength: the eyes' distance from the middle, by the picture's width. */
static int off_centre(const struct scene *s, float share, struct image *ret)
{
    return warp(s, share, from_aside, 1, ret);
}

/* What is left of the photo beyond a corner. */
static int crop(const struct scene *s, float left, float top, struct image *ret)
{
    int x = (int)left;
    int y = (int)top;
    int r;

    if (x < 0 || y < 0 || s->photo->width - x < JPEG_SIDE_MIN ||
        s->photo->height - y < JPEG_SIDE_MIN)
        return DEFECT_DOES_NOT_APPLY;
    r = image_fit(ret, s->photo->width - x, s->photo->height - y);
    for (int i = 0; r == 0 && i < 3 * ret->width * ret->height; i++) {
        int cell = i / 3;

        ret->px[i] = image_at(s->photo, x + cell % ret->width,
                              y + cell / ret->width)[i % 3];
    }
    return r;
}

/* Strength: the share of the face's width beyond the left edge. */
static int cut_side(const struct scene *s, float share, struct image *ret)
{
    return crop(
        s, s->face->points[POINT_CHEEK_LEFT].x + share * s->face->face_width, 0,
        ret);
}

/* Strength: the share of the head, crown to chin, beyond the upper edge. */
static int cut_top(const struct scene *s, float share, struct image *ret)
{
    float crown = fminf(s->face->crown_y, s->face->points[POINT_FOREHEAD].y);

    return crop(s, 0, crown + share * (s->face->chin_y - crown), ret);
}

static struct point from_company(const struct scene *s, float size,
                                 struct point to)
{
    float beside = to.x - (float)s->photo->width;

    if (beside < 0)
        return to;
    return (struct point){(float)s->photo->width - beside / size,
                          (float)s->photo->height +
                              (to.y - (float)s->photo->height) / size};
}

/* Strength: the size of the second person, by the first one's. */
static int two_faces(const struct scene *s, float size, struct image *ret)
{
    int r =
        image_fit(ret, s->photo->width + (int)((float)s->photo->width * size),
                  s->photo->height);

    if (r == 0)
        render(s, size, from_company, 2, ret);
    return r;
}

const struct defect PLACE_DEFECTS[] = {
    {"roll", roll},       {"upside_down", upside_down}, {"mirrored", mirrored},
    {"far", far},         {"off_centre", off_centre},   {"cut_side", cut_side},
    {"cut_top", cut_top}, {"two_faces", two_faces},     {NULL, NULL},
};
