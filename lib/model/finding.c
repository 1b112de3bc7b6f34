#include "model/finding.h"

#include "core/check.h"

#include <stddef.h>
#include <string.h>

struct about {
    const char *name;
    const char *unit;
};

/* clang-format off */
static const struct about ABOUT[FINDING_CODES] = {
    [FINDING_IMAGE_INVALID] = {"image_invalid", ""},
    [FINDING_UPSIDE_DOWN] = {"upside_down", "degrees"},
    [FINDING_NO_FACE] = {"no_face", "faces"},
    [FINDING_MANY_FACES] = {"many_faces", "faces"},
    [FINDING_FACE_CUT_OFF] = {"face_cut_off", "ratio"},
    [FINDING_FACE_TOO_SMALL] = {"face_too_small", "share"},
    [FINDING_FACE_TOO_LARGE] = {"face_too_large", "ratio"},
    [FINDING_OFF_CENTRE] = {"off_centre", "share"},
    [FINDING_TOO_DARK] = {"too_dark", "share"},
    [FINDING_TOO_BRIGHT] = {"too_bright", "share"},
    [FINDING_LIGHT_UNEVEN] = {"light_uneven", "ratio"},
    [FINDING_BLURRED] = {"blurred", "ratio"},
    [FINDING_LOW_QUALITY] = {"low_quality", "px"},
    [FINDING_HEAD_COVERED] = {"head_covered", "share"},
    [FINDING_GLASSES_TINTED] = {"glasses_tinted", "share"},
    [FINDING_TURNED] = {"turned", "degrees"},
    [FINDING_TILTED] = {"tilted", "degrees"},
    [FINDING_LOOKING_UP_DOWN] = {"looking_up_down", "degrees"},
    [FINDING_EYES_CLOSED] = {"eyes_closed", "ratio"},
    [FINDING_NOT_LOOKING_AHEAD] = {"not_looking_ahead", "degrees"},
    [FINDING_MOUTH_OPEN] = {"mouth_open", "ratio"},
    [FINDING_NOT_NEUTRAL] = {"not_neutral", "ratio"},
    [FINDING_HAIR_OVER_FACE] = {"hair_over_face", "share"},
    [FINDING_GLASSES_GLARE] = {"glasses_glare", "share"},
    [FINDING_GLASSES_FRAME] = {"glasses_frame", "share"},
    [FINDING_HAIR_WASHED_OUT] = {"hair_washed_out", "share"},
    [FINDING_HIGHLIGHT] = {"highlight", "share"},
    [FINDING_RED_EYE] = {"red_eye", "ratio"},
    [FINDING_CLOTHES_BLUE] = {"clothes_blue", "delta_e"},
    [FINDING_CLOTHES_BACKGROUND] = {"clothes_background", "delta_e"},
    [FINDING_CLOTHES_PATTERN] = {"clothes_pattern", "ratio"},
    [FINDING_SHOULDERS_TILTED] = {"shoulders_tilted", "degrees"},
    [FINDING_EARS_HIDDEN] = {"ears_hidden", "share"},
    [FINDING_EARS_UNEVEN] = {"ears_uneven", "ratio"},
    [FINDING_JEWELLERY] = {"jewellery", "share"},
    [FINDING_LENSES_COLOURED] = {"lenses_coloured", "delta_e"},
    [FINDING_MAKE_UP] = {"make_up", "ratio"},
    [FINDING_MIRRORED] = {"mirrored", ""},
    [FINDING_RECAPTURE] = {"recapture", "ratio"},
    [FINDING_RETOUCHED] = {"retouched", "marks"},
    [FINDING_NOT_LIVE] = {"not_live", "ratio"},
};
/* clang-format on */

static const char *const SEVERITIES[] = {"off", "warn", "refuse"};

const char *finding_name(enum finding_code code)
{
    CHECK(code < FINDING_CODES);
    return ABOUT[code].name;
}

const char *finding_unit(enum finding_code code)
{
    CHECK(code < FINDING_CODES);
    return ABOUT[code].unit;
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
