/*
 * The steps between neighbouring pixels are summed up by their place in the
 * grid of eight.  Where the grid lies does not matter: a cropped photo's is
 * shifted, so the largest of the eight sums is taken for the borders'.  A step
 * counts up to a limit, and not at all beyond another: that is an edge of the
 * face.
 */
#include "qc/check/blocks.h"

#include "qc/check/frame.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = 8, STEP_MAX = 15, EDGE_MIN = 32, LINES = 128 };

/* The face around this place of its frame. */
#define MIDDLE_Y 0.55F
#define HALF_WIDTH 1.1F
#define HALF_HEIGHT 1.3F
/* Of a grey step: what noise leaves even in a burnt face. */
#define NOISE 0.02F

static struct rect face_rect(const struct face_reading *r)
{
    struct face_frame f = face_frame_of(r);
    struct point middle = face_frame_at(&f, 0, MIDDLE_Y);
    float k = r->native.scale;
    float across = HALF_WIDTH * f.unit;
    float down = HALF_HEIGHT * f.unit;
    struct rect all = {(int)(k * (middle.x - across)),
                       (int)(k * (middle.y - down)), (int)(2 * k * across),
                       (int)(2 * k * down)};

    return rect_clip(all, r->fine->width, r->fine->height);
}

/* Along one line of n pixels, each `stride` bytes on; `at` is the first's place
 * in the grid. */
static void add_line(const uint8_t *px, int n, size_t stride, int at,
                     int sums[SIDE])
{
    for (int i = 1; i < n; i++) {
        int step = abs(px[(size_t)i * stride] - px[(size_t)(i - 1) * stride]);

        if (step < EDGE_MIN)
            sums[(at + i) % SIDE] += step < STEP_MAX ? step : STEP_MAX;
    }
}

static float ratio(const int sums[SIDE], int pixels)
{
    int all = 0;
    int most = 0;

    for (int i = 0; i < SIDE; i++) {
        all += sums[i];
        most = sums[i] > most ? sums[i] : most;
    }
    return (float)most /
           ((float)(all - most) / (SIDE - 1) + NOISE * (float)pixels / SIDE);
}

float blocks_stand_out(const struct face_reading *r)
{
    struct rect face = face_rect(r);
    int rows = face.height / LINES + 1;
    int columns = face.width / LINES + 1;
    size_t across = 3 * (size_t)r->fine->width;
    int sums[2][SIDE] = {{0}};
    int pixels[2] = {0};

    if (r->native.denom > 1 || face.width < 2 * SIDE || face.height < 2 * SIDE)
        return 1;
    for (int y = 0; y < face.height; y += rows, pixels[0] += face.width)
        add_line(image_at(r->fine, face.x, face.y + y) + 1, face.width, 3,
                 face.x, sums[0]);
    for (int x = 0; x < face.width; x += columns, pixels[1] += face.height)
        add_line(image_at(r->fine, face.x + x, face.y) + 1, face.height, across,
                 face.y, sums[1]);
    return sqrtf(ratio(sums[0], pixels[0]) * ratio(sums[1], pixels[1]));
}
