#include "studio.h"

#include "core/check.h"

#include <stdbool.h>
#include <stdlib.h>

/* Levels by which a pixel differs from the wall, so that it is not the wall:
 * more than what JPEG leaves around an edge. */
enum { APART = 40, NEAR = 10 };

/* Pixels away from the person: more than a block of JPEG. */
enum { AWAY = 16 };

/* A rim is this wide; the person begins behind it. */
enum { RIM = 3, BEHIND = 8, DEEP = 14, RIM_LEVELS = 20 };

enum { PERSON = 1, PERSON_SEEN = 2, WALL_SEEN = 4 };

struct canvas {
    const struct image *px;
    const uint8_t *wall;
    int w;
    int h;
    uint8_t *marks;
    int *queue;
};

static int away_from(const struct canvas *c, int x, int y)
{
    const uint8_t *p = image_at(c->px, x, y);
    int most = 0;

    for (int i = 0; i < 3; i++)
        most = abs(p[i] - c->wall[i]) > most ? abs(p[i] - c->wall[i]) : most;
    return most;
}

static uint8_t *mark_at(const struct canvas *c, int x, int y)
{
    return c->marks + (ptrdiff_t)y * c->w + x;
}

static int enter(struct canvas *c, int x, int y, uint8_t mark, int n)
{
    if (x < 0 || y < 0 || x >= c->w || y >= c->h)
        return n;

    uint8_t *m = mark_at(c, x, y);

    if ((*m & mark) || (mark == PERSON_SEEN) != ((*m & PERSON) != 0))
        return n;
    *m |= mark;
    c->queue[n] = y * c->w + x;
    return n + 1;
}

/* From all `n` queued on; a person hangs together by corners too. */
static void flood(struct canvas *c, uint8_t mark, int n)
{
    while (n > 0) {
        int x = c->queue[--n] % c->w, y = c->queue[n] / c->w;

        for (int k = 0; k < 9; k++)
            if (mark == PERSON_SEEN || k % 2 == 1)
                n = enter(c, x + k % 3 - 1, y + k / 3 - 1, mark, n);
    }
}

static void mark_all(struct canvas *c)
{
    int n = 0;

    for (int y = 0; y < c->h; y++)
        for (int x = 0; x < c->w; x++)
            *mark_at(c, x, y) = away_from(c, x, y) > APART ? PERSON : 0;
    for (int x = 0; x < c->w; x++)
        n = enter(c, x, c->h - 1, PERSON_SEEN, n);
    flood(c, PERSON_SEEN, n);
    n = 0;
    for (int x = 0; x < c->w; x++)
        n = enter(c, x, 0, WALL_SEEN, n);
    for (int y = 0; y < c->h; y++) {
        n = enter(c, 0, y, WALL_SEEN, n);
        n = enter(c, c->w - 1, y, WALL_SEEN, n);
    }
    flood(c, WALL_SEEN, n);
}

static void count_parts(const struct canvas *c, struct studio *ret)
{
    int seen = 0, islands = 0, holes = 0;

    for (int i = 0; i < c->w * c->h; i++) {
        seen += (c->marks[i] & PERSON_SEEN) != 0;
        islands += c->marks[i] == PERSON;
        holes += c->marks[i] == 0;
    }
    ret->islands = (float)islands / (float)(seen + 1);
    ret->holes = (float)holes / (float)(seen + 1);
}

static bool is_far(const struct canvas *c, int x, int y)
{
    for (int v = y - AWAY; v <= y + AWAY; v += 4)
        for (int u = x - AWAY; u <= x + AWAY; u += 4)
            if (u >= 0 && v >= 0 && u < c->w && v < c->h &&
                away_from(c, u, v) > NEAR)
                return false;
    return true;
}

static float evenness(const struct canvas *c)
{
    int far = 0, even = 0;

    for (int y = 0; y < c->h; y += 2) {
        for (int x = 0; x < c->w; x += 2) {
            if (!is_far(c, x, y))
                continue;
            far++;
            even += away_from(c, x, y) == 0;
        }
    }
    return far == 0 ? 0 : (float)even / (float)far;
}

static float torn_edge(const struct canvas *c)
{
    int first = c->w, last = -1, wall = 0;

    for (int x = 0; x < c->w; x++) {
        if (!(*mark_at(c, x, c->h - 8) & PERSON))
            continue;
        first = x < first ? x : first;
        last = x;
    }
    for (int x = first; x <= last; x++)
        wall += away_from(c, x, c->h - 1) <= NEAR;
    return last < first ? 1 : (float)wall / (float)(last - first + 1);
}

static int light(const uint8_t *p)
{
    return (299 * p[0] + 587 * p[1] + 114 * p[2]) / 1000;
}

/* Mean light of the pixels from..to-1 steps inside; -1 if wall shows. */
static int light_inside(const struct canvas *c, const int at[3], int from,
                        int to)
{
    int sum = 0;

    for (int k = from; k < to; k++) {
        int x = at[0] + k * at[2];
        if (x < 0 || x >= c->w || !(*mark_at(c, x, at[1]) & PERSON))
            return -1;
        sum += light(image_at(c->px, x, at[1]));
    }
    return sum / (to - from);
}

/* What the edges of all rows add up to. */
struct edges {
    int n;
    int rims;
    int steps;
};

/* From where the wall ends to where the person has most of the distance from
 * it that there is behind. */
static int steps_into(const struct canvas *c, const int at[3])
{
    int x = at[0], n = 0, k = 0;
    int deep = away_from(c, at[0] + BEHIND * at[2], at[1]) * 3 / 4;

    while (x > 0 && x < c->w - 1 && away_from(c, x, at[1]) > NEAR)
        x -= at[2];
    for (; k < 2 * DEEP; k++, n++)
        if (away_from(c, x + k * at[2], at[1]) >= deep)
            break;
    return n;
}

/* At the first of the person from the left (step 1) or right (step -1). */
static void add_edge(const struct canvas *c, int y, int step,
                     struct edges *edges)
{
    int x = step > 0 ? 0 : c->w - 1, wall = light(c->wall);

    while (x >= 0 && x < c->w && !(*mark_at(c, x, y) & PERSON))
        x += step;

    const int at[3] = {x, y, step};
    int rim = light_inside(c, at, 0, RIM);
    int inner = light_inside(c, at, BEHIND, DEEP);

    if (x < 2 * DEEP || x > c->w - 1 - 2 * DEEP || rim < 0 || inner < 0)
        return;
    edges->n++;
    edges->rims += rim > inner + RIM_LEVELS && rim > wall + RIM_LEVELS;
    edges->rims += rim < inner - RIM_LEVELS && rim < wall - RIM_LEVELS;
    edges->steps += steps_into(c, at);
}

static void measure_edges(const struct canvas *c, struct studio *ret)
{
    struct edges edges = {.n = 0};

    for (int y = 0; y < c->h; y++) {
        add_edge(c, y, 1, &edges);
        add_edge(c, y, -1, &edges);
    }
    if (edges.n == 0)
        return;
    ret->rims = (float)edges.rims / (float)edges.n;
    ret->haze = (float)edges.steps / (float)edges.n;
}

float studio_moved(const struct image *a, const struct image *b,
                   const uint8_t wall[3])
{
    const struct canvas one = {.px = a, .wall = wall};
    const struct canvas other = {.px = b, .wall = wall};
    int seen = 0, moved = 0;

    for (int y = 0; y < a->height; y++) {
        for (int x = 0; x < a->width; x++) {
            bool here = away_from(&one, x, y) > APART;
            seen += here;
            moved += here != (away_from(&other, x, y) > APART);
        }
    }
    return (float)moved / (float)(seen + 1);
}

struct studio studio_of(const struct image *made, const uint8_t wall[3])
{
    size_t n = (size_t)made->width * (size_t)made->height;
    struct canvas c = {made,         wall,      made->width,
                       made->height, malloc(n), malloc(n * sizeof(int))};
    struct studio ret = {0};

    CHECK(c.marks && c.queue);
    mark_all(&c);
    count_parts(&c, &ret);
    ret.even = evenness(&c);
    ret.torn = torn_edge(&c);
    measure_edges(&c, &ret);
    free(c.marks);
    free(c.queue);
    return ret;
}
