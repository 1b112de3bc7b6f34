/*
 * make_up - lips whose colour stands far from the person's own skin.
 *
 * Bare lips differ from the cheeks by a little red; paint differs by a lot.
 * The light that falls on both is the same, so it cancels out.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"
#include "qc/check/probe.h"

#include <math.h>

/* On the lower lip, between its inner and outer line: what light from above
 * shows best. */
static const int LIP[] = {85, 16, 315, 180, 404, 86, 316, 15};

static struct probe_colour lip_colour(const struct face_reading *r)
{
    struct probe_colour sum = {.n = 0};

    for (size_t i = 0; i < sizeof LIP / sizeof *LIP; i++) {
        struct point at = {r->points[LIP[i]].x, r->points[LIP[i]].y};
        const uint8_t *px = face_pixel(&r->upright, at);

        if (px)
            probe_add(&sum, px);
    }
    return probe_mean(&sum);
}

void check_make_up(const struct face_reading *r, struct measures *m)
{
    struct probe_colour lip = lip_colour(r);
    struct probe_colour cheeks = probe_cheeks(r);
    struct lab a;
    struct lab b;

    if (lip.n == 0 || cheeks.n == 0)
        return;
    a = probe_lab(&lip);
    b = probe_lab(&cheeks);
    measure_set(m, FINDING_MAKE_UP, hypotf(a.a - b.a, a.b - b.b),
                face_frame_region(r, (struct point){-0.55F, 0.75F},
                                  (struct point){0.55F, 1.5F}));
}
