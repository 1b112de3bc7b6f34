#include "decode/finder.h"

#include <stdlib.h>

/* A pattern is 7 modules wide; the middles of two in one code are at least 14
 * modules apart (version 1), at most 170 * 1.42 (version 40, across).  A view
 * from the side makes the near one larger, and all of this approximate. */
enum {
    RUNS = 5,
    PLACES_MAX = 256,
    ROWS_MIN = 2,
    APART_MIN = 8,
    APART_MAX = 250,
};

/* Smaller modules no reader tells apart either. */
static const double MODULE_MIN_PX = 2.3;
static const double SIZE_RATIO_MAX = 2.2;

struct place {
    double x, y;
    double module_px;
    int rows; /* in which it was seen */
    uint8_t middle;
};

struct places {
    struct place at[PLACES_MAX];
    int n;
};

/* Pixels from `start`, `stride` apart, `len` of them. */
struct line {
    const uint8_t *start;
    int stride;
    int len;
};

static uint8_t px_at(const struct line *l, int i)
{
    return l->start[(ptrdiff_t)i * l->stride];
}

/* The size of a module if the runs are those of a pattern, else 0. */
static double module_of(const int run[RUNS])
{
    static const double share[RUNS] = {1, 1, 3, 1, 1};
    double module_px = 0;

    for (int i = 0; i < RUNS; i++)
        module_px += run[i] / 7.0;
    for (int i = 0; i < RUNS; i++) {
        double off = run[i] - share[i] * module_px;
        double most = share[i] * module_px * 0.6 + 0.6;

        if (run[i] == 0 || off > most || off < -most)
            return 0;
    }
    return module_px >= MODULE_MIN_PX ? module_px : 0;
}

/* How many pixels from i on, in the direction of `step`, are like i. */
static int run_from(const struct line *l, int i, int step, int most)
{
    uint8_t colour = px_at(l, i);
    int n = 0;

    while (i >= 0 && i < l->len && n < most && px_at(l, i) == colour) {
        i += step;
        n++;
    }
    return n;
}

/* Fills run[2], run[2 + side], run[2 + 2 * side] outwards from i. */
static bool runs_outwards(const struct line *l, int i, int side, int run[RUNS])
{
    for (int k = 0; k <= 2; k++) {
        int n;

        if (i < 0 || i >= l->len)
            return false;
        n = run_from(l, i, side, l->len);
        run[2 + side * k] += n;
        i += side * n;
    }
    return true;
}

/* The same pattern across, through pixel i: its module, and its middle. */
static double module_across(const struct line *l, int i, double *ret_middle)
{
    int run[RUNS] = {0};

    if (!runs_outwards(l, i, -1, run) || !runs_outwards(l, i, 1, run))
        return 0;
    *ret_middle =
        i + (run_from(l, i, 1, l->len) - run_from(l, i, -1, l->len)) / 2.0;
    run[2]--; /* i was counted twice */
    return module_of(run);
}

static bool alike(double a, double b)
{
    return a <= b * SIZE_RATIO_MAX && b <= a * SIZE_RATIO_MAX;
}

static void add(struct places *places, const struct place *p)
{
    for (int i = 0; i < places->n; i++) {
        struct place *q = &places->at[i];
        double dx = p->x - q->x;
        double dy = p->y - q->y;

        if (dx * dx + dy * dy < 9 * q->module_px * q->module_px) {
            q->rows++;
            return;
        }
    }
    if (places->n < PLACES_MAX)
        places->at[places->n++] = *p;
}

/* Five runs that end before x on row y look like a pattern. */
static void confirm(const struct grey *g, const int run[RUNS], int x, int y,
                    struct places *places)
{
    struct place p = {.rows = 1, .module_px = module_of(run)};
    int middle = x - run[4] - run[3] - (run[2] + 1) / 2;
    struct line down = {g->px + middle, g->width, g->height};
    double across = module_across(&down, y, &p.y);

    if (across == 0 || !alike(across, p.module_px))
        return;
    p.x = middle;
    p.middle = px_at(&down, y);
    add(places, &p);
}

static void look_along(const struct grey *g, int y, struct places *places)
{
    struct line row = {g->px + (size_t)y * (size_t)g->width, 1, g->width};
    int run[RUNS] = {0};

    for (int x = 0; x < g->width;) {
        int n = run_from(&row, x, 1, g->width);

        for (int i = 0; i < RUNS - 1; i++)
            run[i] = run[i + 1];
        run[RUNS - 1] = n;
        x += n;
        if (module_of(run) > 0)
            confirm(g, run, x, y, places);
    }
}

/* Its middle is three modules tall, seen in most of these rows. */
static bool is_tall(const struct place *p)
{
    return p->rows >= ROWS_MIN && p->rows >= p->module_px;
}

static bool may_belong(const struct place *a, const struct place *b)
{
    double dx = a->x - b->x;
    double dy = a->y - b->y;
    double module_px = (a->module_px + b->module_px) / 2;
    double apart = (dx * dx + dy * dy) / (module_px * module_px);

    return is_tall(a) && is_tall(b) && a->middle == b->middle &&
           alike(a->module_px, b->module_px) &&
           apart >= APART_MIN * APART_MIN && apart <= APART_MAX * APART_MAX;
}

/* From a code's corner the two others lie at about a right angle, about as far
 * away: even where the far side looks a third smaller. */
static bool is_corner(const struct place *a, const struct place *b,
                      const struct place *c)
{
    double bx = b->x - a->x;
    double by = b->y - a->y;
    double cx = c->x - a->x;
    double cy = c->y - a->y;
    double b2 = bx * bx + by * by;
    double c2 = cx * cx + cy * cy;
    double dot = bx * cx + by * cy;

    return b2 <= 5 * c2 && c2 <= 5 * b2 && dot * dot <= 0.36 * b2 * c2;
}

static bool is_code(const struct places *places, int corner)
{
    const struct place *a = &places->at[corner];

    for (int i = 0; i < places->n; i++) {
        const struct place *b = &places->at[i];

        for (int k = i + 1; may_belong(a, b) && k < places->n; k++) {
            const struct place *c = &places->at[k];

            if (may_belong(a, c) && may_belong(b, c) && is_corner(a, b, c))
                return true;
        }
    }
    return false;
}

bool finder_seen(const struct grey *black_white)
{
    struct places places = {.n = 0};

    for (int y = 0; y < black_white->height; y++)
        look_along(black_white, y, &places);
    for (int i = 0; i < places.n; i++) {
        if (is_code(&places, i))
            return true;
    }
    return false;
}
