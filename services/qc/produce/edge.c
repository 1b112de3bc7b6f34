#include "qc/produce/edge.h"

#include <math.h>

/* Of a head with its hair, in widths of the face. */
#define HEAD_RADIUS 0.8f

/* How far down hair beside the line may be taken, over what bending the line
 * itself takes. */
#define BEYOND 3.0f

/* Cut in more rows of the frame than that, a person looks cut. */
enum { TORN_MAX = 12 };

/* Frame and photo, and how one leads to the other. */
struct overlap {
    struct affine to_photo;
    float left; /* of the photo and the little around it that repeats it */
    float right;
    float bottom;
    float soft; /* frame pixels per photo pixel, 1 at most */
    int across; /* the frame's width */
};

/* The line on which the photo cuts a head, bent. */
struct dome {
    float middle;
    float depth_max;
    float radius;
};

static struct point in_photo(const struct overlap *o, int x, int y)
{
    return affine_at(&o->to_photo, (float)x + 0.5f, (float)y + 0.5f);
}

/* The highest that a row of the frame reaches in the photo. */
static float row_top(const struct overlap *o, int y)
{
    return fminf(in_photo(o, 0, y).y, in_photo(o, o->across, y).y);
}

/* Whether a row of the frame lies in the photo, and under its row `top`. */
static bool is_inside(const struct overlap *o, int y, float top)
{
    struct point a = in_photo(o, -1, y), b = in_photo(o, o->across, y);

    return fminf(a.y, b.y) >= top && fmaxf(a.y, b.y) <= o->bottom &&
           fminf(a.x, b.x) >= o->left && fmaxf(a.x, b.x) <= o->right;
}

/* Widens the line by what a row of the frame shows of the photo's first row
 * but one: the first is half air. */
static void widen(const struct overlap *o, const float *alpha, int y,
                  struct band *line)
{
    for (int x = 0; x < o->across; x++) {
        struct point at = in_photo(o, x, y);

        if (at.y < 1 || at.y >= 2 || alpha[x] < 0.5f)
            continue;
        line->min = fminf(line->min, at.x);
        line->max = fmaxf(line->max, at.x);
    }
}

static struct dome dome_of(const struct overlap *o,
                           const struct face_reading *f,
                           const struct plane *alpha)
{
    struct dome flat = {0, 0, HEAD_RADIUS * f->face_width};
    struct band line = {o->right, 0};

    for (int y = 0; y < alpha->height && row_top(o, y) < 2; y++)
        widen(o, alpha->at + (size_t)y * (size_t)o->across, y, &line);

    float half = (line.max - line.min) / 2;

    /* No line at all, or longer than a head is wide. */
    if (half < 0 || 2 * half > f->face_width)
        return flat;
    return (struct dome){(line.min + line.max) / 2,
                         BEYOND * half * half / (2 * flat.radius), flat.radius};
}

/* Hair that touches the photo's upper edge ends softly there; at the other
 * edges body goes on. */
static float inside_by(const struct overlap *o, const struct dome *d,
                       struct point at)
{
    float aside = at.x - d->middle;
    float depth = fminf(aside * aside / (2 * d->radius), d->depth_max);

    if (at.x < o->left || at.x > o->right || at.y > o->bottom)
        return 0;
    return fminf(fmaxf((at.y - depth) * o->soft, 0), 1);
}

static struct overlap overlap_of(const struct face_reading *f,
                                 const struct placement *at, int across)
{
    float around = GEOMETRY_OVERHANG / at->scale;

    return (struct overlap){
        .to_photo = placement_to_photo(at),
        .left = -around,
        .right = (float)f->upright.width + around,
        .bottom = (float)f->upright.height + around,
        .soft = fminf(at->scale, 1),
        .across = across,
    };
}

/* Whether a row shows person where the photo's column x crosses it. */
static bool is_torn(const struct overlap *o, const float *alpha, float x, int y)
{
    float start = in_photo(o, 0, y).x, step = o->to_photo.xx;
    int i = (int)((x - start) / step);

    return i >= 0 && i < o->across && alpha[i] > 0.5f;
}

bool edge_tears(const struct face_reading *f, const struct placement *at,
                const struct plane *alpha)
{
    const struct overlap o = overlap_of(f, at, alpha->width);
    int n = 0;

    for (int y = 0; y < alpha->height; y++) {
        const float *row = alpha->at + (size_t)y * (size_t)alpha->width;

        n += in_photo(&o, 0, y).x < o.left && is_torn(&o, row, 1, y);
        n += in_photo(&o, o.across - 1, y).x > o.right &&
             is_torn(&o, row, (float)f->upright.width - 1, y);
    }
    return n > TORN_MAX;
}

void edge_cut(const struct face_reading *f, const struct placement *at,
              struct plane *alpha)
{
    const struct overlap o = overlap_of(f, at, alpha->width);
    const struct dome dome = dome_of(&o, f, alpha);
    float lowest = 1 / o.soft + dome.depth_max;

    for (int y = 0; y < alpha->height; y++) {
        float *row = alpha->at + (size_t)y * (size_t)alpha->width;

        if (is_inside(&o, y, lowest))
            continue;
        for (int x = 0; x < alpha->width; x++)
            row[x] *= inside_by(&o, &dome, in_photo(&o, x, y));
    }
}
