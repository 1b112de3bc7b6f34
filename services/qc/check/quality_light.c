#include "qc/check/quality.h"

#include "image/colour.h"

#include <math.h>
#include <stdlib.h>

/* Positions of the background that are looked at. */
enum { BINS = 256, WIDTH = 87, HEIGHT = 72 };

#define STEP (1 / 60.0F)

struct histogram {
    int n;
    int of[BINS];
};

static int luminance(const uint8_t *px)
{
    return (int)lroundf(255 * colour_luminance(px));
}

static void add_grid(const struct face_reading *r, const struct face_grid *g,
                     struct histogram *h)
{
    struct face_frame f = face_frame_of(r);

    for (int i = 0; i < face_grid_points(g); i++) {
        const uint8_t *px = face_pixel(&r->upright, face_grid_at(&f, g, i));

        if (!px)
            continue;
        h->of[luminance(px)]++;
        h->n++;
    }
}

static void read_face(const struct face_reading *r, struct histogram *h)
{
    struct face_grid rows[QUALITY_ROWS_MAX];
    int n = quality_face_rows(r, STEP, rows);

    for (int i = 0; i < n; i++)
        add_grid(r, &rows[i], h);
}

static double share_between(const struct histogram *h, int low, int high)
{
    int n = 0;

    for (int i = low; i <= high; i++)
        n += h->of[i];
    return (double)n / h->n;
}

static double mean_of(const struct histogram *h)
{
    double sum = 0;

    for (int i = 0; i < BINS; i++)
        sum += (double)i / 255 * h->of[i];
    return sum / h->n;
}

static double variance_of(const struct histogram *h, double mean)
{
    double sum = 0;

    for (int i = 0; i < BINS; i++)
        sum += ((double)i / 255 - mean) * ((double)i / 255 - mean) * h->of[i];
    return sum / h->n;
}

static double entropy_of(const struct histogram *h)
{
    double sum = 0;

    for (int i = 0; i < BINS; i++) {
        double p = (double)h->of[i] / h->n;

        sum -= p > 0 ? p * log2(p) : 0;
    }
    return sum;
}

static void measure_exposure(const struct face_reading *r, struct ofiq_like *o)
{
    struct histogram h = {.n = 0};
    double mean;
    double variance;
    double under;

    read_face(r, &h);
    if (h.n == 0)
        return;
    mean = mean_of(&h);
    variance = variance_of(&h, mean);
    under = share_between(&h, 0, 25);
    ofiq_set(o, OFIQ_LUMINANCE_MEAN,
             100 * quality_sigmoid(mean, 0.2, 0.05) *
                 (1 - quality_sigmoid(mean, 0.8, 0.05)));
    ofiq_set(o, OFIQ_LUMINANCE_VARIANCE,
             100 * sin(M_PI * 60 * variance / (60 * variance + 1)));
    ofiq_set(o, OFIQ_UNDER_EXPOSURE_PREVENTION,
             120 * (0.832 - quality_sigmoid(under, 0.92, 0.05)));
    ofiq_set(o, OFIQ_OVER_EXPOSURE_PREVENTION,
             1 / (share_between(&h, 247, 255) + 0.01));
    ofiq_set(o, OFIQ_DYNAMIC_RANGE, 12.5 * entropy_of(&h));
}

/* The standard's squares: under each eye, towards the nose. */
static struct face_grid cheek(const struct face_reading *r, float side)
{
    struct face_frame f = face_frame_of(r);
    float mouth =
        face_distance(r, POINT_LIP_INNER_UPPER, POINT_NOSE_TIP) / f.unit;
    float top = (mouth + hypotf(r->points[POINT_NOSE_TIP].x - r->eyes.x,
                                r->points[POINT_NOSE_TIP].y - r->eyes.y) /
                             f.unit) /
                2;
    float edge = 0.5F * side;
    float inner = edge - 0.3F * side;

    return face_grid_over(fminf(edge, inner), top, fmaxf(edge, inner),
                          top + 0.3F, STEP);
}

static void add_colour(const struct face_reading *r, const struct face_grid *g,
                       double sum[4])
{
    struct face_frame f = face_frame_of(r);

    for (int i = 0; i < face_grid_points(g); i++) {
        const uint8_t *px = face_pixel(&r->upright, face_grid_at(&f, g, i));

        for (int c = 0; px && c < 3; c++)
            sum[c] += px[c];
        sum[3] += px != NULL;
    }
}

/* How far outside of what skin can be. */
static double outside(double v, double low, double high)
{
    return fmax(0, fmax(low - v, v - high));
}

static void measure_colour(const struct face_reading *r,
                           const struct face_grid cheeks[2],
                           struct ofiq_like *o)
{
    double sum[4] = {0};
    uint8_t rgb[3];
    struct lab lab;
    double raw = 100;

    add_colour(r, &cheeks[0], sum);
    add_colour(r, &cheeks[1], sum);
    if (sum[3] <= 0)
        return;
    for (int c = 0; c < 3; c++)
        rgb[c] = (uint8_t)lround(sum[c] / sum[3]);
    lab = colour_lab(rgb);
    if (lab.a >= 0 && lab.b >= 0)
        raw =
            hypot(outside((double)lab.a, 5, 25), outside((double)lab.b, 5, 35));
    ofiq_set(o, OFIQ_NATURAL_COLOUR, 200 * (1 - quality_sigmoid(raw, 0, 10)));
}

static void measure_cheeks(const struct face_reading *r, struct ofiq_like *o)
{
    const struct face_grid cheeks[2] = {cheek(r, -1), cheek(r, 1)};
    struct histogram left = {.n = 0};
    struct histogram right = {.n = 0};
    double common = 0;

    add_grid(r, &cheeks[0], &left);
    add_grid(r, &cheeks[1], &right);
    if (left.n == 0 || right.n == 0)
        return;
    for (int i = 0; i < BINS; i++)
        common +=
            fmin((double)left.of[i] / left.n, (double)right.of[i] / right.n);
    ofiq_set(o, OFIQ_ILLUMINATION_UNIFORMITY, 100 * pow(common, 0.3));
    measure_colour(r, cheeks, o);
}

/* Scharr's gradient of luminance over neighbours one cell of the standard's
 * picture away; NAN at the picture's edge or off the background. */
static double gradient(const struct face_reading *r, const struct face_frame *f,
                       float x, float y)
{
    static const int ACROSS[3][3] = {{-3, 0, 3}, {-10, 0, 10}, {-3, 0, 3}};
    const float cell = 1 / 81.0F;
    double dx = 0;
    double dy = 0;

    for (int i = 0; i < 9; i++) {
        int row = i / 3;
        int column = i % 3;
        struct point at = face_frame_at(f, x + (float)(column - 1) * cell,
                                        y + (float)(row - 1) * cell);
        const uint8_t *px = face_pixel(&r->upright, at);

        if (!px || face_map_at(&r->map, FACE_BACKGROUND, at.x, at.y) < 0.9F)
            return (double)NAN;
        dx += ACROSS[row][column] * luminance(px);
        dy += ACROSS[column][row] * luminance(px);
    }
    return hypot(dx, dy);
}

static void measure_background(const struct face_reading *r,
                               struct ofiq_like *o)
{
    struct face_frame f = face_frame_of(r);
    double sum = 0;
    int n = 0;

    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        int row = i / WIDTH;
        double g = gradient(r, &f, -2.17F + (float)(i % WIDTH) * 3 * STEP,
                            -2.4F + (float)row * 3 * STEP);

        sum += isnan(g) ? 0 : g;
        n += !isnan(g);
    }
    if (n > 0)
        ofiq_set(o, OFIQ_BACKGROUND_UNIFORMITY,
                 190 * (1 - quality_sigmoid(sum / n, 10, 100)));
}

void quality_measure_light(const struct face_reading *r, struct ofiq_like *o)
{
    measure_exposure(r, o);
    measure_cheeks(r, o);
    measure_background(r, o);
}
