#include "qc/live/burst.h"

#include "qc/live/sheet.h"

#include <math.h>
#include <string.h>

/* The mesh lies on a face. */
#define FLAG_MIN 0.5F

/* Each rises from 0 to 1 around a middle, over about four widths. */
struct slope {
    float middle;
    float width;
};

/* clang-format off */
static const struct slope
    SAME   = {0.50F, 0.05F}, /* within 2 s in one light: 0.8 and more        */
    TURN   = {9.5F, 0.8F},   /* degrees                                      */
    RELIEF = {0.14F, 0.02F}, /* by the sine of the turn                     */
    WIDTH  = {-0.11F, 0.015F}, /* less than a head of that turn shows          */
    BLINK  = {-0.62F, 0.03F}; /* of minus the ratio                          */
/* clang-format on */

static float rise(float x, struct slope s)
{
    return 1 / (1 + expf((s.middle - x) / s.width));
}

bool burst_challenge_of(const char *name, enum burst_challenge *ret)
{
    static const char *const NAMES[] = {[BURST_TURN_LEFT] = "turn_left",
                                        [BURST_TURN_RIGHT] = "turn_right",
                                        [BURST_BLINK] = "blink"};

    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (strcmp(name, NAMES[i]) == 0) {
            *ret = (enum burst_challenge)i;
            return true;
        }
    }
    return false;
}

static bool is_face(const struct face_glance *g)
{
    return g->flag >= FLAG_MIN;
}

/* ---- measures of one frame ------------------------------------------------
 */

/* Correlation of both patches, -1..1; 0 where one has no contrast. */
static float likeness(const float *a, const float *b)
{
    enum { N = GLANCE_PATCH * GLANCE_PATCH };
    double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;

    for (int i = 0; i < N; i++) {
        ma += a[i] / N;
        mb += b[i] / N;
    }
    for (int i = 0; i < N; i++) {
        aa += (a[i] - ma) * (a[i] - ma);
        bb += (b[i] - mb) * (b[i] - mb);
        ab += (a[i] - ma) * (b[i] - mb);
    }
    return aa > 0 && bb > 0 ? (float)(ab / sqrt(aa * bb)) : 0;
}

static float distance(const struct face_point *a, const struct face_point *b)
{
    return hypotf(a->x - b->x, a->y - b->y);
}

/* Both eyes' gap between the lids by the eyes' width. */
static float openness(const struct face_glance *g)
{
    const struct face_point *p = g->points;
    float gap = distance(&p[159], &p[145]) + distance(&p[386], &p[374]);
    float width =
        distance(&p[POINT_EYE_LEFT_OUTER], &p[POINT_EYE_LEFT_INNER]) +
        distance(&p[POINT_EYE_RIGHT_OUTER], &p[POINT_EYE_RIGHT_INNER]);

    return gap / fmaxf(width, 1e-6F);
}

/* Of the eyes' distance to the face's height. */
static float width(const struct face_glance *g)
{
    const struct face_point *p = g->points;

    return distance(&p[POINT_EYE_LEFT_OUTER], &p[POINT_EYE_RIGHT_OUTER]) /
           fmaxf(distance(&p[POINT_FOREHEAD], &p[POINT_CHIN]), 1e-6F);
}

/* The mesh turns by about two thirds of what the head does. */
static float width_expected(float turn_deg)
{
    return cosf(1.5F * turn_deg * 0.01745329F);
}

/* ---- measures of the burst ------------------------------------------------
 */

static void measure_sight(const struct face_glance *photo,
                          const struct face_glance *frames, int n,
                          struct burst_evidence *e)
{
    float least = openness(photo), most = least;

    e->same = -1;
    for (int i = 0; i < n; i++) {
        if (!is_face(&frames[i]))
            continue;
        e->faces++;
        e->same = fmaxf(e->same, likeness(photo->patch, frames[i].patch));
        least = fminf(least, openness(&frames[i]));
        most = fmaxf(most, openness(&frames[i]));
    }
    e->blink = least / fmaxf(most, 1e-6F);
}

/* sign: +1 where yaw is to grow. */
static void measure_turn(const struct face_glance *photo,
                         const struct face_glance *frames, int n, float sign,
                         struct burst_evidence *e)
{
    const struct face_glance *turned = NULL;

    e->turn_deg = -180;
    for (int i = 0; i < n; i++) {
        float turn = sign * (frames[i].yaw_deg - photo->yaw_deg);

        if (!is_face(&frames[i]) || turn <= e->turn_deg)
            continue;
        e->turn_deg = turn;
        turned = &frames[i];
    }
    if (!turned || e->turn_deg < 1)
        return;
    e->relief = sign * sheet_nose_leaves(photo->points, turned->points) /
                sinf(e->turn_deg * 0.01745329F);
    e->width = width(turned) / fmaxf(width(photo), 1e-6F);
}

double burst_judge(const struct face_glance *photo,
                   const struct face_glance *frames, int n,
                   enum burst_challenge challenge, struct burst_evidence *ret)
{
    struct burst_evidence *e = ret;

    memset(e, 0, sizeof *e);
    if (!is_face(photo))
        return 0;
    measure_sight(photo, frames, n, e);
    if (e->faces < BURST_MIN)
        return 0;
    e->same_p = rise(e->same, SAME);
    if (challenge == BURST_BLINK) {
        e->done_p = rise(-e->blink, BLINK);
        e->solid_p = 1; /* a blink says nothing of depth */
    } else {
        measure_turn(photo, frames, n, challenge == BURST_TURN_LEFT ? 1 : -1,
                     e);
        e->done_p = rise(e->turn_deg, TURN);
        e->solid_p = rise(e->relief, RELIEF) *
                     rise(e->width - width_expected(e->turn_deg), WIDTH);
    }
    return (double)e->same_p * e->done_p * e->solid_p;
}
