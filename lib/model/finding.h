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
    /* the file and who took it: nothing else counts before these */
    FINDING_IMAGE_INVALID,
    FINDING_NOT_LIVE,
    FINDING_RECAPTURE,
    FINDING_RETOUCHED,
    /* where to stand */
    FINDING_UPSIDE_DOWN,
    FINDING_NO_FACE,
    FINDING_MANY_FACES,
    FINDING_FACE_CUT_OFF,
    FINDING_FACE_TOO_LARGE,
    FINDING_FACE_TOO_SMALL,
    FINDING_OFF_CENTRE,
    /* the light, before anything is looked at closely */
    FINDING_TOO_DARK,
    FINDING_TOO_BRIGHT,
    FINDING_LIGHT_UNEVEN,
    FINDING_HAIR_WASHED_OUT,
    /* the camera */
    FINDING_BLURRED,
    FINDING_LOW_QUALITY,
    /* what is worn */
    FINDING_HEAD_COVERED,
    FINDING_GLASSES_TINTED,
    FINDING_CLOTHES_BLUE,
    FINDING_CLOTHES_BACKGROUND,
    /* the head, then the face */
    FINDING_TURNED,
    FINDING_TILTED,
    FINDING_LOOKING_UP_DOWN,
    FINDING_HAIR_OVER_FACE,
    FINDING_GLASSES_FRAME,
    FINDING_GLASSES_GLARE,
    FINDING_EYES_CLOSED,
    FINDING_NOT_LOOKING_AHEAD,
    FINDING_RED_EYE,
    FINDING_MOUTH_OPEN,
    FINDING_HIGHLIGHT,
    /* matters of taste, and what one picture hardly proves */
    FINDING_NOT_NEUTRAL,
    FINDING_EARS_HIDDEN,
    FINDING_EARS_UNEVEN,
    FINDING_SHOULDERS_TILTED,
    FINDING_CLOTHES_PATTERN,
    FINDING_JEWELLERY,
    FINDING_LENSES_COLOURED,
    FINDING_MAKE_UP,
    FINDING_MIRRORED,
    FINDING_CODES,
};

enum finding_severity {
    FINDING_OFF, /* not looked at */
    FINDING_WARN,
    FINDING_REFUSE,
};

struct finding_region {
    float x, y, w, h;
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

struct finding_about {
    const char *name;
    const char *measure; /* "yaw_deg"; NULL: nothing is measured */
    const char *unit;
    double least, most; /* every measure lies between them, so every limit */
};

const struct finding_about *finding_about(enum finding_code code);

/* FINDING_CODES for a name that is none of ours. */
enum finding_code finding_of_name(const char *name);

const char *finding_severity_name(enum finding_severity severity); /* "off" */

/* True when nothing in the list refuses the photo. */
bool finding_list_passed(const struct finding_list *list);

#endif
