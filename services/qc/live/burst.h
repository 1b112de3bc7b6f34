#ifndef QC_LIVE_BURST_H
#define QC_LIVE_BURST_H

/*
 * burst - was a living head before the camera?  Judged on a photo and 3 to 5
 * small frames taken within 2 s around what the page asked for (R16): turn the
 * head a little, or blink.  Pure.
 *
 * It sees through prints and screens held before the camera.  It does not see
 * through a film of the student that obeys the same challenge, and does not
 * tell one person from a very similar one.
 */

#include "qc/face/glance.h"

enum { BURST_MIN = 3, BURST_MAX = 5 };

enum burst_challenge {
    BURST_TURN_LEFT, /* to the student's own left: the picture's right */
    BURST_TURN_RIGHT,
    BURST_BLINK,
};

/* "turn_left", "turn_right", "blink"; false for another. */
bool burst_challenge_of(const char *name, enum burst_challenge *ret);

/* What the verdict rests on; each also as its own 0..1. */
struct burst_evidence {
    int faces;      /* frames in which the face is seen */
    float same;     /* likest frame's light by the photo's: correlation */
    float turn_deg; /* as asked; negative: the other way */
    float relief;   /* the nose's way out of the sheet, by the turn's sine */
    float width;    /* the face's, turned by not: a print narrows more */
    float blink;    /* most closed by most open; 1: no blink */
    float same_p, done_p, solid_p;
};

/* 0..1: how likely alive.  frames: n of BURST_MIN..BURST_MAX. */
double burst_judge(const struct face_glance *photo,
                   const struct face_glance *frames, int n,
                   enum burst_challenge challenge, struct burst_evidence *ret);

#endif
