#include "qc/check/frame.h"

#include "qc/check/measure.h"

#include <math.h>

static float distance(struct point a, struct point b)
{
    return hypotf(b.x - a.x, b.y - a.y);
}

static struct point mesh_at(const struct face_reading *r, int i)
{
    return (struct point){r->points[i].x, r->points[i].y};
}

float face_distance(const struct face_reading *r, int a, int b)
{
    return distance(mesh_at(r, a), mesh_at(r, b));
}

struct face_frame face_frame_of(const struct face_reading *r)
{
    struct point left = mesh_at(r, POINT_EYE_LEFT_OUTER);
    struct point right = mesh_at(r, POINT_EYE_RIGHT_OUTER);
    float width = fmaxf(distance(left, right), 1);
    struct point x = {(right.x - left.x) / width, (right.y - left.y) / width};

    return (struct face_frame){
        .origin = r->eyes,
        .x = x,
        .y = {-x.y, x.x},
        .unit = fmaxf(face_distance(r, POINT_IRIS_LEFT, POINT_IRIS_RIGHT), 1),
    };
}

struct point face_frame_at(const struct face_frame *f, float x, float y)
{
    return (struct point){
        f->origin.x + f->unit * (x * f->x.x + y * f->y.x),
        f->origin.y + f->unit * (x * f->x.y + y * f->y.y),
    };
}

const uint8_t *face_pixel(const struct image *picture, struct point at)
{
    if (at.x < 0 || at.y < 0 || at.x >= (float)picture->width ||
        at.y >= (float)picture->height)
        return NULL;
    return image_at(picture, (int)at.x, (int)at.y);
}

struct face_grid face_grid_over(float left, float top, float right,
                                float bottom, float step)
{
    return (struct face_grid){
        .left = left,
        .top = top,
        .step = step,
        .columns = (int)lroundf((right - left) / step),
        .rows = (int)lroundf((bottom - top) / step),
    };
}

int face_grid_points(const struct face_grid *g)
{
    return g->columns * g->rows;
}

struct point face_grid_at(const struct face_frame *f, const struct face_grid *g,
                          int i)
{
    int row = i / g->columns;
    int column = i % g->columns;

    return face_frame_at(f, g->left + ((float)column + 0.5F) * g->step,
                         g->top + ((float)row + 0.5F) * g->step);
}

float face_foreshortening(const struct face_reading *r)
{
    return fmaxf(cosf(r->yaw_deg * (float)M_PI / 180), 0.5F);
}

struct finding_region face_region(const struct face_reading *r)
{
    float half = r->face_width * 0.6F;
    float middle =
        (r->points[POINT_CHEEK_LEFT].x + r->points[POINT_CHEEK_RIGHT].x) / 2;

    return measure_region(&r->upright,
                          (struct point){middle - half, r->crown_y},
                          (struct point){middle + half, r->chin_y});
}

struct finding_region face_frame_region(const struct face_reading *r,
                                        struct point upper_left,
                                        struct point lower_right)
{
    struct face_frame f = face_frame_of(r);
    const struct point corners[4] = {
        face_frame_at(&f, upper_left.x, upper_left.y),
        face_frame_at(&f, lower_right.x, upper_left.y),
        face_frame_at(&f, upper_left.x, lower_right.y),
        face_frame_at(&f, lower_right.x, lower_right.y),
    };
    struct point low = corners[0];
    struct point high = corners[0];

    for (int i = 1; i < 4; i++) {
        low.x = fminf(low.x, corners[i].x);
        low.y = fminf(low.y, corners[i].y);
        high.x = fmaxf(high.x, corners[i].x);
        high.y = fmaxf(high.y, corners[i].y);
    }
    return measure_region(&r->upright, low, high);
}
