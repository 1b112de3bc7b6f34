#include "synthetic.h"

#include "core/check.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { BACKGROUND_GREY = 200, SKIN_GREY = 160, EYE_GREY = 40 };

/* Mesh points in the face's frame. */
static const struct {
    int point;
    float x;
    float y;
} SHAPE[] = {
    {POINT_IRIS_LEFT, -0.5F, 0},
    {POINT_IRIS_RIGHT, 0.5F, 0},
    {POINT_EYE_LEFT_OUTER, -0.7F, 0},
    {POINT_EYE_LEFT_INNER, -0.3F, 0},
    {POINT_EYE_RIGHT_INNER, 0.3F, 0},
    {POINT_EYE_RIGHT_OUTER, 0.7F, 0},
    {160, -0.58F, -0.05F},
    {159, -0.5F, -0.06F},
    {158, -0.42F, -0.05F},
    {144, -0.58F, 0.05F},
    {145, -0.5F, 0.06F},
    {153, -0.42F, 0.05F},
    {385, 0.42F, -0.05F},
    {386, 0.5F, -0.06F},
    {387, 0.58F, -0.05F},
    {380, 0.42F, 0.05F},
    {374, 0.5F, 0.06F},
    {373, 0.58F, 0.05F},
    {POINT_NOSE_TIP, 0, 0.55F},
    {469, -0.41F, 0}, /* rims of the irises */
    {471, -0.59F, 0},
    {474, 0.59F, 0},
    {476, 0.41F, 0},
    {105, -0.5F, -0.5F}, /* brows */
    {334, 0.5F, -0.5F},
    {70, -0.7F, -0.45F},
    {63, -0.6F, -0.5F},
    {66, -0.4F, -0.5F},
    {107, -0.3F, -0.45F},
    {52, -0.5F, -0.45F},
    {300, 0.7F, -0.45F},
    {293, 0.6F, -0.5F},
    {296, 0.4F, -0.5F},
    {336, 0.3F, -0.45F},
    {282, 0.5F, -0.45F},
    {POINT_MOUTH_LEFT, -0.38F, 1.05F},
    {POINT_MOUTH_RIGHT, 0.38F, 1.05F},
    {85, -0.1F, 1.15F}, /* lower lip */
    {16, 0, 1.15F},
    {315, 0.1F, 1.15F},
    {180, -0.1F, 1.15F},
    {404, 0.1F, 1.15F},
    {86, -0.1F, 1.12F},
    {316, 0.1F, 1.12F},
    {15, 0, 1.12F},
    {246, -0.67F, -0.03F}, /* the rest of the eyes' outlines */
    {161, -0.63F, -0.05F},
    {157, -0.37F, -0.05F},
    {173, -0.33F, -0.03F},
    {155, -0.33F, 0.03F},
    {154, -0.37F, 0.05F},
    {163, -0.63F, 0.05F},
    {7, -0.67F, 0.03F},
    {466, 0.67F, -0.03F},
    {388, 0.63F, -0.05F},
    {384, 0.37F, -0.05F},
    {398, 0.33F, -0.03F},
    {382, 0.33F, 0.03F},
    {381, 0.37F, 0.05F},
    {390, 0.63F, 0.05F},
    {249, 0.67F, 0.03F},
    {POINT_LIP_INNER_LEFT, -0.35F, 1.05F},
    {POINT_LIP_INNER_RIGHT, 0.35F, 1.05F},
    {POINT_LIP_INNER_UPPER, 0, 1.05F},
    {POINT_LIP_INNER_LOWER, 0, 1.05F},
    {82, -0.1F, 1.05F},
    {87, -0.1F, 1.05F},
    {312, 0.1F, 1.05F},
    {317, 0.1F, 1.05F},
    {POINT_FOREHEAD, 0, -0.75F},
    {POINT_CHIN, 0, 1.7F},
    {POINT_CHEEK_LEFT, -1.05F, 0.2F},
    {POINT_CHEEK_RIGHT, 1.05F, 0.2F},
};

static float to_x(float x)
{
    return SYNTHETIC_EYES_X + x * SYNTHETIC_EYE_DISTANCE;
}

static float to_y(float y)
{
    return SYNTHETIC_EYES_Y + y * SYNTHETIC_EYE_DISTANCE;
}

static void place_points(struct face_reading *r)
{
    for (size_t i = 0; i < sizeof SHAPE / sizeof *SHAPE; i++)
        r->points[SHAPE[i].point] =
            (struct face_point){to_x(SHAPE[i].x), to_y(SHAPE[i].y), 0};
    r->eyes = (struct point){SYNTHETIC_EYES_X, SYNTHETIC_EYES_Y};
    r->eye_distance_px = SYNTHETIC_EYE_DISTANCE;
    r->face_width = 2.1F * SYNTHETIC_EYE_DISTANCE;
    r->face_height = 2.45F * SYNTHETIC_EYE_DISTANCE;
    r->crown_y = to_y(-1.4F);
    r->chin_y = to_y(1.7F);
}

static void place_picture(struct synthetic *s)
{
    struct face_reading *r = &s->reading;
    size_t cells = (size_t)FACE_MAP_SIDE * FACE_MAP_SIDE;
    int fault = image_fit(&r->upright, SYNTHETIC_SIDE, SYNTHETIC_SIDE);

    CHECK(fault == 0);
    memset(r->upright.px, BACKGROUND_GREY,
           (size_t)3 * SYNTHETIC_SIDE * SYNTHETIC_SIDE);
    s->map = must_alloc(cells * sizeof *s->map);
    for (size_t i = 0; i < cells; i++)
        s->map[i][FACE_BACKGROUND] = 1;
    r->map = (struct face_map){
        .cell_width = (float)SYNTHETIC_SIDE / FACE_MAP_SIDE,
        .cell_height = (float)SYNTHETIC_SIDE / FACE_MAP_SIDE,
        .p = (const float(*)[FACE_CLASSES])s->map,
    };
}

void synthetic_init(struct synthetic *s)
{
    *s = (struct synthetic){.reading = {.source_width = SYNTHETIC_SIDE,
                                        .source_height = SYNTHETIC_SIDE,
                                        .source_scale = 1,
                                        .n_boxes = 1,
                                        .boxes = {{.x = to_x(-1),
                                                   .y = to_y(-0.5F),
                                                   .width = 280,
                                                   .height = 280,
                                                   .score = 0.95F}},
                                        .flag = 1}};
    s->reading.fine = &s->reading.upright;
    s->reading.native.scale = 1;
    place_points(&s->reading);
    place_picture(s);
    synthetic_map(s, (struct part){-1.2F, -1.4F, 1.2F, 0.5F}, FACE_HAIR);
    synthetic_map(s, (struct part){-1, -0.75F, 1, 1.7F}, FACE_FACE_SKIN);
    synthetic_map(s, (struct part){-2, 1.9F, 2, 3}, FACE_CLOTHES);
    synthetic_grey(s, (struct part){-1, -0.75F, 1, 1.7F}, SKIN_GREY);
    synthetic_grey(s, (struct part){-0.59F, -0.06F, -0.41F, 0.06F}, EYE_GREY);
    synthetic_grey(s, (struct part){0.41F, -0.06F, 0.59F, 0.06F}, EYE_GREY);
}

void synthetic_done(struct synthetic *s)
{
    image_done(&s->reading.upright);
    free(s->map);
}

void synthetic_faint(struct synthetic *s, struct part p, enum face_class c,
                     float share)
{
    float k = s->reading.map.cell_width;

    for (int i = 0; i < FACE_MAP_SIDE * FACE_MAP_SIDE; i++) {
        int row = i / FACE_MAP_SIDE;
        float x = ((float)(i % FACE_MAP_SIDE) + 0.5F) * k;
        float y = (float)row * k + k / 2;

        if (x < to_x(p.left) || x > to_x(p.right) || y < to_y(p.top) ||
            y > to_y(p.bottom))
            continue;
        memset(s->map[i], 0, sizeof s->map[i]);
        s->map[i][FACE_BACKGROUND] = 1 - share;
        s->map[i][c] += share;
    }
}

void synthetic_map(struct synthetic *s, struct part p, enum face_class c)
{
    synthetic_faint(s, p, c, 1);
}

void synthetic_grey(struct synthetic *s, struct part p, uint8_t grey)
{
    for (int y = (int)to_y(p.top); y < (int)to_y(p.bottom); y++) {
        for (int x = (int)to_x(p.left); x < (int)to_x(p.right); x++)
            memset(image_at(&s->reading.upright, x, y), grey, 3);
    }
}

void synthetic_roll(struct synthetic *s, float degrees)
{
    float c = cosf(degrees * (float)M_PI / 180);
    float d = sinf(degrees * (float)M_PI / 180);

    for (int i = 0; i < FACE_POINTS; i++) {
        struct face_point *p = &s->reading.points[i];
        float x = p->x - SYNTHETIC_EYES_X;
        float y = p->y - SYNTHETIC_EYES_Y;

        p->x = SYNTHETIC_EYES_X + c * x - d * y;
        p->y = SYNTHETIC_EYES_Y + d * x + c * y;
    }
    s->reading.roll_deg = degrees;
}

void synthetic_colour(struct synthetic *s, struct part p, unsigned rgb)
{
    const uint8_t px[3] = {(uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8),
                           (uint8_t)rgb};

    for (int y = (int)to_y(p.top); y < (int)to_y(p.bottom); y++) {
        for (int x = (int)to_x(p.left); x < (int)to_x(p.right); x++)
            memcpy(image_at(&s->reading.upright, x, y), px, 3);
    }
}

void synthetic_move(struct synthetic *s, int point, float dx, float dy)
{
    s->reading.points[point].x += dx * SYNTHETIC_EYE_DISTANCE;
    s->reading.points[point].y += dy * SYNTHETIC_EYE_DISTANCE;
}

void synthetic_same(struct synthetic *s)
{
    (void)s;
}

void synthetic_check(const struct synthetic_row *rows, size_t n,
                     void (*measure)(const struct face_reading *,
                                     struct measures *))
{
    for (size_t i = 0; i < n; i++) {
        const struct measure *got;
        struct measures m = {0};
        struct synthetic s;

        synthetic_init(&s);
        rows[i].change(&s);
        measure(&s.reading, &m);
        got = &m.of[rows[i].code];
        if (got->known == (bool)isnan(rows[i].value) ||
            (got->known && fabs(got->value - rows[i].value) > rows[i].within))
            fail_msg("%s: got %f, not %f", rows[i].name,
                     got->known ? got->value : (double)NAN, rows[i].value);
        synthetic_done(&s);
    }
}
