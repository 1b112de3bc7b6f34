#include "qc/produce/mask.h"

#include "image/hot.h"

#include <math.h>

enum {
    RUN = 12,     /* cells one under the other that are no sleeve's edge */
    GAP_MAX = 48, /* cells between parts of a body that can only be body */
};

/* Half the neck's width, and how far under the chin no jaw can be: in widths
 * and heights of the face. */
#define NECK 0.3f
#define UNDER_CHIN 0.12f

static bool is_clothes(const struct face_map *map, int cell)
{
    return map->p[cell][FACE_CLOTHES] > 0.5f;
}

/* Under the neck every part of a person begins the body, beside it only
 * clothes do: a hand may be held up. */
static void fill_column(const struct face_map *map, int column, int from_row,
                        bool neck, float *person)
{
    int run = 0;

    for (int row = from_row; row < FACE_MAP_SIDE; row++) {
        int i = row * FACE_MAP_SIDE + column;
        if (run >= RUN)
            person[i] = 1;
        else if (neck ? person[i] > 0.5f : is_clothes(map, i))
            run++;
        else
            run = 0;
    }
}

static void fill_row(const struct face_map *map, int row, float *person)
{
    int last = -1; /* the last cell of body before the gap */

    for (int x = 0; x < FACE_MAP_SIDE; x++) {
        int i = row * FACE_MAP_SIDE + x;
        if (!is_clothes(map, i) && person[i] < 1)
            continue;
        for (int k = last + 1; last >= 0 && x - last <= GAP_MAX && k < x; k++)
            person[row * FACE_MAP_SIDE + k] = 1;
        last = x;
    }
}

void mask_of_person(const struct face_reading *f, float ret[MASK_CELLS])
{
    const struct face_map *map = &f->map;
    const struct face_point *chin = &f->points[POINT_CHIN];
    float from_y = chin->y + UNDER_CHIN * f->face_height;
    int from_row = (int)fmaxf(0, (from_y - map->top) / map->cell_height);

    for (int i = 0; i < MASK_CELLS; i++)
        ret[i] = 1 - map->p[i][FACE_BACKGROUND];
    for (int x = 0; x < FACE_MAP_SIDE; x++) {
        float at = map->left + ((float)x + 0.5f) * map->cell_width;
        fill_column(map, x, from_row,
                    fabsf(at - chin->x) < NECK * f->face_width, ret);
    }
    for (int row = from_row; row < FACE_MAP_SIDE; row++)
        fill_row(map, row, ret);
}

/* Probabilities at a position of the map, in cells, mixed from the four
 * nearest. */
struct sample {
    const float *person;
    const float (*classes)[FACE_CLASSES];
    size_t at; /* the upper left of the four */
    float right;
    float down;
};

static float clamp_cell(float v)
{
    return fminf(fmaxf(v, 0), FACE_MAP_SIDE - 1.001f);
}

static inline float mixed(const struct sample *s, float upper_left,
                          float upper_right, const float lower[2])
{
    float upper = upper_left + s->right * (upper_right - upper_left);

    return upper +
           s->down * (lower[0] + s->right * (lower[1] - lower[0]) - upper);
}

static inline float person_at(const struct sample *s)
{
    const float *p = s->person + s->at;

    return mixed(s, p[0], p[1], p + FACE_MAP_SIDE);
}

static inline float hair_at(const struct sample *s)
{
    const float(*p)[FACE_CLASSES] = s->classes + s->at;
    const float lower[2] = {p[FACE_MAP_SIDE][FACE_HAIR],
                            p[FACE_MAP_SIDE + 1][FACE_HAIR]};

    return mixed(s, p[0][FACE_HAIR], p[1][FACE_HAIR], lower);
}

/* How the frame leads to the map, whose cells' middles are whole numbers
 * here, and where in it the photo ends, with what may repeat its ends. */
struct projection {
    const struct face_map *map;
    const float *person;
    struct affine to_map;
    struct point first;
    struct point last;
};

static struct point in_map(const struct face_map *map, float x, float y)
{
    return (struct point){(x - map->left) / map->cell_width - 0.5f,
                          (y - map->top) / map->cell_height - 0.5f};
}

static struct affine to_map(const struct face_map *map, const struct affine *m)
{
    struct point start = in_map(map, m->x0, m->y0);
    float w = map->cell_width, h = map->cell_height;

    return (struct affine){start.x, m->xx / w, m->xy / w,
                           start.y, m->yx / h, m->yy / h};
}

static inline struct sample sample_of(const struct projection *p,
                                      struct point at)
{
    float u = clamp_cell(at.x), v = clamp_cell(at.y);
    int i = (int)u, j = (int)v;

    return (struct sample){p->person, p->map->p,
                           (size_t)j * FACE_MAP_SIDE + (size_t)i, u - (float)i,
                           v - (float)j};
}

HOT static void project_row(const struct projection *p, int y,
                            struct matte_guess *ret)
{
    size_t first = (size_t)y * (size_t)ret->person.width;
    float *person = ret->person.at + first, *hair = ret->hair.at + first;

    for (int x = 0; x < ret->person.width; x++) {
        struct point at =
            affine_at(&p->to_map, 2 * (float)x + 1, 2 * (float)y + 1);
        struct sample s = sample_of(p, at);
        bool inside = at.x >= p->first.x && at.y >= p->first.y &&
                      at.x <= p->last.x && at.y <= p->last.y;

        person[x] = inside ? person_at(&s) : 0;
        hair[x] = inside ? hair_at(&s) : 0;
    }
}

void mask_project(const struct face_reading *f, const struct placement *at,
                  struct matte_guess *ret)
{
    UNSET float person[MASK_CELLS];
    struct affine to_photo = placement_to_photo(at);
    float around = GEOMETRY_OVERHANG / at->scale;
    float width = (float)f->upright.width, height = (float)f->upright.height;
    struct projection p = {
        .map = &f->map,
        .person = person,
        .to_map = to_map(&f->map, &to_photo),
        .first = in_map(&f->map, -around, 0),
        .last = in_map(&f->map, width + around, height + around),
    };

    mask_of_person(f, person);
    for (int y = 0; y < ret->person.height; y++)
        project_row(&p, y, ret);
}
