#include "model/ruleset.h"

#include "core/check.h"
#include "model/data.h"

#include <string.h>

static const struct preset {
    const char *name;
    const struct bytes *json;
} PRESETS[] = {
    {"diploma", &data_diploma_json},
    {"diploma-white", &data_diploma_white_json},
    {"diploma-grey", &data_diploma_grey_json},
    {"diploma-head-cover", &data_diploma_head_cover_json},
    {"id-card", &data_id_card_json},
};

enum { N_PRESETS = sizeof PRESETS / sizeof *PRESETS };

const char *ruleset_preset_name(int i)
{
    return i < N_PRESETS ? PRESETS[i].name : NULL;
}

struct bytes ruleset_preset(const char *name)
{
    for (int i = 0; i < N_PRESETS; i++) {
        if (strcmp(PRESETS[i].name, name) == 0)
            return *PRESETS[i].json;
    }
    return (struct bytes){0};
}

void ruleset_default(struct ruleset *ret)
{
    struct ruleset_error error;
    int r = ruleset_parse(ruleset_preset("diploma"), ret, &error);

    CHECK(r == 0);
}

int ruleset_of_job(const char *text, struct ruleset *ret)
{
    struct ruleset_error error;

    if (!*text) {
        ruleset_default(ret);
        return 0;
    }
    return ruleset_parse(
        *text == '{' ? bytes_of_text(text) : ruleset_preset(text), ret, &error);
}

/* What a rule set has switched off stays off. */
static void refuse(struct rule *rule)
{
    if (rule->severity != FINDING_OFF)
        rule->severity = FINDING_REFUSE;
}

void ruleset_apply(struct ruleset *set, const struct shot_policy *policy)
{
    if (policy->recapture_refuses)
        refuse(&set->rules[FINDING_RECAPTURE]);
    if (policy->retouched_refuses)
        refuse(&set->rules[FINDING_RETOUCHED]);
    if (!policy->is_dry_run)
        return;
    set->rules[FINDING_RECAPTURE].severity = FINDING_OFF;
    set->rules[FINDING_RETOUCHED].severity = FINDING_OFF;
    set->rules[FINDING_NOT_LIVE].severity = FINDING_OFF;
}
