#ifndef QC_CHECK_OFIQ_H
#define QC_CHECK_OFIQ_H

/*
 * ofiq - qualities of a face picture in the manner of ISO/IEC 29794-5, 0..100
 * each, for people who compare photos and tools.  They stand beside our
 * verdicts and decide nothing.  "Like", because conformance is not claimed:
 * the alignment, the landmarks and the sharpness model are ours.
 *
 * Here is only where the scores are kept and how they are named.
 */

#include <stdbool.h>

enum ofiq_score {
    OFIQ_BACKGROUND_UNIFORMITY,
    OFIQ_ILLUMINATION_UNIFORMITY,
    OFIQ_LUMINANCE_MEAN,
    OFIQ_LUMINANCE_VARIANCE,
    OFIQ_UNDER_EXPOSURE_PREVENTION,
    OFIQ_OVER_EXPOSURE_PREVENTION,
    OFIQ_DYNAMIC_RANGE,
    OFIQ_SHARPNESS,
    OFIQ_NATURAL_COLOUR,
    OFIQ_SINGLE_FACE_PRESENT,
    OFIQ_EYES_OPEN,
    OFIQ_MOUTH_CLOSED,
    OFIQ_EYES_VISIBLE,
    OFIQ_MOUTH_OCCLUSION_PREVENTION,
    OFIQ_FACE_OCCLUSION_PREVENTION,
    OFIQ_INTER_EYE_DISTANCE,
    OFIQ_HEAD_SIZE,
    OFIQ_LEFTWARD_CROP,
    OFIQ_RIGHTWARD_CROP,
    OFIQ_MARGIN_ABOVE,
    OFIQ_MARGIN_BELOW,
    OFIQ_HEAD_POSE_YAW,
    OFIQ_HEAD_POSE_PITCH,
    OFIQ_HEAD_POSE_ROLL,
    OFIQ_NO_HEAD_COVERINGS,
    OFIQ_SCORES,
};

struct ofiq_like {
    struct {
        bool known;
        int score; /* 0..100 */
    } of[OFIQ_SCORES];
};

/* Rounds to 0..100; a value that is not finite is none. */
void ofiq_set(struct ofiq_like *o, enum ofiq_score which, double score);

/* "luminance_mean" */
const char *ofiq_name(enum ofiq_score which);

#endif
