#include "qc/face/pose.h"

#include <math.h>

/*
 * The mesh network tilts every neutral head down by about this much against
 * the canonical face (median over frontal portraits).
 */
#define PITCH_BIAS_DEG (-4.0)

enum { ROUNDS = 300 };

struct vec {
    double v[3];
};

/* The picture's axes to the canonical ones: y and z change sign. */
static struct vec from_picture(const struct face_point *p)
{
    return (struct vec){{p->x, -p->y, -p->z}};
}

static struct vec from_canonical(const struct face_point *p)
{
    return (struct vec){{p->x, p->y, p->z}};
}

static void add(struct vec *sum, const struct vec *v, double weight)
{
    for (int i = 0; i < 3; i++)
        sum->v[i] += weight * v->v[i];
}

static void centres(const struct canonical *c, const struct face_point *points,
                    struct vec *ret_canonical, struct vec *ret_picture)
{
    struct vec a = {{0}}, b = {{0}};
    double weight = 0;

    for (int i = 0; i < c->n_basis; i++)
        weight += (double)c->basis[i].weight;
    for (int i = 0; i < c->n_basis; i++) {
        double w = (double)c->basis[i].weight / weight;
        struct vec p = from_canonical(&c->points[c->basis[i].point]);
        struct vec q = from_picture(&points[c->basis[i].point]);
        add(&a, &p, w);
        add(&b, &q, w);
    }
    *ret_canonical = a;
    *ret_picture = b;
}

/* s[r][k] = sum of weight * canonical[r] * picture[k], both about their
 * centres. */
static void correlate(const struct canonical *c,
                      const struct face_point *points, double s[3][3])
{
    struct vec a, b;

    centres(c, points, &a, &b);
    for (int i = 0; i < c->n_basis; i++) {
        struct vec p = from_canonical(&c->points[c->basis[i].point]);
        struct vec q = from_picture(&points[c->basis[i].point]);
        double w = (double)c->basis[i].weight;
        add(&p, &a, -1);
        add(&q, &b, -1);
        for (int k = 0; k < 9; k++)
            s[k / 3][k % 3] += w * p.v[k / 3] * q.v[k % 3];
    }
}

/* Horn's matrix: its first eigenvector is the rotation as a quaternion. */
static void horn(const double s[3][3], double n[4][4])
{
    double m[4][4] = {
        {s[0][0] + s[1][1] + s[2][2], s[1][2] - s[2][1], s[2][0] - s[0][2],
         s[0][1] - s[1][0]},
        {0, s[0][0] - s[1][1] - s[2][2], s[0][1] + s[1][0], s[2][0] + s[0][2]},
        {0, 0, s[1][1] - s[0][0] - s[2][2], s[1][2] + s[2][1]},
        {0, 0, 0, s[2][2] - s[0][0] - s[1][1]},
    };

    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            n[i][j] = i <= j ? m[i][j] : m[j][i];
}

/* Shifted so far that the largest eigenvalue is also the largest in size. */
static double shift_of(const double n[4][4])
{
    double shift = 0;

    for (int i = 0; i < 4; i++) {
        double row = 0;
        for (int j = 0; j < 4; j++)
            row += fabs(n[i][j]);
        shift = fmax(shift, row);
    }
    return shift;
}

/* Power iteration; heads are never upside down here, so it converges fast. */
static void first_eigenvector(const double n[4][4], double q[4])
{
    double shift = shift_of(n);

    for (int round = 0; round < ROUNDS; round++) {
        double t[4], length = 0;
        for (int i = 0; i < 4; i++) {
            t[i] = shift * q[i];
            for (int j = 0; j < 4; j++)
                t[i] += n[i][j] * q[j];
            length += t[i] * t[i];
        }
        length = sqrt(length);
        for (int i = 0; i < 4; i++)
            q[i] = length > 0 ? t[i] / length : q[i];
    }
}

static float degrees(double radians)
{
    return (float)(radians * 180 / M_PI);
}

struct pose pose_of(const struct canonical *canonical,
                    const struct face_point *points)
{
    double s[3][3] = {{0}}, n[4][4], q[4] = {1, 0.1, 0.1, 0.1};

    correlate(canonical, points, s);
    horn(s, n);
    first_eigenvector(n, q);

    double w = q[0], x = q[1], y = q[2], z = q[3];
    /* The rotated z axis is where the nose points. */
    double nose_x = 2 * (x * z + w * y), nose_y = 2 * (y * z - w * x);
    double nose_z = 1 - 2 * (x * x + y * y);
    double up_x = 2 * (x * y + w * z), up_y = 1 - 2 * (x * x + z * z);

    return (struct pose){
        .yaw_deg = degrees(atan2(nose_x, nose_z)),
        .pitch_deg =
            degrees(asin(fmax(-1, fmin(1, nose_y)))) - (float)PITCH_BIAS_DEG,
        .roll_deg = -degrees(atan2(up_x, up_y)),
    };
}
