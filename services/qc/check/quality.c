#include "qc/check/quality.h"

#include "qc/check/probe.h"

#include <math.h>

#define STEP 0.04F

double quality_sigmoid(double x, double x0, double w)
{
    return 1 / (1 + exp((x0 - x) / w));
}

/* The outline of what the standard's landmarks enclose. */
static const int OUTLINE[] = {
    70,  63,  105, 66,  107, 336, 296, 334, 293, 300, 454,
    323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148,
    176, 149, 150, 136, 172, 58,  132, 93,  234,
};

enum { CORNERS = sizeof OUTLINE / sizeof *OUTLINE };

static struct point in_frame(const struct face_reading *r,
                             const struct face_frame *f, int point)
{
    float dx = r->points[point].x - f->origin.x;
    float dy = r->points[point].y - f->origin.y;

    return (struct point){(dx * f->x.x + dy * f->x.y) / f->unit,
                          (dx * f->y.x + dy * f->y.y) / f->unit};
}

/* Where the row at that height begins and ends; false where there is none. */
static bool face_row(const struct face_reading *r, float y, float *ret_from,
                     float *ret_to)
{
    struct face_frame f = face_frame_of(r);
    struct point a = in_frame(r, &f, OUTLINE[CORNERS - 1]);
    float from = INFINITY;
    float to = -INFINITY;

    for (int i = 0; i < CORNERS; i++) {
        struct point b = in_frame(r, &f, OUTLINE[i]);

        if ((a.y <= y) != (b.y <= y)) {
            float x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);

            from = fminf(from, x);
            to = fmaxf(to, x);
        }
        a = b;
    }
    *ret_from = from;
    *ret_to = to;
    return from < to;
}

int quality_face_rows(const struct face_reading *r, float step,
                      struct face_grid ret[QUALITY_ROWS_MAX])
{
    int n = 0;

    for (int i = 0; i < (int)(2.4F / step) && n < QUALITY_ROWS_MAX; i++) {
        float y = -0.6F + (float)i * step;
        float from;
        float to;

        if (face_row(r, y, &from, &to))
            ret[n++] = face_grid_over(from, y, to, y + step, step);
    }
    return n;
}

/* Share of a grid that hair or a thing covers. */
static double covered(const struct face_reading *r, const struct face_grid *g)
{
    return probe_share(r, g, FACE_OTHERS) + probe_share(r, g, FACE_HAIR);
}

static void measure_occlusion(const struct face_reading *r, struct ofiq_like *o)
{
    struct face_grid left = face_grid_over(-0.75F, -0.15F, -0.25F, 0.15F, STEP);
    struct face_grid right = face_grid_over(0.25F, -0.15F, 0.75F, 0.15F, STEP);
    struct face_grid mouth = face_grid_over(-0.4F, 0.9F, 0.4F, 1.3F, STEP);
    struct face_grid rows[QUALITY_ROWS_MAX];
    int n = quality_face_rows(r, STEP, rows);
    double hidden = 0;
    double all = 0;

    for (int i = 0; i < n; i++) {
        hidden += covered(r, &rows[i]) * face_grid_points(&rows[i]);
        all += face_grid_points(&rows[i]);
    }
    ofiq_set(o, OFIQ_EYES_VISIBLE,
             100 * (1 - (covered(r, &left) + covered(r, &right)) / 2));
    ofiq_set(o, OFIQ_MOUTH_OCCLUSION_PREVENTION,
             100 * (1 - covered(r, &mouth)));
    if (all > 0)
        ofiq_set(o, OFIQ_FACE_OCCLUSION_PREVENTION, 100 * (1 - hidden / all));
}

/* Largest of three distances of mesh points. */
static double widest(const struct face_reading *r, const int pairs[3][2])
{
    double most = 0;

    for (int i = 0; i < 3; i++)
        most = fmax(most, (double)face_distance(r, pairs[i][0], pairs[i][1]));
    return most;
}

/* From the middle of the eyes to the chin: the standard's unit. */
static double face_length(const struct face_reading *r)
{
    const struct face_point *chin = &r->points[POINT_CHIN];

    return fmax((double)hypotf(chin->x - r->eyes.x, chin->y - r->eyes.y), 1);
}

static void measure_shape(const struct face_reading *r, struct ofiq_like *o)
{
    static const int LEFT[3][2] = {{160, 144}, {159, 145}, {158, 153}};
    static const int RIGHT[3][2] = {{385, 380}, {386, 374}, {387, 373}};
    static const int LIPS[3][2] = {{82, 87}, {13, 14}, {312, 317}};
    double t = face_length(r);
    double lids = fmin(widest(r, LEFT), widest(r, RIGHT)) / t;
    double size = fabs(t / r->upright.height - 0.45);

    ofiq_set(o, OFIQ_EYES_OPEN, 100 * quality_sigmoid(lids, 0.02, 0.01));
    ofiq_set(o, OFIQ_MOUTH_CLOSED,
             100 * (1 - quality_sigmoid(widest(r, LIPS) / t, 0.2, 0.06)));
    ofiq_set(o, OFIQ_HEAD_SIZE, 200 * (1 - quality_sigmoid(size, 0, 0.05)));
}

static double squared_cosine(float degrees)
{
    double c = fmax(cos((double)degrees * M_PI / 180), 0);

    return 100 * c * c;
}

static void measure_pose(const struct face_reading *r, struct ofiq_like *o)
{
    ofiq_set(o, OFIQ_HEAD_POSE_YAW, squared_cosine(r->yaw_deg));
    ofiq_set(o, OFIQ_HEAD_POSE_PITCH, squared_cosine(r->pitch_deg));
    ofiq_set(o, OFIQ_HEAD_POSE_ROLL, squared_cosine(r->roll_deg));
    ofiq_set(o, OFIQ_INTER_EYE_DISTANCE,
             100 * quality_sigmoid(
                       (double)(r->eye_distance_px / face_foreshortening(r)),
                       70, 20));
}

static void measure_crop(const struct face_reading *r, struct ofiq_like *o)
{
    double t = face_length(r);
    double between =
        (double)fmaxf(face_distance(r, POINT_IRIS_LEFT, POINT_IRIS_RIGHT), 1);
    double left = (double)r->points[POINT_IRIS_LEFT].x;
    double right = (double)r->points[POINT_IRIS_RIGHT].x;
    double above = (double)r->eyes.y;

    ofiq_set(o, OFIQ_LEFTWARD_CROP,
             100 * quality_sigmoid(right / between, 0.9, 0.1));
    ofiq_set(
        o, OFIQ_RIGHTWARD_CROP,
        100 * quality_sigmoid((r->upright.width - left) / between, 0.9, 0.1));
    ofiq_set(o, OFIQ_MARGIN_ABOVE, 100 * quality_sigmoid(above / t, 1.4, 0.1));
    ofiq_set(o, OFIQ_MARGIN_BELOW,
             100 * quality_sigmoid((r->upright.height - above) / t, 1.8, 0.1));
}

static void measure_count(const struct face_reading *r, struct ofiq_like *o)
{
    const struct face_box *b = r->boxes;
    double second = r->n_boxes > 1 ? (double)(b[1].width * b[1].height) : 0;

    ofiq_set(o, OFIQ_SINGLE_FACE_PRESENT,
             100 * (1 - second / (double)(b[0].width * b[0].height)));
}

static void measure_cover(const struct face_reading *r, struct ofiq_like *o)
{
    struct face_grid above = face_grid_over(-2.17F, -2.4F, 2.17F, -0.3F, STEP);
    double raw =
        (probe_share(r, &above, FACE_OTHERS) +
         probe_share(r, &above, FACE_CLOTHES)) *
        0.8; /* of the standard's map, which reaches down to the eyes */
    double none = quality_sigmoid(0, 0.02, 0.1);
    double all = quality_sigmoid(0.95, 0.02, 0.1);

    ofiq_set(o, OFIQ_NO_HEAD_COVERINGS,
             100 * (all - quality_sigmoid(raw, 0.02, 0.1)) / (all - none));
}

void quality_measure(const struct face_reading *r, struct measures *m)
{
    const struct measure *sharp = &m->of[FINDING_BLURRED];
    struct ofiq_like *o = &m->ofiq;

    measure_count(r, o);
    measure_shape(r, o);
    measure_pose(r, o);
    measure_crop(r, o);
    measure_occlusion(r, o);
    measure_cover(r, o);
    quality_measure_light(r, o);
    /* Ours: 0 where everybody sees the blur, 100 for a sharp portrait. */
    if (sharp->known)
        ofiq_set(o, OFIQ_SHARPNESS, 100 * (sharp->value - 0.15) / 0.55);
}
