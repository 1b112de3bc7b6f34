/*
 * A top may hold a few threads of any colour: what counts is the colour
 * distance that a good part of it stays under.  Lightness counts half in it,
 * because folds and shade change nothing else; beside light blue it counts in
 * full.
 */
#include "qc/check/clothes.h"

#include "image/colour.h"
#include "qc/check/frame.h"

#include <math.h>

/* Where clothes are looked for, in units of the face's frame. */
#define REACH_X 2.6F
#define TOP_Y 1.7F
#define BOTTOM_Y 4.0F
#define STEP 0.08F
#define CLOTHES_MIN 0.8F

enum { BINS = 200, SAMPLES_MIN = 100 };

/* So much of the top must be nearer than the distance told. */
#define NEAR_SHARE 0.3
/* Colour steps between neighbours: a plain weave and its folds show about
 * half of this, stripes and prints twice as much. */
#define STEP_PLAIN 12.0F

/* What a step of chroma counts in light blue by one of lightness: the eye tells
 * strong colours apart less well than pale ones. */
#define BLUE_CHROMA 0.7F

/* On light blue `clothes_blue` says it already. */
#define SAME 5.0F

static const uint8_t LIGHT_BLUE[3] = {100, 197, 255};

/* How far the clothes' pixels are from one colour, by whole steps. */
struct distances {
    struct lab to;
    int n;
    int histogram[BINS];
};

static float colour_step(struct lab a, struct lab b)
{
    return hypotf((a.l - b.l) / 2, hypotf(a.a - b.a, a.b - b.b));
}

/* How far a top is from light blue: denim is as blue, but darker, and stands
 * out; a paler or a greener light blue does not. */
static float blue_step(struct lab a, struct lab b)
{
    return hypotf(a.l - b.l, hypotf(a.a - b.a, a.b - b.b) * BLUE_CHROMA);
}

static void count(struct distances *d, float distance)
{
    int bin = (int)distance;

    d->histogram[bin < BINS ? bin : BINS - 1]++;
    d->n++;
}

static double percentile(const struct distances *d, double share)
{
    int left = (int)(share * d->n);
    int bin = 0;

    while (bin < BINS - 1 && left >= d->histogram[bin])
        left -= d->histogram[bin++];
    return bin + 0.5;
}

/* The pixel at a position of clothes; NULL elsewhere. */
static const uint8_t *clothes_at(const struct face_reading *r, struct point at)
{
    const struct face_map *map = &r->map;

    if (at.y > map->top + map->cell_height * FACE_MAP_SIDE ||
        face_map_at(map, FACE_CLOTHES, at.x, at.y) < CLOTHES_MIN)
        return NULL;
    return face_pixel(&r->upright, at);
}

struct top {
    struct distances blue;
    struct distances background;
    struct distances steps; /* between neighbours */
};

static void add_position(const struct face_reading *r,
                         const struct face_frame *f, struct point at,
                         struct top *t)
{
    const uint8_t *px = clothes_at(r, at);
    const uint8_t *beside;
    struct lab lab;

    if (!px)
        return;
    lab = colour_lab(px);
    count(&t->blue, blue_step(lab, t->blue.to));
    count(&t->background, colour_step(lab, t->background.to));
    beside = clothes_at(
        r, (struct point){at.x + STEP * f->unit, at.y + STEP * f->unit});
    if (beside)
        count(&t->steps, colour_distance(lab, colour_lab(beside)));
}

static void read_top(const struct face_reading *r, struct top *t)
{
    struct face_frame f = face_frame_of(r);
    struct face_grid g =
        face_grid_over(-REACH_X, TOP_Y, REACH_X, BOTTOM_Y, STEP);

    for (int i = 0; i < face_grid_points(&g); i++)
        add_position(r, &f, face_grid_at(&f, &g, i), t);
}

void check_clothes(const struct face_reading *r, const uint8_t background[3],
                   struct measures *m)
{
    struct top t = {.blue.to = colour_lab(LIGHT_BLUE),
                    .background.to = colour_lab(background)};
    struct finding_region at = face_frame_region(
        r, (struct point){-REACH_X, TOP_Y}, (struct point){REACH_X, BOTTOM_Y});

    read_top(r, &t);
    if (t.blue.n < SAMPLES_MIN)
        return;
    measure_set(m, FINDING_CLOTHES_BLUE, percentile(&t.blue, NEAR_SHARE), at);
    if (colour_step(t.blue.to, t.background.to) > SAME)
        measure_set(m, FINDING_CLOTHES_BACKGROUND,
                    percentile(&t.background, NEAR_SHARE), at);
    if (t.steps.n >= SAMPLES_MIN)
        measure_set(m, FINDING_CLOTHES_PATTERN,
                    percentile(&t.steps, 0.75) / (double)STEP_PLAIN, at);
}
