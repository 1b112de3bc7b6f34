#include "qc/check/measure.h"

#include "core/check.h"

#include <math.h>

/* clang-format off */
static const char *const NAMES[FINDING_CODES] = {
    [FINDING_UPSIDE_DOWN] = "roll_abs_deg",
    [FINDING_NO_FACE] = "faces",
    [FINDING_MANY_FACES] = "large_faces",
    [FINDING_FACE_CUT_OFF] = "margin_face_heights",
    [FINDING_FACE_TOO_SMALL] = "eye_distance_share",
    [FINDING_FACE_TOO_LARGE] = "frame_fill",
    [FINDING_OFF_CENTRE] = "off_centre_share",
    [FINDING_TOO_DARK] = "skin_light",
    [FINDING_TOO_BRIGHT] = "skin_burnt_share",
    [FINDING_LIGHT_UNEVEN] = "light_side_ratio",
    [FINDING_BLURRED] = "sharpness",
    [FINDING_LOW_QUALITY] = "eye_distance_px",
    [FINDING_HEAD_COVERED] = "cover_share",
    [FINDING_GLASSES_TINTED] = "lens_share",
    [FINDING_TURNED] = "yaw_deg",
    [FINDING_TILTED] = "roll_deg",
    [FINDING_LOOKING_UP_DOWN] = "pitch_deg",
    [FINDING_EYES_CLOSED] = "eye_openness",
    [FINDING_MOUTH_OPEN] = "mouth_openness",
};
/* clang-format on */

void measure_set(struct measures *m, enum finding_code code, double value,
                 struct finding_region region)
{
    CHECK(NAMES[code]);
    if (isfinite(value))
        m->of[code] = (struct measure){true, value, region};
}

const char *measure_name(enum finding_code code)
{
    CHECK(code < FINDING_CODES);
    return NAMES[code];
}

static float share(float at, int side)
{
    return fminf(fmaxf(at / (float)side, 0), 1);
}

struct finding_region measure_region(const struct image *picture,
                                     struct point upper_left,
                                     struct point lower_right)
{
    float x = share(upper_left.x, picture->width);
    float y = share(upper_left.y, picture->height);

    return (struct finding_region){
        .x = x,
        .y = y,
        .w = fmaxf(share(lower_right.x, picture->width) - x, 0),
        .h = fmaxf(share(lower_right.y, picture->height) - y, 0),
    };
}
