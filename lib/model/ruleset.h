#ifndef MODEL_RULESET_H
#define MODEL_RULESET_H

/*
 * ruleset - which findings refuse a photo, which only warn, which are off,
 * with which limits, and what form the made photo has.  Data: a JSON text per
 * school, or one of the presets in model/presets.
 *
 *     {
 *       "name": "my-school", "version": 3, "based_on": "diploma",
 *       "title": "for people",
 *       "photo": {"background": "white", "bytes_max": 60000},
 *       "findings": {
 *         "head_covered": {"severity": "off"},
 *         "low_quality": {"severity": "refuse", "min": 50, "warn_min": 90}
 *       }
 *     }
 *
 * A measured value outside min..max has the rule's severity; one inside, but
 * outside warn_min..warn_max, warns; null opens a limit.  What a rule set
 * leaves out it keeps from the preset it is based on (default: "diploma";
 * null: everything is off).  The version stands in every verdict: who changes
 * a rule set raises it.
 *
 * Whether a machine's finding of R17 refuses is the school's decision
 * (ruleset_apply), never a rule set's.
 */

#include "core/bytes.h"
#include "model/finding.h"
#include "model/photo_form.h"

#include <jansson.h>

struct rule {
    enum finding_severity severity;
    double min; /* -INFINITY: no limit */
    double max; /* INFINITY: no limit */
    double warn_min;
    double warn_max;
};

enum { RULESET_NAME_SIZE = 64, RULESET_ERROR_SIZE = 200 };

struct ruleset {
    char name[RULESET_NAME_SIZE];
    int version;
    struct rule rules[FINDING_CODES];
    struct photo_form photo;
};

/* What is wrong with a rule set and what to write instead, for the person who
 * wrote it: "findings.turned.max: ...". */
struct ruleset_error {
    int line; /* 1.. */
    char text[RULESET_ERROR_SIZE];
};

enum ruleset_refusal { RULESET_MALFORMED = 1 };

/* 0, or RULESET_MALFORMED with *ret_error filled. */
int ruleset_parse(struct bytes json, struct ruleset *ret,
                  struct ruleset_error *ret_error)
    __attribute__((warn_unused_result));

/* A rule set inside another text: the value of its member `rule_set`, an
 * object or the name of a preset.  As ruleset_parse. */
int ruleset_read(const json_t *value, struct bytes text, struct ruleset *ret,
                 struct ruleset_error *ret_error)
    __attribute__((warn_unused_result));

/* What a job carries: the name of a preset ("": the default), or JSON text. */
int ruleset_of_job(const char *text, struct ruleset *ret)
    __attribute__((warn_unused_result));

/* The JSON text of a preset, "diploma" and others of model/presets;
 * an empty view for a name we do not have. */
struct bytes ruleset_preset(const char *name);

/* The names of the presets, first to last; NULL after the last. */
const char *ruleset_preset_name(int i);

/* The default preset, parsed. */
void ruleset_default(struct ruleset *ret);

/* What a school and the kind of shot decide beside the rule set. */
struct shot_policy {
    bool recapture_refuses; /* R17 */
    bool retouched_refuses;
    bool is_dry_run; /* R13: judges neither, nor liveness */
};

void ruleset_apply(struct ruleset *set, const struct shot_policy *policy);

#endif
