#ifndef QC_CHECK_ALIVE_H
#define QC_CHECK_ALIVE_H

/*
 * alive - the finding `not_live` (R16): a photo's burst, looked at and judged
 * (live/burst.h).  Unlike the other families it reads pictures of its own.
 */

#include "core/bytes.h"
#include "qc/check/measure.h"
#include "qc/face/reading.h"
#include "qc/live/burst.h"

struct burst_frames {
    struct bytes jpegs[BURST_MAX];
    int n; /* BURST_MIN..BURST_MAX */
    enum burst_challenge challenge;
};

/* 0, a positive enum jpeg_refusal of the first frame that is no picture (no
 * liveness check has then taken place), or a negative errno. */
int check_alive(struct face_reader *reader, const struct face_reading *r,
                const struct burst_frames *burst, struct measures *m)
    __attribute__((warn_unused_result));

#endif
