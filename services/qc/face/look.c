#include "qc/face/look.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum { SIDE = 512 };

/* A turned face must be at least this sure to be one. */
#define SURE 0.75f

/* Seen from afar the picture takes this part of the view. */
#define ROOM 1.8f

void look_done(struct look *l)
{
    free(l->view);
    l->view = NULL;
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

static int render(struct look *l, const struct pyramid *p,
                  const struct affine *m)
{
    struct view view = {SIDE, SIDE, 1, 0, NULL};
    size_t n = (size_t)3 * SIDE * SIDE;
    int r;

    if (!l->view)
        l->view = malloc(n * sizeof *l->view);
    if (!l->view)
        return -ENOMEM;
    view.at = l->view;
    pyramid_view(p, m, &view);
    r = image_fit(&l->px, SIDE, SIDE);
    for (size_t i = 0; i < n && r == 0; i++)
        l->px.px[i] = (uint8_t)fminf(fmaxf(l->view[i] + 0.5f, 0), 255);
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
    for (int i = 0; i < n; i++)
        to_picture(&m, &ret[i]);
    *ret_n = n;
    return 0;
}
