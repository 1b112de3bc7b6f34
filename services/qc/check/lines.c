#include "qc/check/lines.h"

#include "core/check.h"
#include "image/hot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIDE = LINES_SIDE_MAX,
    SLOPES = 45,  /* slopes voted for, -0.44 to 0.44 */
    LEAN = 22,    /* the upright one among them */
    UNSURE = 5,   /* so many slopes to each side of the one that is seen */
    STEP_MIN = 8, /* grey values across an edge */
    TAKEN = 255,  /* an edge that is part of a line already */
};

#define SLOPE_STEP 0.02F
/* Of the picture's height: shorter ones are no frame. */
#define LENGTH_MIN 0.15F
/* Pixels between an edge and the line it belongs to. */
#define FIT_WITHIN 2.5F
#define SEEN_WITHIN 1

/* What lies where while the lines are looked for. */
struct search {
    const struct lines_picture *picture;
    uint8_t edge[SIDE * SIDE]; /* 0, or one more than the slope it shows */
    uint16_t votes[SLOPES][SIDE];
};

/* Sobel's derivatives of one row, 8 for each grey value a pixel. */
HOT static void derive(const uint8_t *restrict row, int stride, int n,
                       int16_t *restrict across, int16_t *restrict down)
{
    for (int x = 1; x < n - 1; x++) {
        const uint8_t *at = row + x;
        int left = at[-stride - 1] + 2 * at[-1] + at[stride - 1];
        int right = at[-stride + 1] + 2 * at[1] + at[stride + 1];
        int above = at[-stride - 1] + 2 * at[-stride] + at[-stride + 1];
        int below = at[stride - 1] + 2 * at[stride] + at[stride + 1];

        across[x] = (int16_t)(right - left);
        down[x] = (int16_t)(below - above);
    }
}

/* Gives the edge at x, y its votes, or takes them back. */
static void vote(struct search *s, int x, int y, int votes)
{
    float from_middle = (float)y - (float)s->picture->height / 2;
    int seen = s->edge[y * s->picture->width + x] - 1;
    int first = seen - UNSURE > 0 ? seen - UNSURE : 0;
    int last = seen + UNSURE < SLOPES ? seen + UNSURE : SLOPES - 1;

    for (int i = first; i <= last; i++) {
        float at = (float)x - (float)(i - LEAN) * SLOPE_STEP * from_middle;

        if (at >= 0 && at < (float)s->picture->width)
            s->votes[i][(int)at] = (uint16_t)(s->votes[i][(int)at] + votes);
    }
}

/* The crest of an upright edge; its neighbours in the row are lower. */
static bool is_crest(const int16_t *across, int x)
{
    int here = abs(across[x]);

    return here >= 4 * STEP_MIN && here > abs(across[x - 1]) &&
           here >= abs(across[x + 1]);
}

static void look_for_edges(struct search *s)
{
    int width = s->picture->width;
    int16_t across[SIDE] = {0};
    int16_t down[SIDE] = {0};

    for (int y = 1; y < s->picture->height - 1; y++) {
        derive(s->picture->at + y * width, width, width, across, down);
        for (int x = 1; x < width - 1; x++) {
            if (!is_crest(across, x))
                continue;

            int slope =
                (int)lroundf(-(float)down[x] / (float)across[x] / SLOPE_STEP);

            if (abs(slope) > LEAN)
                continue;
            s->edge[y * width + x] = (uint8_t)(slope + LEAN + 1);
            vote(s, x, y, 1);
        }
    }
}

/* The column with more votes than `most`, two columns together, since a line
 * seldom runs through the middle of one; -1 if none has. */
static int best_column(const uint16_t *votes, int columns, int *most)
{
    int best = -1;

    for (int x = 0; x < columns - 1; x++) {
        if (votes[x] + votes[x + 1] <= *most)
            continue;
        *most = votes[x] + votes[x + 1];
        best = x;
    }
    return best;
}

/* The most voted for; false if none is long enough. */
static bool most_voted(const struct search *s, int *ret_slope, int *ret_x)
{
    int most = (int)(LENGTH_MIN * (float)s->picture->height);
    bool found = false;

    for (int i = 0; i < SLOPES; i++) {
        int x = best_column(s->votes[i], s->picture->width, &most);

        if (x < 0)
            continue;
        *ret_slope = i;
        *ret_x = x;
        found = true;
    }
    return found;
}

static uint8_t edge_at(const struct search *s, int x, int y)
{
    return x >= 0 && x < s->picture->width ? s->edge[y * s->picture->width + x]
                                           : 0;
}

/* Least squares through the edges near the line. */
static void fit(const struct search *s, struct line *line)
{
    float half = (float)s->picture->height / 2;
    float n = 0, sum_t = 0, sum_x = 0, sum_tt = 0, sum_tx = 0;

    for (int y = 0; y < s->picture->height; y++) {
        float t = (float)y - half;
        float at = line->middle + line->slope * t;

        for (int x = (int)ceilf(at - FIT_WITHIN); x <= (int)(at + FIT_WITHIN);
             x++) {
            if (edge_at(s, x, y) == 0)
                continue;
            n++;
            sum_t += t;
            sum_x += (float)x;
            sum_tt += t * t;
            sum_tx += t * (float)x;
        }
    }

    float spread = n * sum_tt - sum_t * sum_t;

    if (spread < 1)
        return;
    line->slope = (n * sum_tx - sum_t * sum_x) / spread;
    line->middle = (sum_x - line->slope * sum_t) / n;
}

/* The line's edges have had their votes: it is not found again. */
static void take_back(struct search *s, const struct line *line)
{
    float half = (float)s->picture->height / 2;

    for (int y = 0; y < s->picture->height; y++) {
        float at = line->middle + line->slope * ((float)y - half);

        for (int x = (int)ceilf(at - FIT_WITHIN); x <= (int)(at + FIT_WITHIN);
             x++) {
            if (edge_at(s, x, y) == 0 || edge_at(s, x, y) == TAKEN)
                continue;
            vote(s, x, y, -1);
            s->edge[y * s->picture->width + x] = TAKEN;
        }
    }
}

static void count_seen(const struct search *s, struct line *line)
{
    float half = (float)s->picture->height / 2;

    line->seen[0] = 0;
    for (int y = 0; y < s->picture->height; y++) {
        int x = (int)lroundf(line->middle + line->slope * ((float)y - half));
        bool seen = false;

        for (int k = -SEEN_WITHIN; k <= SEEN_WITHIN; k++)
            seen = seen || edge_at(s, x + k, y) > 0;
        line->seen[y + 1] = (uint16_t)(line->seen[y] + seen);
    }
}

void lines_find(const struct lines_picture *picture, struct lines *ret)
{
    struct search s;
    int slope = 0;
    int x = 0;

    CHECK(picture->width >= 3 && picture->width <= SIDE &&
          picture->height >= 3 && picture->height <= SIDE);
    s.picture = picture;
    memset(s.edge, 0, (size_t)picture->width * (size_t)picture->height);
    memset(s.votes, 0, sizeof s.votes);
    look_for_edges(&s);
    ret->width = picture->width;
    ret->height = picture->height;
    for (ret->n = 0; ret->n < LINES_MAX && most_voted(&s, &slope, &x);
         ret->n++) {
        struct line *line = &ret->at[ret->n];

        line->middle = (float)x + 0.5F;
        line->slope = (float)(slope - LEAN) * SLOPE_STEP;
        fit(&s, line);
        take_back(&s, line);
        count_seen(&s, line);
    }
}

float lines_x(const struct lines *l, int i, float y)
{
    return l->at[i].middle + l->at[i].slope * (y - (float)l->height / 2);
}

static int row_of(const struct lines *l, float y)
{
    return (int)fminf(fmaxf(y, 0), (float)l->height);
}

float lines_seen(const struct lines *l, int i, float y0, float y1, int least)
{
    int first = row_of(l, fminf(y0, y1));
    int last = row_of(l, fmaxf(y0, y1));

    if (last - first < least || last == first)
        return -1;
    return (float)(l->at[i].seen[last] - l->at[i].seen[first]) /
           (float)(last - first);
}
