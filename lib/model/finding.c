#include "model/finding.h"

#include "core/check.h"

#include <stddef.h>
#include <string.h>

/* clang-format off */
static const struct finding_about ABOUT[FINDING_CODES] = {
    [FINDING_IMAGE_INVALID] = {"image_invalid", NULL, "", 0, 0},
    [FINDING_NOT_LIVE] = {"not_live", "flat_probability", "probability", 0, 1},
    [FINDING_RECAPTURE] = {"recapture", "recapture_probability", "probability", 0, 1},
    [FINDING_RETOUCHED] = {"retouched", "retouched_probability", "probability", 0, 1},
    [FINDING_UPSIDE_DOWN] = {"upside_down", "roll_abs_deg", "degrees", 0, 180},
    [FINDING_NO_FACE] = {"no_face", "faces", "faces", 0, 100},
    [FINDING_MANY_FACES] = {"many_faces", "large_faces", "faces", 0, 100},
    [FINDING_FACE_CUT_OFF] = {"face_cut_off", "margin_face_heights", "ratio", -10, 10},
    [FINDING_FACE_TOO_LARGE] = {"face_too_large", "frame_fill", "ratio", 0, 10},
    [FINDING_FACE_TOO_SMALL] = {"face_too_small", "eye_distance_share", "share", 0, 1},
    [FINDING_OFF_CENTRE] = {"off_centre", "off_centre_share", "share", 0, 1},
    [FINDING_TOO_DARK] = {"too_dark", "skin_light", "share", 0, 1},
    [FINDING_TOO_BRIGHT] = {"too_bright", "skin_burnt_share", "share", 0, 1},
    [FINDING_LIGHT_UNEVEN] = {"light_uneven", "light_side_ratio", "ratio", 1, 1000},
    [FINDING_HAIR_WASHED_OUT] = {"hair_washed_out", "hair_burnt_share", "share", 0, 1},
    [FINDING_BLURRED] = {"blurred", "sharpness", "ratio", 0, 10},
    [FINDING_LOW_QUALITY] = {"low_quality", "eye_distance_px", "px", 0, 10000},
    [FINDING_HEAD_COVERED] = {"head_covered", "cover_share", "share", 0, 1},
    [FINDING_GLASSES_TINTED] = {"glasses_tinted", "lens_share", "share", 0, 2},
    [FINDING_CLOTHES_BLUE] = {"clothes_blue", "clothes_from_blue", "delta_e", 0, 200},
    [FINDING_CLOTHES_BACKGROUND] = {"clothes_background", "clothes_from_background", "delta_e", 0, 200},
    [FINDING_TURNED] = {"turned", "yaw_deg", "degrees", -90, 90},
    [FINDING_TILTED] = {"tilted", "roll_deg", "degrees", -180, 180},
    [FINDING_LOOKING_UP_DOWN] = {"looking_up_down", "pitch_deg", "degrees", -90, 90},
    [FINDING_HAIR_OVER_FACE] = {"hair_over_face", "hair_over_face_share", "share", 0, 1},
    [FINDING_GLASSES_FRAME] = {"glasses_frame", "frame_over_eye_share", "share", 0, 1},
    [FINDING_GLASSES_GLARE] = {"glasses_glare", "lens_glare_share", "share", 0, 1},
    [FINDING_EYES_CLOSED] = {"eyes_closed", "eye_openness", "ratio", 0, 10},
    [FINDING_NOT_LOOKING_AHEAD] = {"not_looking_ahead", "gaze_offset", "ratio", 0, 10},
    [FINDING_RED_EYE] = {"red_eye", "pupil_redness", "ratio", 0, 10},
    [FINDING_MOUTH_OPEN] = {"mouth_open", "mouth_openness", "ratio", 0, 10},
    [FINDING_HIGHLIGHT] = {"highlight", "skin_glare_share", "share", 0, 1},
    [FINDING_NOT_NEUTRAL] = {"not_neutral", "expression", "ratio", 0, 10},
    [FINDING_EARS_HIDDEN] = {"ears_hidden", "ears_seen_share", "share", 0, 1},
    [FINDING_EARS_UNEVEN] = {"ears_uneven", "ears_difference", "share", 0, 1},
    [FINDING_SHOULDERS_TILTED] = {"shoulders_tilted", "shoulder_deg", "degrees", -90, 90},
    [FINDING_CLOTHES_PATTERN] = {"clothes_pattern", "clothes_texture", "ratio", 0, 1000},
    [FINDING_JEWELLERY] = {"jewellery", "jewellery_share", "share", 0, 1},
    [FINDING_LENSES_COLOURED] = {"lenses_coloured", "iris_chroma", "delta_e", 0, 200},
    [FINDING_MAKE_UP] = {"make_up", "make_up_colour", "delta_e", 0, 200},
    [FINDING_MIRRORED] = {"mirrored", "mirrored_probability", "probability", 0, 1},
};
/* clang-format on */

static const char *const SEVERITIES[] = {"off", "warn", "refuse"};

const struct finding_about *finding_about(enum finding_code code)
{
    CHECK(code < FINDING_CODES);
    return &ABOUT[code];
}

const char *finding_name(enum finding_code code)
{
    return finding_about(code)->name;
}

const char *finding_unit(enum finding_code code)
{
    return finding_about(code)->unit;
}

enum finding_code finding_of_name(const char *name)
{
    int code = 0;

    while (code < FINDING_CODES && strcmp(ABOUT[code].name, name) != 0)
        code++;
    return (enum finding_code)code;
}

const char *finding_severity_name(enum finding_severity severity)
{
    return SEVERITIES[severity];
}

bool finding_list_passed(const struct finding_list *list)
{
    for (int i = 0; i < list->n; i++) {
        if (list->at[i].severity == FINDING_REFUSE)
            return false;
    }
    return true;
}
