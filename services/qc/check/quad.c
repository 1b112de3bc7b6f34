#include "qc/check/quad.h"

#include <math.h>

/* By the picture's long side: lines end a little before or after a corner; so
 * far beyond it is looked at, and at least so much must be in sight. */
#define CORNER 0.01F
#define BEYOND 0.08F
#define BEYOND_LEAST 0.015F
/* As far under the lower side its surroundings are looked at. */
#define UNDER 0.012F
/* A side so short is none. */
#define SIDE_LEAST 0.125F

static uint8_t grey(const uint8_t *px)
{
    return (uint8_t)((77 * px[0] + 150 * px[1] + 29 * px[2]) >> 8);
}

void quad_look(const struct image *picture, struct quad_view *ret)
{
    int width = picture->width;
    int height = picture->height;
    struct lines_picture g = {.width = width, .height = height};

    ret->picture = picture;
    ret->length = (float)(width > height ? width : height);
    for (int i = 0; i < width * height; i++)
        g.at[i] = grey(picture->px + 3 * (size_t)i);
    lines_find(&g, &ret->upright);
    g.width = height;
    g.height = width;
    for (int x = 0; x < width; x++) {
        for (int y = 0; y < height; y++)
            g.at[x * height + y] = grey(image_at(picture, x, y));
    }
    lines_find(&g, &ret->lying);
}

static bool is_upright(enum quad_side side)
{
    return side == QUAD_LEFT || side == QUAD_RIGHT;
}

static const struct lines *lines_of(const struct quad_view *v,
                                    enum quad_side side)
{
    return is_upright(side) ? &v->upright : &v->lying;
}

struct point quad_meet(const struct quad_view *v, const struct quad *q,
                       enum quad_side aside, enum quad_side level)
{
    float x = aside == QUAD_LEFT ? 0 : (float)v->upright.width;
    float y = level == QUAD_ABOVE ? 0 : (float)v->upright.height;
    int i = q->line[aside];
    int k = q->line[level];

    if (i == QUAD_OPEN && k == QUAD_OPEN)
        return (struct point){x, y};
    if (i == QUAD_OPEN)
        return (struct point){x, lines_x(&v->lying, k, x)};
    if (k == QUAD_OPEN)
        return (struct point){lines_x(&v->upright, i, y), y};
    y = lines_x(&v->lying, k, lines_x(&v->upright, i, 0)) /
        (1 - v->upright.at[i].slope * v->lying.at[k].slope);
    return (struct point){lines_x(&v->upright, i, y), y};
}

void quad_close(const struct quad_view *v, struct quad *q)
{
    for (int i = 0; i < 2; i++) {
        enum quad_side aside = i ? QUAD_RIGHT : QUAD_LEFT;

        q->corner[i][0] = quad_meet(v, q, aside, QUAD_ABOVE);
        q->corner[i][1] = quad_meet(v, q, aside, QUAD_BELOW);
    }
}

int quad_sides(const struct quad *q)
{
    int n = 0;

    for (int i = 0; i < QUAD_SIDES; i++)
        n += q->line[i] != QUAD_OPEN;
    return n;
}

/* Where a side begins and ends, along its own line. */
static void ends(const struct quad *q, enum quad_side side, float ret[2])
{
    int k = side == QUAD_RIGHT || side == QUAD_BELOW;

    for (int i = 0; i < 2; i++)
        ret[i] = is_upright(side) ? q->corner[k][i].y : q->corner[i][k].x;
}

float quad_seen(const struct quad_view *v, const struct quad *q)
{
    float least = 1;

    for (int i = 0; i < QUAD_SIDES; i++) {
        float end[2];

        if (q->line[i] == QUAD_OPEN)
            continue;
        ends(q, (enum quad_side)i, end);
        least = fminf(least, lines_seen(lines_of(v, (enum quad_side)i),
                                        q->line[i], end[0], end[1],
                                        (int)(SIDE_LEAST * v->length)));
    }
    return fmaxf(least, 0);
}

/* How much of a side's line is seen beyond the corners that it has. */
static float goes_on(const struct quad_view *v, const struct quad *q,
                     enum quad_side side)
{
    bool upright = is_upright(side);
    const bool met[2] = {q->line[upright ? QUAD_ABOVE : QUAD_LEFT] != QUAD_OPEN,
                         q->line[upright ? QUAD_BELOW : QUAD_RIGHT] !=
                             QUAD_OPEN};
    float end[2];
    float sum = 0;
    int n = 0;

    ends(q, side, end);
    for (int i = 0; i < 2; i++) {
        float out = i ? v->length : -v->length;
        float share =
            lines_seen(lines_of(v, side), q->line[side], end[i] + out * CORNER,
                       end[i] + out * BEYOND, (int)(BEYOND_LEAST * v->length));

        if (!met[i] || share < 0)
            continue;
        sum += share;
        n++;
    }
    return n > 0 ? sum / (float)n : 0.5F;
}

float quad_overrun(const struct quad_view *v, const struct quad *q)
{
    float most = 0;

    for (int i = 0; i < QUAD_SIDES; i++) {
        if (q->line[i] != QUAD_OPEN)
            most = fmaxf(most, goes_on(v, q, (enum quad_side)i));
    }
    return most;
}

static float difference(const struct quad_view *v, const struct quad *q,
                        enum quad_side a, enum quad_side b)
{
    const struct lines *l = lines_of(v, a);

    if (q->line[a] == QUAD_OPEN || q->line[b] == QUAD_OPEN)
        return 0;
    return fabsf(l->at[q->line[a]].slope - l->at[q->line[b]].slope);
}

float quad_convergence(const struct quad_view *v, const struct quad *q)
{
    return difference(v, q, QUAD_LEFT, QUAD_RIGHT) +
           difference(v, q, QUAD_ABOVE, QUAD_BELOW);
}

/* Mean distance from the straight line through n values. */
static float off_slope(const float *values, int n)
{
    float middle = ((float)n - 1) / 2;
    float mean = 0, across = 0, along = 0, off = 0;

    for (int i = 0; i < n; i++) {
        float t = (float)i - middle;

        mean += values[i] / (float)n;
        across += t * values[i];
        along += t * t;
    }
    for (int i = 0; i < n; i++)
        off += fabsf(values[i] - mean - across / along * ((float)i - middle));
    return off / (float)n;
}

float quad_unevenness(const struct quad_view *v, const struct quad *q)
{
    int first = (int)fmaxf(q->corner[0][1].x, 0);
    int last = (int)fminf(q->corner[1][1].x, (float)v->picture->width);
    float values[LINES_SIDE_MAX];
    int n = 0;

    for (int x = first; x < last; x++) {
        int y = (int)(lines_x(&v->lying, q->line[QUAD_BELOW], (float)x) +
                      UNDER * v->length);

        if (y >= 0 && y < v->picture->height)
            values[n++] = (float)grey(image_at(v->picture, x, y));
    }
    return n > 1 ? off_slope(values, n) : 0;
}
