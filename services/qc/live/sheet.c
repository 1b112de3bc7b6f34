#include "qc/live/sheet.h"

#include <math.h>
#include <stddef.h>

enum { TERMS = 6 }; /* 1, x, y, xx, xy, yy */

/* Skin around the nose that neither speech nor a smile moves much. */
static const int AROUND[] = {
    POINT_EYE_LEFT_OUTER,
    POINT_EYE_LEFT_INNER,
    POINT_EYE_RIGHT_INNER,
    POINT_EYE_RIGHT_OUTER,
    POINT_FOREHEAD,
    POINT_CHIN,
    POINT_CHEEK_LEFT,
    POINT_CHEEK_RIGHT,
    POINT_MOUTH_LEFT,
    POINT_MOUTH_RIGHT,
    9,
    151,
    168,
    54,
    284,
    103,
    332, /* brows' middle and forehead */
    50,
    280,
    101,
    330,
    205,
    425, /* cheeks */
    93,
    323,
    132,
    361,
    58,
    288, /* sides */
    164,
    18,
    200,
    149,
    378, /* lip and chin */
};
static const int NOSE[] = {POINT_NOSE_TIP, 4, 5};

enum {
    AROUND_N = sizeof AROUND / sizeof *AROUND,
    NOSE_N = sizeof NOSE / sizeof *NOSE,
};

/* A face's own frame: between the eyes, along them, in eye distances. */
struct frame {
    double x0, y0; /* the middle of the eyes' outer corners */
    double c, s;   /* along them, by their distance's square */
};

static struct frame frame_of(const struct face_point *p)
{
    const struct face_point *l = &p[POINT_EYE_LEFT_OUTER];
    const struct face_point *r = &p[POINT_EYE_RIGHT_OUTER];
    double dx = r->x - l->x, dy = r->y - l->y;
    double square = fmax(dx * dx + dy * dy, 1e-12);

    return (struct frame){(l->x + r->x) / 2, (l->y + r->y) / 2, dx / square,
                          dy / square};
}

static void in_frame(const struct frame *f, const struct face_point *p,
                     double *ret_x, double *ret_y)
{
    double x = p->x - f->x0, y = p->y - f->y0;

    *ret_x = f->c * x + f->s * y;
    *ret_y = f->c * y - f->s * x;
}

static void terms_of(double x, double y, double ret[TERMS])
{
    const double terms[TERMS] = {1, x, y, x * x, x * y, y * y};

    for (int i = 0; i < TERMS; i++)
        ret[i] = terms[i];
}

static void swap_rows(double a[TERMS][TERMS + 1], int i, int k)
{
    for (int j = 0; j <= TERMS; j++) {
        double was = a[i][j];

        a[i][j] = a[k][j];
        a[k][j] = was;
    }
}

static void eliminate(double a[TERMS][TERMS + 1], int i)
{
    for (int k = 0; k < TERMS; k++) {
        double by = k == i ? 0 : a[k][i] / a[i][i];

        for (int j = i; by != 0 && j <= TERMS; j++)
            a[k][j] -= by * a[i][j];
    }
}

/* Gauss-Jordan with pivots; points that lie on a line give zeros. */
static void solve(double a[TERMS][TERMS + 1], double ret[TERMS])
{
    for (int i = 0; i < TERMS; i++) {
        int best = i;

        for (int k = i + 1; k < TERMS; k++) {
            if (fabs(a[k][i]) > fabs(a[best][i]))
                best = k;
        }
        swap_rows(a, i, best);
        if (fabs(a[i][i]) < 1e-12)
            a[i][i] = INFINITY;
        eliminate(a, i);
    }
    for (int i = 0; i < TERMS; i++)
        ret[i] = a[i][TERMS] / a[i][i];
}

/* The sheet: `to`'s x as a polynomial of `from`'s place, least squares. */
static void fit(const struct face_point *from, const struct face_point *to,
                double ret[TERMS])
{
    const struct frame ff = frame_of(from), ft = frame_of(to);
    double a[TERMS][TERMS + 1] = {{0}};

    for (size_t n = 0; n < AROUND_N; n++) {
        double x, y, u, v, t[TERMS];

        in_frame(&ff, &from[AROUND[n]], &x, &y);
        in_frame(&ft, &to[AROUND[n]], &u, &v);
        terms_of(x, y, t);
        for (int i = 0; i < TERMS; i++) {
            for (int j = 0; j < TERMS; j++)
                a[i][j] += t[i] * t[j];
            a[i][TERMS] += t[i] * u;
        }
    }
    solve(a, ret);
}

float sheet_nose_leaves(const struct face_point *from,
                        const struct face_point *to)
{
    const struct frame ff = frame_of(from), ft = frame_of(to);
    double sheet[TERMS], sum = 0;

    fit(from, to, sheet);
    for (size_t n = 0; n < NOSE_N; n++) {
        double x, y, u, v, t[TERMS];

        in_frame(&ff, &from[NOSE[n]], &x, &y);
        in_frame(&ft, &to[NOSE[n]], &u, &v);
        terms_of(x, y, t);
        for (int i = 0; i < TERMS; i++)
            u -= sheet[i] * t[i];
        sum += u;
    }
    return (float)(sum / (double)NOSE_N);
}
