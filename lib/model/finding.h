#ifndef MODEL_FINDING_H
#define MODEL_FINDING_H

/*
 * finding - what a check can say about a photo (domain.md "Findings").
 *
 * The codes are stable: their names stand in answers, rule sets, message
 * catalogues and metrics.  Their order is the order in which a student should
 * put things right, so a sorted list starts with what to do first.
 *
 * Region   the part of the picture a finding is about, as fractions 0..1 of
 *          the upright picture's width and height, so that it holds for every
 *          size the picture is shown in; all zero: the whole picture.
 * Limits   -INFINITY or INFINITY where a side is open.
 */

#include <stdbool.h>

enum finding_code {
    FINDING_IMAGE_INVALID,
    FINDING_UPSIDE_DOWN,
    FINDING_NO_FACE,
    FINDING_MANY_FACES,
    FINDING_FACE_CUT_OFF,
    FINDING_FACE_TOO_SMALL,
    FINDING_FACE_TOO_LARGE,
    FINDING_OFF_CENTRE,
    FINDING_TOO_DARK,
    FINDING_TOO_BRIGHT,
    FINDING_LIGHT_UNEVEN,
    FINDING_BLURRED,
    FINDING_LOW_QUALITY,
    FINDING_HEAD_COVERED,
    FINDING_GLASSES_TINTED,
    FINDING_TURNED,
    FINDING_TILTED,
    FINDING_LOOKING_UP_DOWN,
    FINDING_EYES_CLOSED,
    FINDING_NOT_LOOKING_AHEAD,
    FINDING_MOUTH_OPEN,
    FINDING_NOT_NEUTRAL,
    FINDING_HAIR_OVER_FACE,
    FINDING_GLASSES_GLARE,
    FINDING_GLASSES_FRAME,
    FINDING_HAIR_WASHED_OUT,
    FINDING_HIGHLIGHT,
    FINDING_RED_EYE,
    FINDING_CLOTHES_BLUE,
    FINDING_CLOTHES_BACKGROUND,
    FINDING_CLOTHES_PATTERN,
    FINDING_SHOULDERS_TILTED,
    FINDING_EARS_HIDDEN,
    FINDING_EARS_UNEVEN,
    FINDING_JEWELLERY,
    FINDING_LENSES_COLOURED,
    FINDING_MAKE_UP,
    FINDING_MIRRORED,
    FINDING_RECAPTURE,
    FINDING_RETOUCHED,
    FINDING_NOT_LIVE,
    FINDING_CODES,
};

enum finding_severity {
    FINDING_OFF, /* not looked at */
    FINDING_WARN,
    FINDING_REFUSE,
};

struct finding_region {
    float x;
    float y;
    float w;
    float h;
};

struct finding {
    enum finding_code code;
    enum finding_severity severity; /* WARN or REFUSE */
    double measured;                /* NAN: nothing to measure */
    double allowed_min;
    double allowed_max;
    struct finding_region region;
};

/* At most one finding of each code. */
struct finding_list {
    int n;
    struct finding at[FINDING_CODES];
};

/* "too_dark" */
const char *finding_name(enum finding_code code);

/* What `measured` counts: "degrees", "px", "ratio", ... */
const char *finding_unit(enum finding_code code);

/* FINDING_CODES for a name that is none of ours. */
enum finding_code finding_of_name(const char *name);

/* "off", "warn", "refuse" */
const char *finding_severity_name(enum finding_severity severity);

/* True when nothing in the list refuses the photo. */
bool finding_list_passed(const struct finding_list *list);

#endif
