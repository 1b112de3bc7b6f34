#include "qc/produce/subject.h"

#include <math.h>

/* Levelling is for heads that lean a little; the rest is refused as tilted. */
#define LEVEL_MAX_DEG 10.0f

/* Share of a line across the head that must show it for the head to go on. */
#define HEAD_SHARE 0.12f

/* Positions looked at on such a line. */
enum { ACROSS = 48 };

/* Shares of the lean to take back, the best first. */
static const float LEVELLING[] = {1, 0.75f, 0.5f, 0.25f, 0};

/* The levelled photo: positions turned around the eyes. */
struct level {
    struct point pivot;
    float c;
    float s;
};

static struct point levelled(const struct level *l, float x, float y)
{
    float dx = x - l->pivot.x, dy = y - l->pivot.y;

    return (struct point){l->pivot.x + l->c * dx + l->s * dy,
                          l->pivot.y - l->s * dx + l->c * dy};
}

static struct point in_photo(const struct level *l, float x, float y)
{
    const struct level back = {l->pivot, l->c, -l->s};

    return levelled(&back, x, y);
}

static struct point levelled_point(const struct level *l,
                                   const struct face_reading *f, int point)
{
    return levelled(l, f->points[point].x, f->points[point].y);
}

static float head_share(const struct face_reading *f, const struct level *l,
                        float y, const float side[2])
{
    int n = 0;

    for (int i = 0; i < ACROSS; i++) {
        float x = side[0] + (side[1] - side[0]) * ((float)i + 0.5f) / ACROSS;
        struct point at = in_photo(l, x, y);
        n += face_map_at(&f->map, FACE_BACKGROUND, at.x, at.y) < 0.5f;
    }
    return (float)n / ACROSS;
}

/* Top of hair or cover along the head's own axis. */
static float crown_of(const struct face_reading *f, const struct level *l)
{
    const float side[2] = {levelled_point(l, f, POINT_CHEEK_LEFT).x,
                           levelled_point(l, f, POINT_CHEEK_RIGHT).x};
    float y = levelled_point(l, f, POINT_FOREHEAD).y;
    float step = f->map.cell_height;

    while (y > f->map.top && head_share(f, l, y, side) > HEAD_SHARE)
        y -= step;
    return y + step / 2;
}

/* From which y on body stands at this x; the chin's if ever since. */
static float touches_from(const struct face_reading *f, float x)
{
    float y = (float)f->upright.height;

    while (y > f->chin_y && face_map_at(&f->map, FACE_BACKGROUND, x, y) <= 0.5f)
        y -= f->map.cell_height;
    return fmaxf(y, f->chin_y);
}

/* A side of the photo, leaning, as far in as it comes beside the body. */
static struct point side_at(const struct face_reading *f, const struct level *l,
                            float x)
{
    struct point upper = levelled(l, x, f->chin_y);
    struct point lower = levelled(l, x, (float)f->upright.height);

    return (struct point){fminf(upper.x, lower.x), fmaxf(upper.x, lower.x)};
}

struct subject subject_of(const struct face_reading *f, float roll)
{
    const struct level l = {f->eyes, cosf(roll), sinf(roll)};
    float width = (float)f->upright.width, height = (float)f->upright.height;
    float map_right = f->map.left + f->map.cell_width * FACE_MAP_SIDE;
    struct point left = levelled_point(&l, f, POINT_CHEEK_LEFT);
    struct point right = levelled_point(&l, f, POINT_CHEEK_RIGHT);
    struct point below = levelled(&l, f->eyes.x, height);
    float centre_x = (left.x + right.x) / 2;

    /* Body beside the photo's edge counts only where the map shows it. */
    return (struct subject){
        .crown_y = roll == 0 ? f->crown_y : crown_of(f, &l),
        .eyes_y = f->eyes.y,
        .centre_x = centre_x,
        .face_width = f->face_width,
        .crown_cut = f->crown_cut,
        .left = side_at(f, &l, 0).y,
        .right = side_at(f, &l, width).x,
        .bottom = below.y - (centre_x - below.x) * l.s / l.c,
        .slope = fabsf(l.s / l.c),
        .roll = roll,
        .pivot = f->eyes,
        .touches_left_y = f->map.left < 1
                              ? levelled(&l, 0, touches_from(f, 0.5f)).y
                              : 2 * height,
        .touches_right_y =
            map_right > width - 1
                ? levelled(&l, width, touches_from(f, width - 0.5f)).y
                : 2 * height,
    };
}

int subject_place(const struct face_reading *f,
                  const struct geometry_spec *spec, struct placement *ret)
{
    float lean = fminf(fmaxf(f->roll_deg, -LEVEL_MAX_DEG), LEVEL_MAX_DEG);
    int r = 0;

    if (fabsf(lean) < SUBJECT_LEVEL_DEG)
        lean = 0;
    for (size_t i = 0; i < sizeof LEVELLING / sizeof *LEVELLING; i++) {
        struct subject s =
            subject_of(f, lean * LEVELLING[i] * (float)M_PI / 180);

        r = geometry_place(spec, &s, ret);
        if (r == 0 || lean == 0)
            break;
    }
    return r;
}
