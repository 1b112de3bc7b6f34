#include "qc/check/probe.h"

#include <math.h>

/* A position is of a class from this probability on. */
#define SURE 0.5F
#define STEP 0.03F

double probe_share(const struct face_reading *r, const struct face_grid *g,
                   enum face_class c)
{
    struct face_frame f = face_frame_of(r);
    int all = face_grid_points(g);
    int n = 0;

    for (int i = 0; i < all; i++) {
        struct point at = face_grid_at(&f, g, i);

        n += face_map_at(&r->map, c, at.x, at.y) > SURE;
    }
    return all > 0 ? (double)n / all : 0;
}

double probe_skin(const struct face_reading *r, const struct face_grid *g)
{
    return probe_share(r, g, FACE_FACE_SKIN) +
           probe_share(r, g, FACE_BODY_SKIN);
}

double probe_points(const struct face_reading *r, enum face_class c,
                    const int *points, int n)
{
    double sum = 0;

    for (int i = 0; i < n; i++) {
        const struct face_point *p = &r->points[points[i]];

        sum += (double)face_map_at(&r->map, c, p->x, p->y);
    }
    return sum / n;
}

void probe_add(struct probe_colour *sum, const uint8_t *px)
{
    for (int c = 0; c < 3; c++)
        sum->rgb[c] += (float)px[c];
    sum->n++;
}

struct probe_colour probe_mean(const struct probe_colour *sum)
{
    struct probe_colour mean = {.n = sum->n};

    for (int c = 0; c < 3; c++)
        mean.rgb[c] = sum->rgb[c] / fmaxf((float)sum->n, 1);
    return mean;
}

static void add_grid(const struct face_reading *r, const struct face_grid *g,
                     enum face_class c, struct probe_colour *sum)
{
    struct face_frame f = face_frame_of(r);

    for (int i = 0; i < face_grid_points(g); i++) {
        struct point at = face_grid_at(&f, g, i);
        const uint8_t *px = face_pixel(&r->upright, at);

        if (px && face_map_at(&r->map, c, at.x, at.y) > SURE)
            probe_add(sum, px);
    }
}

struct probe_colour probe_colour(const struct face_reading *r,
                                 const struct face_grid *g, enum face_class c)
{
    struct probe_colour sum = {.n = 0};

    add_grid(r, g, c, &sum);
    return probe_mean(&sum);
}

struct probe_colour probe_cheeks(const struct face_reading *r)
{
    struct face_grid left = face_grid_over(-0.75F, 0.4F, -0.3F, 0.8F, STEP);
    struct face_grid right = face_grid_over(0.3F, 0.4F, 0.75F, 0.8F, STEP);
    struct probe_colour sum = {.n = 0};

    add_grid(r, &left, FACE_FACE_SKIN, &sum);
    add_grid(r, &right, FACE_FACE_SKIN, &sum);
    return probe_mean(&sum);
}

bool probe_eye_hidden(const struct face_reading *r, int side)
{
    static const int EYES[2][5] = {{33, 159, 145, 133, POINT_IRIS_LEFT},
                                   {263, 386, 374, 362, POINT_IRIS_RIGHT}};

    return probe_points(r, FACE_OTHERS, EYES[side], 5) > (double)SURE;
}

struct lab probe_lab(const struct probe_colour *colour)
{
    uint8_t rgb[3];

    for (int c = 0; c < 3; c++)
        rgb[c] = (uint8_t)lroundf(colour->rgb[c]);
    return colour_lab(rgb);
}
