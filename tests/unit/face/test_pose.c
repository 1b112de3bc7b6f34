#include "qc/face/pose.h"

#include "models.h"

#include <math.h>

/* A half-ball of a face: x to the right, y up, z to the viewer. */
static struct canonical ball(void)
{
    struct canonical c = {.n_basis = 33};

    for (int i = 0; i < c.n_basis; i++) {
        float a = (float)i * 2.4f, r = sqrtf((float)i / 33);
        c.points[i] = (struct face_point){7 * r * cosf(a), 9 * r * sinf(a),
                                          6 * (1 - r * r)};
        c.basis[i].point = i;
        c.basis[i].weight = 1 + 0.02f * (float)i;
    }
    return c;
}

struct angles {
    double yaw;
    double pitch;
    double roll;
};

static double radians(double degrees)
{
    return degrees * M_PI / 180;
}

/* Pitch, then yaw, then roll, then into a picture: y down, near is small. */
static void turn(const struct canonical *c, struct angles a,
                 struct face_point *ret)
{
    double cp = cos(radians(a.pitch)), sp = sin(radians(a.pitch));
    double cy = cos(radians(a.yaw)), sy = sin(radians(a.yaw));
    double cr = cos(radians(-a.roll)), sr = sin(radians(-a.roll));

    for (int i = 0; i < c->n_basis; i++) {
        double x = (double)c->points[i].x, y = (double)c->points[i].y;
        double z = (double)c->points[i].z;
        double y1 = cp * y + sp * z, z1 = cp * z - sp * y;
        double x2 = cy * x + sy * z1, z2 = cy * z1 - sy * x;
        double x3 = cr * x2 - sr * y1, y3 = sr * x2 + cr * y1;
        ret[i] = (struct face_point){(float)(300 + 20 * x3),
                                     (float)(400 - 20 * y3), (float)(-20 * z2)};
    }
}

static struct pose pose_at(struct angles a)
{
    struct face_point points[FACE_MESH_POINTS] = {{0}};
    struct canonical c = ball();

    turn(&c, a, points);
    return pose_of(&c, points);
}

/* clang-format off */
static const struct angles ROWS[] = {
    {0, 0, 0}, {30, 0, 0}, {-30, 0, 0}, {0, 25, 0}, {0, -25, 0}, {0, 0, 20},
    {0, 0, -20}, {60, 0, 0}, {0, 0, 45},
};
/* clang-format on */

/* The network's own tilt is taken off the pitch, so a neutral pose has it. */
static void test_rows(void **state)
{
    struct pose neutral = pose_at((struct angles){0, 0, 0});

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct pose p = pose_at(ROWS[i]);
        p.pitch_deg -= neutral.pitch_deg;
        if (fabs((double)p.yaw_deg - ROWS[i].yaw) > 0.1 ||
            fabs((double)p.pitch_deg - ROWS[i].pitch) > 0.1 ||
            fabs((double)p.roll_deg - ROWS[i].roll) > 0.1)
            fail_msg("row %zu: yaw %f pitch %f roll %f", i, (double)p.yaw_deg,
                     (double)p.pitch_deg, (double)p.roll_deg);
    }
    assert_true(neutral.pitch_deg > 0 && neutral.pitch_deg < 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests_name("pose", tests, NULL, NULL);
}
