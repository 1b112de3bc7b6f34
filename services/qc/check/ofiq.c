#include "qc/check/ofiq.h"

#include "core/check.h"

#include <math.h>

/* clang-format off */
static const char *const NAMES[OFIQ_SCORES] = {
    [OFIQ_BACKGROUND_UNIFORMITY] = "background_uniformity",
    [OFIQ_ILLUMINATION_UNIFORMITY] = "illumination_uniformity",
    [OFIQ_LUMINANCE_MEAN] = "luminance_mean",
    [OFIQ_LUMINANCE_VARIANCE] = "luminance_variance",
    [OFIQ_UNDER_EXPOSURE_PREVENTION] = "under_exposure_prevention",
    [OFIQ_OVER_EXPOSURE_PREVENTION] = "over_exposure_prevention",
    [OFIQ_DYNAMIC_RANGE] = "dynamic_range",
    [OFIQ_SHARPNESS] = "sharpness",
    [OFIQ_NATURAL_COLOUR] = "natural_colour",
    [OFIQ_SINGLE_FACE_PRESENT] = "single_face_present",
    [OFIQ_EYES_OPEN] = "eyes_open",
    [OFIQ_MOUTH_CLOSED] = "mouth_closed",
    [OFIQ_EYES_VISIBLE] = "eyes_visible",
    [OFIQ_MOUTH_OCCLUSION_PREVENTION] = "mouth_occlusion_prevention",
    [OFIQ_FACE_OCCLUSION_PREVENTION] = "face_occlusion_prevention",
    [OFIQ_INTER_EYE_DISTANCE] = "inter_eye_distance",
    [OFIQ_HEAD_SIZE] = "head_size",
    [OFIQ_LEFTWARD_CROP] = "leftward_crop",
    [OFIQ_RIGHTWARD_CROP] = "rightward_crop",
    [OFIQ_MARGIN_ABOVE] = "margin_above",
    [OFIQ_MARGIN_BELOW] = "margin_below",
    [OFIQ_HEAD_POSE_YAW] = "head_pose_yaw",
    [OFIQ_HEAD_POSE_PITCH] = "head_pose_pitch",
    [OFIQ_HEAD_POSE_ROLL] = "head_pose_roll",
    [OFIQ_NO_HEAD_COVERINGS] = "no_head_coverings",
};
/* clang-format on */

void ofiq_set(struct ofiq_like *o, enum ofiq_score which, double score)
{
    CHECK(which < OFIQ_SCORES);
    if (!isfinite(score))
        return;
    o->of[which].known = true;
    o->of[which].score = (int)lround(fmin(fmax(score, 0), 100));
}

const char *ofiq_name(enum ofiq_score which)
{
    CHECK(which < OFIQ_SCORES);
    return NAMES[which];
}
