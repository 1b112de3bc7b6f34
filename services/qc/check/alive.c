#include "qc/check/alive.h"

/* Said only where it was looked at: an eye's blink has no turn. */
static void add_evidence(struct measures *m, enum burst_challenge challenge,
                         const struct burst_evidence *e)
{
    enum finding_code code = FINDING_NOT_LIVE;

    measure_add_evidence(m, code, "frames_with_face", e->faces);
    measure_add_evidence(m, code, "same_face", (double)e->same);
    if (challenge == BURST_BLINK) {
        measure_add_evidence(m, code, "eyes_least_by_most", (double)e->blink);
        return;
    }
    measure_add_evidence(m, code, "turn_deg", (double)e->turn_deg);
    measure_add_evidence(m, code, "nose_relief", (double)e->relief);
    measure_add_evidence(m, code, "face_narrowing", (double)e->width);
}

static struct finding_region region_of(const struct face_reading *r)
{
    const struct face_box *b = &r->boxes[0];

    return measure_region(&r->upright, (struct point){b->x, b->y},
                          (struct point){b->x + b->width, b->y + b->height});
}

int check_alive(struct face_reader *reader, const struct face_reading *r,
                const struct burst_frames *burst, struct measures *m)
{
    struct face_glance photo, frames[BURST_MAX];
    struct burst_evidence evidence;
    double alive;

    for (int i = 0; i < burst->n; i++) {
        int refusal = face_glance(reader, burst->jpegs[i], &frames[i]);

        if (refusal != 0)
            return refusal;
    }
    if (r->n_boxes == 0)
        return 0; /* no_face says it all */
    face_glance_again(reader, &photo);
    alive = burst_judge(&photo, frames, burst->n, burst->challenge, &evidence);
    measure_set(m, FINDING_NOT_LIVE, 1 - alive, region_of(r));
    add_evidence(m, burst->challenge, &evidence);
    return 0;
}
