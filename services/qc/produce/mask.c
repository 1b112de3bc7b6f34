#include "qc/produce/mask.h"

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

/* Which two cells a position lies between, and how far from the first. */
struct between {
    int first;
    int second;
    float share;
};

static struct between cells_at(float position, float start, float size)
{
    float i = (position - start) / size - 0.5f;

    i = fminf(fmaxf(i, 0), FACE_MAP_SIDE - 1);

    int first = (int)i;

    return (struct between){
        first, first + 1 < FACE_MAP_SIDE ? first + 1 : first, i - (float)first};
}

static void project_row(const struct face_reading *f,
                        const struct placement *at, const float rows[],
                        float *out, int n)
{
    float width = (float)f->upright.width;

    for (int x = 0; x < n; x++) {
        float u = at->left + ((float)x + 0.5f) / at->scale;
        struct between b = cells_at(u, f->map.left, f->map.cell_width);

        out[x] =
            u >= 0 && u <= width
                ? rows[b.first] + b.share * (rows[b.second] - rows[b.first])
                : 0;
    }
}

/* Two rows of cells as one between them. */
static void mix_rows(const float *person, struct between b,
                     float ret[FACE_MAP_SIDE])
{
    const float *first = person + b.first * FACE_MAP_SIDE;
    const float *second = person + b.second * FACE_MAP_SIDE;

    for (int i = 0; i < FACE_MAP_SIDE; i++)
        ret[i] = first[i] + b.share * (second[i] - first[i]);
}

void mask_project(const struct face_reading *f, const struct placement *at,
                  struct plane *ret)
{
    static const float NOBODY[FACE_MAP_SIDE];
    float person[MASK_CELLS], row[FACE_MAP_SIDE];
    float height = (float)f->upright.height + GEOMETRY_OVERHANG / at->scale;

    mask_of_person(f, person);
    for (int y = 0; y < ret->height; y++) {
        float v = at->top + ((float)y + 0.5f) / at->scale;
        bool inside = v >= 0 && v <= height;

        mix_rows(person, cells_at(v, f->map.top, f->map.cell_height), row);
        project_row(f, at, inside ? row : NOBODY,
                    ret->at + (size_t)y * (size_t)ret->width, ret->width);
    }
}
