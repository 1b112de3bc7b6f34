#include "qc/face/mesh.h"

#include "core/check.h"
#include "qc/face/files.h"
#include "qc/face/nn.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

enum {
    SIDE = 192,
    OUT_MESH = 0,
    OUT_REGIONS = 1, /* lips, left eye, right eye: x, y of each point */
    REGIONS = 3,
    OUT_IRISES = 4,
    IRIS_POINTS = 5,
    OUT_FLAG = 6,
    OUTPUTS = 7,
    LID_POINTS = 16, /* of an eye's region: the eye's rim */
};

#define MARGIN 1.5f /* the view's side in sides of the face */

struct region {
    size_t n;
    const int *points; /* which mesh points its outputs replace */
};

struct mesh {
    struct nn *nn;
    struct region regions[REGIONS];
};

struct square {
    struct point centre;
    float side;
    float radians;
};

static void take_mesh(const float *out, struct face_point *points)
{
    for (int i = 0; i < FACE_MESH_POINTS; i++, out += 3)
        points[i] = (struct face_point){out[0], out[1], out[2]};
}

static void take_region(const struct region *region, const float *out,
                        struct face_point *points)
{
    for (size_t i = 0; i < region->n; i++, out += 2) {
        points[region->points[i]].x = out[0];
        points[region->points[i]].y = out[1];
    }
}

/* An iris has no depth of its own: it gets the mean of its eye's rim. */
static void take_iris(const struct region *eye, const float *out,
                      const struct face_point *mesh, struct face_point *ret)
{
    float z = 0;

    for (int i = 0; i < LID_POINTS; i++)
        z += mesh[eye->points[i]].z / LID_POINTS;
    for (int i = 0; i < IRIS_POINTS; i++, out += 2)
        ret[i] = (struct face_point){out[0], out[1], z};
}

static float look(struct mesh *m, const struct pyramid *picture,
                  const struct square *where, struct face_point *ret)
{
    struct affine a =
        affine_square(where->centre, where->side, where->radians, SIDE);
    struct view view = {SIDE, SIDE, 1.0f / 255, 0, nn_input(m->nn)};

    pyramid_view(picture, &a, &view);
    nn_run(m->nn);
    take_mesh(nn_output(m->nn, OUT_MESH), ret);
    for (int i = 0; i < REGIONS; i++)
        take_region(&m->regions[i], nn_output(m->nn, OUT_REGIONS + i), ret);
    for (int i = 0; i < 2; i++)
        take_iris(&m->regions[1 + i], nn_output(m->nn, OUT_IRISES + i), ret,
                  ret + FACE_MESH_POINTS + i * IRIS_POINTS);
    for (int i = 0; i < FACE_POINTS; i++) {
        struct point p = affine_at(&a, ret[i].x, ret[i].y);
        ret[i] =
            (struct face_point){p.x, p.y, ret[i].z * where->side / (float)SIDE};
    }
    return 1 / (1 + expf(-nn_output(m->nn, OUT_FLAG)[0]));
}

static struct square square_of_box(const struct face_box *box)
{
    const struct point *left = &box->keys[0], *right = &box->keys[1];

    return (struct square){
        .centre = {box->x + box->width / 2, box->y + box->height / 2},
        .side = MARGIN * fmaxf(box->width, box->height),
        .radians = atan2f(right->y - left->y, right->x - left->x),
    };
}

/* The box of all points, in the direction of the eyes. */
static struct square square_of_points(const struct face_point *p)
{
    const struct face_point *l = &p[POINT_EYE_LEFT_OUTER];
    const struct face_point *r = &p[POINT_EYE_RIGHT_OUTER];
    float radians = atan2f(r->y - l->y, r->x - l->x);
    float c = cosf(radians), s = sinf(radians);
    float x0 = FLT_MAX, x1 = -FLT_MAX, y0 = FLT_MAX, y1 = -FLT_MAX;

    for (int i = 0; i < FACE_MESH_POINTS; i++) {
        float x = c * p[i].x + s * p[i].y, y = c * p[i].y - s * p[i].x;
        x0 = fminf(x0, x);
        x1 = fmaxf(x1, x);
        y0 = fminf(y0, y);
        y1 = fmaxf(y1, y);
    }

    float mx = (x0 + x1) / 2, my = (y0 + y1) / 2;

    return (struct square){
        .centre = {c * mx - s * my, s * mx + c * my},
        .side = MARGIN * fmaxf(x1 - x0, y1 - y0),
        .radians = radians,
    };
}

float mesh_fit(struct mesh *m, const struct pyramid *picture,
               const struct face_box *box, struct face_point *ret)
{
    struct square where = square_of_box(box);

    (void)look(m, picture, &where, ret);
    where = square_of_points(ret);
    return look(m, picture, &where, ret);
}

static bool has_expected_shape(const struct nn *nn)
{
    return nn_input_size(nn) == (size_t)3 * SIDE * SIDE &&
           nn_outputs(nn) == OUTPUTS &&
           nn_output_size(nn, OUT_MESH) == (size_t)3 * FACE_MESH_POINTS &&
           nn_output_size(nn, OUT_IRISES) == (size_t)2 * IRIS_POINTS &&
           nn_output_size(nn, OUT_IRISES + 1) == (size_t)2 * IRIS_POINTS &&
           nn_output_size(nn, OUT_FLAG) >= 1;
}

static int bind_regions(struct mesh *m)
{
    for (int i = 0; i < REGIONS; i++) {
        struct region *r = &m->regions[i];
        r->n = nn_subset(m->nn, i, &r->points);
        if (r->n < LID_POINTS ||
            nn_output_size(m->nn, OUT_REGIONS + i) != 2 * r->n)
            return -EINVAL;
    }
    return 0;
}

int mesh_new(const char *models, struct mesh **ret)
{
    struct mesh *m = must_alloc(sizeof *m);
    int r = face_open_network(models, "face_landmark_with_attention.tflite",
                              &m->nn);

    if (r == 0)
        r = has_expected_shape(m->nn) ? bind_regions(m) : -EINVAL;
    if (r < 0) {
        mesh_free(m);
        return r;
    }
    *ret = m;
    return 0;
}

struct mesh *mesh_free(struct mesh *m)
{
    if (m)
        nn_free(m->nn);
    free(m);
    return NULL;
}
