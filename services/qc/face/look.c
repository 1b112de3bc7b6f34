#include "qc/face/look.h"

#include <math.h>
#include <string.h>

enum { SIDE = 512 };

/* A turned face must be at least this sure to be one. */
#define SURE 0.75f

/* Seen from afar the picture takes this part of the view. */
#define ROOM 1.8f

void look_done(struct look *l)
{
    image_done(&l->px);
    pyramid_done(&l->pyramid);
}

/* What of the picture the view shows: all of it and `room` times more. */
static struct affine view_of(const struct pyramid *p, float room, float radians)
{
    const struct image *base = p->base;
    int side = base->width > base->height ? base->width : base->height;
    struct point centre = {(float)base->width / 2, (float)base->height / 2};

    return affine_square(centre, room * (float)side, radians, SIDE);
}

/* Over the edge a picture goes on as in a mirror. */
static int mirrored(float at, int size)
{
    int i = (int)floorf(at);

    if (i < 0)
        i = -1 - i;
    if (i >= size)
        i = 2 * size - 1 - i;
    return i < 0 ? 0 : i < size ? i : size - 1;
}

/* The level whose pixels are just finer than the view's. */
static const struct image *level_for(const struct pyramid *p,
                                     const struct affine *m, float *ret_scale)
{
    float step = hypotf(m->xx, m->yx);
    int level = 0;

    while (level + 1 < p->levels && (float)(2 << level) <= step)
        level++;
    *ret_scale = 1 / (float)(1 << level);
    return level == 0 ? p->base : &p->half[level - 1];
}

static int render(struct look *l, const struct pyramid *p,
                  const struct affine *m)
{
    float scale;
    const struct image *from = level_for(p, m, &scale);
    int r = image_fit(&l->px, SIDE, SIDE);

    for (int i = 0; i < SIDE * SIDE && r == 0; i++) {
        int row = i / SIDE;
        int column = i % SIDE;
        struct point at = affine_at(m, (float)column + 0.5f, (float)row + 0.5f);

        memcpy(image_at(&l->px, column, row),
               image_at(from, mirrored(at.x * scale, from->width),
                        mirrored(at.y * scale, from->height)),
               3);
    }
    return r < 0 ? r : pyramid_build(&l->pyramid, &l->px);
}

int look_turned(struct look *l, struct detector *d, const struct pyramid *p,
                float *ret_gain)
{
    float best = 0;

    for (int quarters = 1; quarters < 4; quarters++) {
        struct affine m = view_of(p, 1, (float)quarters * (float)M_PI / 2);
        int r = render(l, p, &m);

        if (r < 0)
            return r;
        best = fmaxf(best, detector_score(d, &l->pyramid));
    }
    *ret_gain = best < SURE ? 0 : best - detector_score(d, p);
    return 0;
}

/* A box of the view, which is not turned, in the picture. */
static void to_picture(const struct affine *m, struct face_box *b)
{
    struct point corner = affine_at(m, b->x, b->y);

    b->x = corner.x;
    b->y = corner.y;
    b->width *= m->xx;
    b->height *= m->yy;
    for (size_t i = 0; i < sizeof b->keys / sizeof *b->keys; i++)
        b->keys[i] = affine_at(m, b->keys[i].x, b->keys[i].y);
}

int look_from_afar(struct look *l, struct detector *d, const struct pyramid *p,
                   struct face_box *ret, int *ret_n)
{
    struct affine m = view_of(p, ROOM, 0);
    int r = render(l, p, &m);
    int n;

    if (r < 0)
        return r;
    n = detector_find(d, &l->pyramid, ret);
    *ret_n = n > 0 ? 1 : 0; /* the others may be its mirror images */
    for (int i = 0; i < *ret_n; i++)
        to_picture(&m, &ret[i]);
    return 0;
}
