#include "qc/check/border.h"

#include "image/pyramid.h"
#include "qc/check/quad.h"

#include <math.h>

/* What the measures are of no border and of a certain one.  Prints and screens
 * made by code have sides seen by 0.66 and more, and a band of up to 14 under
 * them, the grain of a wooden table; the stripes of a shirt 20 and more. */
#define SEEN_NONE 0.35F
#define SEEN_SURE 0.8F
#define OVERRUN_NONE 0.45F
#define OVERRUN_SURE 0.2F
#define UNEVEN_NONE 22.0F
#define UNEVEN_SURE 14.5F
/* Four sides, and three: beams and desks make three now and then. */
#define SURE 0.95F
#define LIKELY 0.78F
/* Rooms are photographed about straight; lines that converge by more make up
 * for what cannot be seen beyond the corners. */
#define CONVERGES_NONE 0.1F

/* The part of the line below that the body would hide, in face widths to both
 * sides. */
#define BODY 0.6F

struct search {
    struct quad_view view;
    const struct face_reading *face;
    float scale; /* pixels of the view per pixel of `upright` */
    float left;  /* of the face, in the view */
    float right;
    float forehead;
    float eyes;
    float chin;
    float before; /* of the line below, seen where the body would be */
    struct quad quad;
    struct border best;
};

/* The finest level that lines are looked for in, or NULL. */
static const struct image *level_of(const struct face_reading *r)
{
    const struct pyramid *p = r->pyramid;
    const struct image *level = &r->upright;

    for (int i = 0; p && i < p->levels - 1; i++) {
        if (level->width <= LINES_SIDE_MAX && level->height <= LINES_SIDE_MAX)
            break;
        level = &p->half[i];
    }
    return level->width <= LINES_SIDE_MAX && level->height <= LINES_SIDE_MAX
               ? level
               : NULL;
}

static void place_face(struct search *s)
{
    const struct face_point *p = s->face->points;

    s->left = p[POINT_CHEEK_LEFT].x * s->scale;
    s->right = p[POINT_CHEEK_RIGHT].x * s->scale;
    s->forehead = p[POINT_FOREHEAD].y * s->scale;
    s->eyes = s->face->eyes.y * s->scale;
    s->chin = s->face->chin_y * s->scale;
}

/* 0 at `none`, 1 at `sure`, which may be the smaller. */
static float towards(float none, float sure, float v)
{
    return fminf(fmaxf((v - none) / (sure - none), 0), 1);
}

static double probability(const struct search *s, float seen)
{
    const struct quad *q = &s->quad;
    float most = quad_sides(q) == QUAD_SIDES ? SURE : LIKELY;
    float converges = fmaxf(quad_convergence(&s->view, q) - CONVERGES_NONE, 0);
    float overrun = quad_overrun(&s->view, q) - 2 * converges;

    return (double)(most * towards(SEEN_NONE, SEEN_SURE, seen) *
                    towards(SEEN_NONE, SEEN_SURE, s->before) *
                    towards(OVERRUN_NONE, OVERRUN_SURE, overrun) *
                    towards(UNEVEN_NONE, UNEVEN_SURE,
                            quad_unevenness(&s->view, q)));
}

static struct finding_region region(const struct search *s)
{
    const struct point(*c)[2] = s->quad.corner;
    struct point low = {fminf(c[0][0].x, c[0][1].x),
                        fminf(c[0][0].y, c[1][0].y)};
    struct point high = {fmaxf(c[1][0].x, c[1][1].x),
                         fmaxf(c[0][1].y, c[1][1].y)};

    return measure_region(&s->face->upright,
                          (struct point){low.x / s->scale, low.y / s->scale},
                          (struct point){high.x / s->scale, high.y / s->scale});
}

static void try_quad(struct search *s)
{
    struct border b;

    if (quad_sides(&s->quad) < QUAD_SIDES - 1)
        return;
    quad_close(&s->view, &s->quad);
    b.seen = quad_seen(&s->view, &s->quad);
    if (b.seen <= SEEN_NONE)
        return;
    b.probability = probability(s, b.seen);
    if (b.probability <= s->best.probability)
        return;
    b.region = region(s);
    s->best = b;
}

static bool is_beside(const struct search *s, enum quad_side side, int i)
{
    float x = lines_x(&s->view.upright, i, s->eyes);
    float y = lines_x(&s->view.lying, i, (s->left + s->right) / 2);

    if (side == QUAD_LEFT)
        return x < s->left;
    if (side == QUAD_RIGHT)
        return x > s->right;
    return side == QUAD_ABOVE ? y < s->forehead : y > s->chin;
}

/* Moves a side to its next line; an open side begins with the first. */
static bool next(struct search *s, enum quad_side side)
{
    bool upright = side == QUAD_LEFT || side == QUAD_RIGHT;
    int n = upright ? s->view.upright.n : s->view.lying.n;
    int *i = &s->quad.line[side];

    for (++*i; *i < n; ++*i) {
        if (is_beside(s, side, *i))
            return true;
    }
    *i = QUAD_OPEN;
    return false;
}

/* Whether a side is seen from the eyes down to the line below: most lines are
 * not, and need not be tried with all others. */
static bool reaches_down(const struct search *s, enum quad_side side)
{
    int i = s->quad.line[side];

    return i == QUAD_OPEN ||
           lines_seen(&s->view.upright, i, s->eyes,
                      quad_meet(&s->view, &s->quad, side, QUAD_BELOW).y,
                      1) > SEEN_NONE;
}

static void try_above(struct search *s)
{
    do {
        try_quad(s);
    } while (next(s, QUAD_ABOVE));
}

static void try_aside(struct search *s)
{
    do {
        if (!reaches_down(s, QUAD_LEFT))
            continue;
        do {
            if (reaches_down(s, QUAD_RIGHT))
                try_above(s);
        } while (next(s, QUAD_RIGHT));
    } while (next(s, QUAD_LEFT));
}

static float seen_before_body(const struct search *s)
{
    float middle = (s->left + s->right) / 2;
    float reach = BODY * (s->right - s->left);

    return lines_seen(&s->view.lying, s->quad.line[QUAD_BELOW], middle - reach,
                      middle + reach, (int)reach);
}

void border_find(const struct face_reading *r, struct border *ret)
{
    const struct image *level = level_of(r);
    struct search s;

    *ret = (struct border){.seen = 0};
    if (!level)
        return;
    s.face = r;
    s.scale = (float)level->width / (float)r->upright.width;
    s.best = *ret;
    for (int i = 0; i < QUAD_SIDES; i++)
        s.quad.line[i] = QUAD_OPEN;
    place_face(&s);
    quad_look(level, &s.view);
    while (next(&s, QUAD_BELOW)) {
        s.before = seen_before_body(&s);
        if (s.before > SEEN_NONE)
            try_aside(&s);
    }
    *ret = s.best;
}
