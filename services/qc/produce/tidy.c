#include "qc/produce/tidy.h"

#include "qc/produce/blur.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Of the network's mask: surely person, surely wall. */
#define SURE_PERSON 0.9f
#define SURE_WALL 0.15f

/* Of alpha: what still connects a strand, what still lets air through. */
#define STRAND 0.06f
#define AIR 0.9f

/* Share of hair around, from which on gaps are as they should be. */
#define HAIRY 0.08f

/* Of each position: what has reached it, and what still may. */
enum { PERSON = 1, WALL = 2, OPEN_TO_PERSON = 4, OPEN_TO_WALL = 8 };

/* One flood: the mark it leaves, and the one of where it may go. */
struct flood {
    uint8_t mark;
    uint8_t open;
};

static const struct flood PERSON_FLOOD = {PERSON, OPEN_TO_PERSON};
static const struct flood WALL_FLOOD = {WALL, OPEN_TO_WALL};

/* The marks have a frame that nothing may enter. */
static int stride_of(const struct tidy *t)
{
    return t->small.width + 2;
}

static uint8_t *marks_at(const struct tidy *t, int y)
{
    return t->marks + (ptrdiff_t)stride_of(t) * (y + 1) + 1;
}

static int enter(struct tidy *t, const struct flood *f, int i, int n)
{
    if (t->marks[i] & f->open) {
        t->marks[i] ^= f->open | f->mark;
        t->queue[n++] = i;
    }
    return n;
}

/* From the n positions queued to all that they lead to, corners too. */
static void spread(struct tidy *t, const struct flood *f, int n)
{
    int row = stride_of(t);

    while (n > 0) {
        int i = t->queue[--n];

        for (int k = -1; k <= 1; k++) {
            n = enter(t, f, i - row + k, n);
            n = enter(t, f, i + k, n);
            n = enter(t, f, i + row + k, n);
        }
    }
}

static int enter_at(struct tidy *t, const struct flood *f, int x, int y, int n)
{
    return enter(t, f, (int)(marks_at(t, y) + x - t->marks), n);
}

/* Seeds of the person: where the network is sure. */
static int enter_person(struct tidy *t, const struct plane *net)
{
    int n = 0;

    for (int y = 0, i = 0; y < net->height; y++)
        for (int x = 0; x < net->width; x++, i++)
            if (net->at[i] > SURE_PERSON)
                n = enter_at(t, &PERSON_FLOOD, x, y, n);
    return n;
}

/* Seeds of the wall: the frame's edges but the lower, and gaps in hair. */
static int enter_wall(struct tidy *t, const struct plane *net,
                      const struct plane *hairy)
{
    int n = 0;

    for (int y = 0, i = 0; y < net->height; y++) {
        for (int x = 0; x < net->width; x++, i++) {
            bool edge = y == 0 || x == 0 || x == net->width - 1;
            bool gap = net->at[i] < SURE_WALL && hairy->at[i] > HAIRY;
            if (edge || gap)
                n = enter_at(t, &WALL_FLOOD, x, y, n);
        }
    }
    return n;
}

static int fit(struct tidy *t, size_t n)
{
    if (t->cap < n) {
        free(t->marks);
        free(t->queue);
        t->cap = 0;
        t->marks = malloc(n);
        t->queue = malloc(n * sizeof *t->queue);
        if (!t->marks || !t->queue)
            return -ENOMEM;
        t->cap = n;
    }
    memset(t->marks, 0, n);
    return 0;
}

/* Where either may go. */
static void open_row(const float *alpha, uint8_t *marks, int n)
{
    for (int x = 0; x < n; x++)
        marks[x] = (uint8_t)((alpha[x] > STRAND ? OPEN_TO_PERSON : 0) |
                             (alpha[x] < AIR ? OPEN_TO_WALL : 0));
}

/* What the marks say of one row, two pixels to the mark. */
static void mend_row(const struct tidy *t, const float *hairy, int y,
                     float *alpha)
{
    const uint8_t *marks = marks_at(t, y);
    const float *small = t->small.at + (ptrdiff_t)y * t->small.width;

    for (int x = 0; x < t->small.width; x++, alpha += 2) {
        bool shut_in = !(marks[x] & WALL) && small[x] < AIR;
        if (shut_in && hairy[x] < HAIRY)
            alpha[0] = alpha[1] = 1;
        else if (!(marks[x] & PERSON))
            alpha[0] = alpha[1] = 0;
    }
}

int tidy(struct tidy *t, const struct plane *net, const struct plane *hairy,
         struct plane *alpha)
{
    int w = net->width, h = net->height, r = blur_halve(alpha, &t->small);

    if (r == 0)
        r = fit(t, ((size_t)w + 2) * ((size_t)h + 2));
    if (r < 0)
        return r;
    for (int y = 0; y < h; y++)
        open_row(t->small.at + (ptrdiff_t)y * w, marks_at(t, y), w);
    spread(t, &PERSON_FLOOD, enter_person(t, net));
    spread(t, &WALL_FLOOD, enter_wall(t, net, hairy));
    for (int y = 0; y < alpha->height; y++)
        mend_row(t, hairy->at + (ptrdiff_t)(y / 2) * w, y / 2,
                 alpha->at + (ptrdiff_t)y * alpha->width);
    return 0;
}

void tidy_done(struct tidy *t)
{
    plane_done(&t->small);
    free(t->marks);
    free(t->queue);
    *t = (struct tidy){.cap = 0};
}
