/*
 * shoulders - whether both stand at one height: where, going down beside the
 * neck, background becomes body.  Unknown where hair or a picture's edge hides
 * one of them.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"

#include <math.h>

/* Columns on each side, in units of the frame's distance from the middle. */
enum { COLUMNS = 7, COLUMNS_MIN = 4 };
#define NEAR 1.35F
#define FAR 2.1F
#define BODY_MIN 0.5F
/* At its very edge a class is never sure. */
#define INSIDE_CELLS 3

static bool is_body(const struct face_map *map, float x, float y)
{
    return face_map_at(map, FACE_CLOTHES, x, y) +
               face_map_at(map, FACE_BODY_SKIN, x, y) >
           BODY_MIN;
}

/* Height at which the body begins at x; NAN if something else stands above. */
static float top_at(const struct face_reading *r, float x)
{
    const struct face_map *map = &r->map;
    float bottom = map->top + map->cell_height * FACE_MAP_SIDE;
    float y = r->points[POINT_NOSE_TIP].y;

    if (x < map->left || x > map->left + map->cell_width * FACE_MAP_SIDE)
        return NAN;
    while (y < bottom && face_map_at(map, FACE_BACKGROUND, x, y) > BODY_MIN)
        y += map->cell_height;
    if (y >= bottom || y == r->points[POINT_NOSE_TIP].y)
        return NAN;
    return is_body(map, x, y + INSIDE_CELLS * map->cell_height) ? y : NAN;
}

struct slope {
    float left; /* mean height of each shoulder */
    float right;
    int n;
    float apart;
};

/* Columns count in pairs, as far from the middle on both sides. */
static struct slope slope_of(const struct face_reading *r)
{
    struct face_frame f = face_frame_of(r);
    float middle = r->points[POINT_CHIN].x;
    struct slope s = {.n = 0};

    for (int i = 0; i < COLUMNS; i++) {
        float out = f.unit * (NEAR + (FAR - NEAR) * (float)i / (COLUMNS - 1));
        float left = top_at(r, middle - out);
        float right = top_at(r, middle + out);

        if (isnan(left) || isnan(right))
            continue;
        s.left += left;
        s.right += right;
        s.apart += 2 * out;
        s.n++;
    }
    return s;
}

void check_shoulders(const struct face_reading *r, struct measures *m)
{
    struct slope s = slope_of(r);

    if (s.n < COLUMNS_MIN)
        return;
    measure_set(m, FINDING_SHOULDERS_TILTED,
                atan2f(s.right - s.left, s.apart) * 180 / (float)M_PI,
                face_frame_region(r, (struct point){-FAR, 1.2F},
                                  (struct point){FAR, 3.2F}));
}
