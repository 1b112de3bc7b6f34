/*
 * cover - hats, hoods, scarves: what is above the forehead and is neither
 * hair nor skin nor background.
 *
 * A cap may begin high, so the zone above the usual one is looked at too and
 * the larger share counts.  A black hat before a dark wall is background to the
 * map: then the skull itself is missing, right above the forehead, where the
 * picture is not bright as burnt hair (hair.c) would be.
 */
#include "qc/check/families.h"

#include "image/colour.h"
#include "qc/check/frame.h"

#include <math.h>

/* The zones, by the face's width and height, from the forehead's point. */
#define HALF_WIDTH 0.35F
struct zone {
    float bottom;
    float top;
};
static const struct zone USUAL = {0.02F, 0.35F};
static const struct zone HIGH = {0.24F, 0.46F};
static const struct zone SKULL = {0.02F, 0.13F};

#define STEPS 40
/* Fewer positions of a zone on the head say nothing. */
#define HEAD_MIN 0.3
/* Thrown back further than this, the head shows its chin where its forehead
 * was expected; turned further, the background beside it. */
#define PITCH_MAX_DEG 30.0F
#define SKULL_YAW_MAX_DEG 25.0F
/* So much of the skull may be taken for background by mistake. */
#define MISSING_MIN 0.35
/* Brighter than this it may be burnt hair. */
#define BRIGHT_MIN 0.5F

/* On skin lit less than this (light.c) the map takes dark hair, and a dark
 * shaved head, for a hat. */
#define LIGHT_MIN 0.12

/* What a zone holds, as shares of its positions in the picture. */
struct seen {
    double head;    /* not background */
    double missing; /* background, and dark */
    double cover;   /* of the head: neither hair nor skin */
};

/* Position (i, j) of the zone's grid, whose rows follow the tilted head. */
static struct point zone_at(const struct face_reading *r, const struct zone *z,
                            int i, int j)
{
    struct face_frame f = face_frame_of(r);
    const struct face_point *forehead = &r->points[POINT_FOREHEAD];
    float x = (float)i / (STEPS - 1) * 2 - 1;
    float y = (float)j / (STEPS - 1);
    float across = x * HALF_WIDTH * r->face_width;
    float up = (z->bottom + y * (z->top - z->bottom)) * r->face_height;

    return (struct point){forehead->x + across * f.x.x - up * f.y.x,
                          forehead->y + across * f.x.y - up * f.y.y};
}

static void add_position(const struct face_reading *r, struct point at,
                         struct seen *sum)
{
    const uint8_t *px = face_pixel(&r->upright, at);

    if (face_map_at(&r->map, FACE_BACKGROUND, at.x, at.y) >= 0.5F) {
        sum->missing += px && colour_luminance(px) < BRIGHT_MIN;
        return;
    }
    sum->head++;
    sum->cover += (double)(face_map_at(&r->map, FACE_OTHERS, at.x, at.y) +
                           face_map_at(&r->map, FACE_CLOTHES, at.x, at.y));
}

static struct seen look(const struct face_reading *r, const struct zone *z)
{
    struct seen sum = {0};

    for (int i = 0; i < STEPS * STEPS; i++)
        add_position(r, zone_at(r, z, i % STEPS, i / STEPS), &sum);
    sum.cover /= fmax(sum.head, 1);
    sum.head /= STEPS * STEPS;
    sum.missing /= STEPS * STEPS;
    return sum;
}

static bool is_too_dark(const struct measures *m)
{
    const struct measure *light = &m->of[FINDING_TOO_DARK];

    return light->known && light->value < LIGHT_MIN;
}

void check_cover(const struct face_reading *r, struct measures *m)
{
    struct seen usual = look(r, &USUAL);
    struct seen high = look(r, &HIGH);
    struct seen skull = look(r, &SKULL);
    double cover = usual.cover;

    if (r->pitch_deg > PITCH_MAX_DEG || is_too_dark(m))
        return;
    if (high.head >= HEAD_MIN)
        cover = fmax(cover, high.cover);
    if (skull.missing >= MISSING_MIN && fabsf(r->yaw_deg) < SKULL_YAW_MAX_DEG)
        cover = fmax(cover, skull.missing);
    else if (usual.head <= 0)
        return;
    measure_set(m, FINDING_HEAD_COVERED, cover, face_region(r));
}
