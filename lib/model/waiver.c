#include "model/waiver.h"

bool waiver_allows(enum finding_code code)
{
    static const bool NEVER[FINDING_CODES] = {
        [FINDING_IMAGE_INVALID] = true,  [FINDING_RECAPTURE] = true,
        [FINDING_RETOUCHED] = true,      [FINDING_UPSIDE_DOWN] = true,
        [FINDING_NO_FACE] = true,        [FINDING_MANY_FACES] = true,
        [FINDING_FACE_CUT_OFF] = true,   [FINDING_FACE_TOO_LARGE] = true,
        [FINDING_FACE_TOO_SMALL] = true, [FINDING_OFF_CENTRE] = true,
        [FINDING_BLURRED] = true,        [FINDING_LOW_QUALITY] = true,
        [FINDING_MIRRORED] = true,
    };

    return code < FINDING_CODES && !NEVER[code];
}

/* Who cannot turn the head or shut the eyes is not refused for it, but the
 * reviewer is to know that nothing proves who stood there. */
static void waive(struct rule *rule, enum finding_code code)
{
    if (code != FINDING_NOT_LIVE)
        rule->severity = FINDING_OFF;
    else if (rule->severity == FINDING_REFUSE)
        rule->severity = FINDING_WARN;
}

void waiver_apply(struct ruleset *set, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        enum finding_code code = finding_of_name(names[i]);

        if (waiver_allows(code))
            waive(&set->rules[code], code);
    }
}

void waiver_accept(struct ruleset *set)
{
    for (int code = 0; code < FINDING_CODES; code++) {
        if (code != FINDING_IMAGE_INVALID &&
            set->rules[code].severity == FINDING_REFUSE)
            set->rules[code].severity = FINDING_WARN;
    }
}
