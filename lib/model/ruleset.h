#ifndef MODEL_RULESET_H
#define MODEL_RULESET_H

/*
 * ruleset - which findings refuse a photo, which only warn, which are off,
 * and with which limits.  Data: a JSON text per school, or a preset.
 *
 *     {
 *       "name": "my-school", "version": 3, "based_on": "diploma",
 *       "findings": {
 *         "head_covered": {"severity": "off"},
 *         "low_quality": {"severity": "refuse", "min": 50, "warn_min": 90}
 *       }
 *     }
 *
 * A measured value outside min..max has the rule's severity; one inside, but
 * outside warn_min..warn_max, warns.  What a rule leaves out it keeps from
 * the preset it is based on (default: "diploma").
 */

#include "core/bytes.h"
#include "model/finding.h"

struct rule {
    enum finding_severity severity;
    double min; /* -INFINITY: no limit */
    double max; /* INFINITY: no limit */
    double warn_min;
    double warn_max;
};

enum { RULESET_NAME_SIZE = 64, RULESET_ERROR_SIZE = 160 };

struct ruleset {
    char name[RULESET_NAME_SIZE];
    int version;
    struct rule rules[FINDING_CODES];
};

/* What is wrong with a rule set, for the person who wrote it. */
struct ruleset_error {
    int line; /* 1.. */
    char text[RULESET_ERROR_SIZE];
};

enum ruleset_refusal { RULESET_MALFORMED = 1 };

/* 0, or RULESET_MALFORMED with *ret_error filled. */
int ruleset_parse(struct bytes json, struct ruleset *ret,
                  struct ruleset_error *ret_error)
    __attribute__((warn_unused_result));

/* The JSON text of a preset, "diploma" and others of model/presets;
 * an empty view for a name we do not have. */
struct bytes ruleset_preset(const char *name);

/* The default preset, parsed. */
void ruleset_default(struct ruleset *ret);

#endif
