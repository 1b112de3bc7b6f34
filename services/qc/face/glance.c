#include "qc/face/glance.h"

#include "qc/face/detect.h"
#include "qc/face/mesh.h"
#include "qc/face/pose.h"
#include "qc/face/reader.h"

#include <math.h>
#include <string.h>

/* The patch's side and how far below the eyes its middle lies, in eye
 * distances: forehead and hair, which the light of a room changes most, stay
 * outside. */
#define PATCH_SIDE 1.7F
#define PATCH_BELOW 0.35F

/* A frame need not be larger than this for the networks. */
enum { SIDE_ENOUGH = 480 };

static void look_at_light(const struct pyramid *p, struct face_glance *g)
{
    const struct face_point *left = &g->points[POINT_IRIS_LEFT];
    const struct face_point *right = &g->points[POINT_IRIS_RIGHT];
    float dx = right->x - left->x, dy = right->y - left->y;
    struct point centre = {(left->x + right->x) / 2 - PATCH_BELOW * dy,
                           (left->y + right->y) / 2 + PATCH_BELOW * dx};
    struct affine m = affine_square(centre, PATCH_SIDE * hypotf(dx, dy),
                                    atan2f(dy, dx), GLANCE_PATCH);
    float rgb[GLANCE_PATCH * GLANCE_PATCH * 3];
    struct view view = {GLANCE_PATCH, GLANCE_PATCH, 1, 0, rgb};

    pyramid_view(p, &m, &view);
    for (int i = 0; i < GLANCE_PATCH * GLANCE_PATCH; i++)
        g->patch[i] = 0.299F * rgb[3 * i] + 0.587F * rgb[3 * i + 1] +
                      0.114F * rgb[3 * i + 2];
}

static void find_face(struct face_reader *r, const struct pyramid *p,
                      struct face_glance *g)
{
    struct face_box boxes[FACE_BOXES_MAX];
    struct pose pose;

    if (detector_find(r->detector, p, boxes) == 0)
        return;
    g->flag = mesh_fit(r->mesh, p, &boxes[0], g->points);
    pose = pose_of(&r->canonical, g->points);
    g->yaw_deg = pose.yaw_deg;
    g->pitch_deg = pose.pitch_deg;
    g->roll_deg = pose.roll_deg;
    look_at_light(p, g);
}

static int denom_for(const struct jpeg_facts *facts)
{
    int side = facts->width > facts->height ? facts->width : facts->height;
    int denom = 1;

    while (denom < 8 && side / (2 * denom) >= SIDE_ENOUGH)
        denom *= 2;
    return denom;
}

int face_glance(struct face_reader *r, struct bytes jpeg,
                struct face_glance *ret)
{
    struct jpeg_facts facts;
    int result = jpeg_inspect_small(jpeg, JPEG_FRAME_SIDE_MIN, &facts);

    memset(ret, 0, sizeof *ret);
    r->small_decoder.side_min = JPEG_FRAME_SIDE_MIN;
    if (result == 0)
        result =
            jpeg_read(&r->small_decoder, jpeg, denom_for(&facts), &r->small);
    if (result == 0)
        result = pyramid_build(&r->small_pyramid, &r->small);
    if (result == 0)
        find_face(r, &r->small_pyramid, ret);
    return result;
}

void face_glance_again(struct face_reader *r, struct face_glance *ret)
{
    const struct face_reading *f = &r->reading;

    memset(ret, 0, sizeof *ret);
    if (f->n_boxes == 0)
        return;
    ret->flag = f->flag;
    memcpy(ret->points, f->points, sizeof ret->points);
    ret->yaw_deg = f->yaw_deg;
    ret->pitch_deg = f->pitch_deg;
    ret->roll_deg = f->roll_deg;
    look_at_light(&r->pyramid, ret);
}
