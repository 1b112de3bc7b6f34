#include "qc/produce/doubt.h"

#include <math.h>

/* The network wavers between these. */
#define WAVERS_FROM 0.12f
#define WAVERS_TO 0.88f

/* Squared distance of colours that look alike. */
#define ALIKE 0.015f

/* A shorter border, where clothes fill the frame, says nothing. */
enum { BORDER_MIN = 40 };

static bool is_alike(const struct foreground *f, size_t i)
{
    float sum = 0;

    for (int c = 0; c < 3; c++) {
        float d = f->front_half.c[c].at[i] - f->back_half.c[c].at[i];
        sum += d * d;
    }
    return sum < ALIKE;
}

static bool is_border(const struct plane *person, size_t i)
{
    const float *at = person->at + i;
    bool here = at[0] > 0.5f;

    return here != (at[1] > 0.5f) || here != (at[person->width] > 0.5f);
}

float doubt_of_body(const struct matte *m, const struct plane *person,
                    int from_row)
{
    int border = 0, doubtful = 0;

    for (int y = from_row; y + 1 < person->height; y++) {
        for (int x = 0; x + 1 < person->width; x++) {
            size_t i = (size_t)y * (size_t)person->width + (size_t)x;
            float v = person->at[i];
            border += is_border(person, i);
            doubtful +=
                v > WAVERS_FROM && v < WAVERS_TO && is_alike(&m->colours, i);
        }
    }
    return border < BORDER_MIN ? 0 : (float)doubtful / (float)border;
}
