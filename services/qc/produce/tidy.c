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

enum { PERSON = 1, WALL = 2 };

/* One flood: what may be entered, and the mark it leaves. */
struct flood {
    const float *alpha;
    int width;
    int height;
    uint8_t mark;
};

static bool may_enter(const struct flood *f, int i)
{
    return f->mark == PERSON ? f->alpha[i] > STRAND : f->alpha[i] < AIR;
}

static int enter(struct tidy *t, const struct flood *f, int i, int n)
{
    if (!(t->marks[i] & f->mark) && may_enter(f, i)) {
        t->marks[i] |= f->mark;
        t->queue[n++] = i;
    }
    return n;
}

/* The neighbours in the row of `i`, which is in column x; itself too. */
static int enter_row(struct tidy *t, const struct flood *f, int i, int n)
{
    int x = i % f->width;

    for (int k = x > 0 ? -1 : 0; k <= (x + 1 < f->width ? 1 : 0); k++)
        n = enter(t, f, i + k, n);
    return n;
}

/* From the n positions queued to all that they lead to, corners too. */
static void spread(struct tidy *t, const struct flood *f, int n)
{
    int last_row = f->width * (f->height - 1);

    while (n > 0) {
        int i = t->queue[--n];
        n = enter_row(t, f, i, n);
        if (i >= f->width)
            n = enter_row(t, f, i - f->width, n);
        if (i < last_row)
            n = enter_row(t, f, i + f->width, n);
    }
}

/* Seeds of the person: where the network is sure. */
static int enter_person(struct tidy *t, const struct flood *f,
                        const struct plane *net)
{
    int n = 0;

    for (int i = 0; i < f->width * f->height; i++)
        if (net->at[i] > SURE_PERSON)
            n = enter(t, f, i, n);
    return n;
}

/* Seeds of the wall: the frame's edges but the lower, and gaps in hair. */
static int enter_wall(struct tidy *t, const struct flood *f,
                      const struct plane *net, const struct plane *hairy)
{
    int n = 0;

    for (int i = 0; i < f->width * f->height; i++) {
        int x = i % f->width;
        bool edge = i < f->width || x == 0 || x == f->width - 1;
        bool gap = net->at[i] < SURE_WALL && hairy->at[i] > HAIRY;
        if (edge || gap)
            n = enter(t, f, i, n);
    }
    return n;
}

static int fit(struct tidy *t, size_t n)
{
    if (t->cap < n) {
        tidy_done(t);
        t->marks = malloc(n);
        t->queue = malloc(n * sizeof *t->queue);
        if (!t->marks || !t->queue)
            return -ENOMEM;
        t->cap = n;
    }
    memset(t->marks, 0, n);
    return 0;
}

/* What the marks of half size say of one row. */
static void mend_row(const struct tidy *t, const float *hairy, int y,
                     struct plane *alpha)
{
    const uint8_t *marks = t->marks + (size_t)(y / 2) * (size_t)t->small.width;
    const float *small = t->small.at + (marks - t->marks);
    float *at = alpha->at + (size_t)y * (size_t)alpha->width;

    for (int x = 0; x < alpha->width; x++) {
        bool shut_in = !(marks[x / 2] & WALL) && small[x / 2] < AIR;
        if (shut_in && hairy[x / 2] < HAIRY)
            at[x] = 1;
        else if (!(marks[x / 2] & PERSON))
            at[x] = 0;
    }
}

int tidy(struct tidy *t, const struct plane *net, const struct plane *hairy,
         struct plane *alpha)
{
    int w = net->width, r = fit(t, (size_t)w * (size_t)net->height);

    if (r == 0)
        r = blur_halve(alpha, &t->small);
    if (r < 0)
        return r;

    struct flood person = {t->small.at, w, net->height, PERSON};
    struct flood wall = {t->small.at, w, net->height, WALL};

    spread(t, &person, enter_person(t, &person, net));
    spread(t, &wall, enter_wall(t, &wall, net, hairy));
    for (int y = 0; y < alpha->height; y++)
        mend_row(t, hairy->at + (size_t)(y / 2) * (size_t)w, y, alpha);
    return 0;
}

void tidy_done(struct tidy *t)
{
    plane_done(&t->small);
    free(t->marks);
    free(t->queue);
    *t = (struct tidy){.cap = 0};
}
