/*
 * cover - hats, hoods, scarves: what is above the forehead and is neither
 * hair nor skin nor background.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"

#include <math.h>

/* The zone, by the face's width and height, from the forehead's point. */
#define HALF_WIDTH 0.35F
#define BOTTOM 0.02F
#define TOP 0.35F
#define STEPS 40
/* Thrown back further than this, the head shows its chin where its forehead
 * was expected. */
#define PITCH_MAX_DEG 30.0F

/* On skin lit less than this (light.c) the map takes dark hair, and a dark
 * shaved head, for a hat. */
#define LIGHT_MIN 0.12

/* What covers at a position, 0..1; NAN where there is no head. */
static double cover_at(const struct face_map *map, struct point at)
{
    if (face_map_at(map, FACE_BACKGROUND, at.x, at.y) >= 0.5F)
        return NAN;
    return face_map_at(map, FACE_OTHERS, at.x, at.y) +
           face_map_at(map, FACE_CLOTHES, at.x, at.y);
}

/* Position (i, j) of the zone's grid, whose rows follow the tilted head. */
static struct point zone_at(const struct face_reading *r,
                            const struct face_frame *f, int i, int j)
{
    const struct face_point *forehead = &r->points[POINT_FOREHEAD];
    float x = (float)i / (STEPS - 1) * 2 - 1;
    float y = (float)j / (STEPS - 1);
    float across = x * HALF_WIDTH * r->face_width;
    float up = (BOTTOM + y * (TOP - BOTTOM)) * r->face_height;

    return (struct point){forehead->x + across * f->x.x - up * f->y.x,
                          forehead->y + across * f->x.y - up * f->y.y};
}

static bool is_too_dark(const struct measures *m)
{
    const struct measure *light = &m->of[FINDING_TOO_DARK];

    return light->known && light->value < LIGHT_MIN;
}

void check_cover(const struct face_reading *r, struct measures *m)
{
    struct face_frame f = face_frame_of(r);
    double sum = 0;
    int n = 0;

    if (r->pitch_deg > PITCH_MAX_DEG || is_too_dark(m))
        return;
    for (int i = 0; i < STEPS * STEPS; i++) {
        double cover = cover_at(&r->map, zone_at(r, &f, i % STEPS, i / STEPS));

        if (isnan(cover))
            continue;
        sum += cover;
        n++;
    }
    if (n > 0)
        measure_set(m, FINDING_HEAD_COVERED, sum / n, face_region(r));
}
