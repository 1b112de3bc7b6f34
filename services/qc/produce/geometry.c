#include "qc/produce/geometry.h"

#include <float.h>
#include <math.h>

/*
 * Two numbers place the frame: the scale and the room above the hair.  For a
 * given scale every condition leaves an interval of room, so we walk the
 * scales that the face's width allows and keep the best room of each.
 */
enum { STEPS = 400 };

/* Least room above very high hair, output pixels. */
#define HAIR_TOP_LEAST 12

/* How many pixels from a band's edge a measure should keep, where it can. */
#define EDGE_MARGIN 6

static struct band meet(struct band a, struct band b)
{
    return (struct band){fmaxf(a.min, b.min), fminf(a.max, b.max)};
}

static bool is_empty(struct band b)
{
    return b.min > b.max;
}

static struct band room_by_bands(const struct geometry_spec *spec,
                                 const struct subject *s, float scale)
{
    float hair_to_eyes = scale * (s->eyes_y - s->crown_y);

    return meet(spec->hair_top, (struct band){spec->eyes.min - hair_to_eyes,
                                              spec->eyes.max - hair_to_eyes});
}

/* The frame's lower edge must not pass y: more room lifts the frame. */
static float room_to_end_above(const struct geometry_spec *spec,
                               const struct subject *s, float scale, float y)
{
    return (float)spec->height - scale * (y - s->crown_y);
}

/* Where the photo ends under a frame so wide. */
static float bottom_under(const struct subject *s, float half)
{
    return s->bottom - s->slope * half;
}

static struct band room_by_photo(const struct geometry_spec *spec,
                                 const struct subject *s, float scale)
{
    float half = (float)spec->width / 2 / scale;
    struct band room = {
        room_to_end_above(spec, s, scale, bottom_under(s, half)) -
            GEOMETRY_OVERHANG,
        FLT_MAX};

    if (s->centre_x - half < s->left)
        room.min = fmaxf(room.min,
                         room_to_end_above(spec, s, scale, s->touches_left_y));
    if (s->centre_x + half > s->right)
        room.min = fmaxf(room.min,
                         room_to_end_above(spec, s, scale, s->touches_right_y));
    return room;
}

static float clampf(float v, struct band b)
{
    return fminf(fmaxf(v, b.min), b.max);
}

static float beyond_margin(float v, struct band b)
{
    float distance = fminf(v - b.min, b.max - v);

    return fmaxf(0, EDGE_MARGIN - distance);
}

/* Squared pixels away from what is wanted; an edge of a band counts dearly. */
static float cost(const struct geometry_spec *spec, const struct subject *s,
                  const struct placement *p)
{
    float face = p->face_width_px - spec->face_width_wanted;
    float hair = p->hair_top_px - spec->hair_top_wanted;
    float bottom = bottom_under(s, (float)spec->width / 2 / p->scale);
    float overhang =
        fmaxf(0, (float)spec->height - p->scale * (bottom - p->top));
    float edge = beyond_margin(p->hair_top_px, spec->hair_top) +
                 beyond_margin(p->eyes_px, spec->eyes) +
                 beyond_margin(p->face_width_px, spec->face_width);

    return face * face + hair * hair + 25 * edge * edge +
           100 * overhang * overhang;
}

static struct placement placement_of(const struct geometry_spec *spec,
                                     const struct subject *s, float scale,
                                     float room)
{
    return (struct placement){
        .left = s->centre_x - (float)spec->width / 2 / scale,
        .top = s->crown_y - room / scale,
        .scale = scale,
        .roll = s->roll,
        .pivot = s->pivot,
        .hair_top_px = room,
        .eyes_px = room + scale * (s->eyes_y - s->crown_y),
        .face_width_px = scale * s->face_width,
    };
}

/* The best placement in the bands; whether there is one.  Without a photo
 * (`bands_only`) only the bands count. */
static bool search(const struct geometry_spec *spec, const struct subject *s,
                   bool bands_only, struct placement *ret)
{
    float best = FLT_MAX;

    for (int i = 0; i <= STEPS; i++) {
        float face =
            spec->face_width.min +
            (spec->face_width.max - spec->face_width.min) * (float)i / STEPS;
        float scale = face / s->face_width;
        struct band room = room_by_bands(spec, s, scale);

        if (!bands_only)
            room = meet(room, room_by_photo(spec, s, scale));
        if (is_empty(room))
            continue;

        struct placement p =
            placement_of(spec, s, scale, clampf(spec->hair_top_wanted, room));

        if (cost(spec, s, &p) < best) {
            best = cost(spec, s, &p);
            *ret = p;
        }
    }
    return best < FLT_MAX;
}

struct affine placement_to_photo(const struct placement *p)
{
    float c = cosf(p->roll), s = sinf(p->roll);
    float dx = p->left - p->pivot.x, dy = p->top - p->pivot.y;

    return (struct affine){
        .x0 = p->pivot.x + c * dx - s * dy,
        .xx = c / p->scale,
        .xy = -s / p->scale,
        .y0 = p->pivot.y + s * dx + c * dy,
        .yx = s / p->scale,
        .yy = c / p->scale,
    };
}

int geometry_place(const struct geometry_spec *spec, const struct subject *s,
                   struct placement *ret)
{
    struct geometry_spec relaxed = *spec;
    struct placement p;

    if (s->crown_cut)
        return GEOMETRY_CUT_OFF;
    if (!search(spec, s, true, &p))
        relaxed.hair_top.min = fminf(HAIR_TOP_LEAST, spec->hair_top.min);
    if (!search(&relaxed, s, false, &p))
        return GEOMETRY_TOO_LARGE;
    *ret = p;
    return 0;
}
