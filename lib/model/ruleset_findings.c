#include "model/ruleset_read.h"

#include "core/text.h"

#include <math.h>
#include <string.h>

/* A name this close to ours was probably meant. */
enum { TYPO_MAX = 3 };

static const char *meant(const char *typed)
{
    size_t least = TYPO_MAX + 1;
    const char *nearest = NULL;

    for (int i = 0; i < FINDING_CODES; i++) {
        const char *name = finding_name((enum finding_code)i);
        size_t distance = text_distance(typed, name);

        if (distance < least) {
            least = distance;
            nearest = name;
        }
    }
    return nearest;
}

static int refuse_finding(struct ruleset_reader *r, const char *typed)
{
    const char *name = meant(typed);

    if (name)
        return ruleset_refuse(r, "没有这一检测项，是否想写 \"%s\"？", name);
    return ruleset_refuse(r, "没有这一检测项，全部列在 docs/findings.md");
}

/* ---- the members of one rule ---- */

static int read_severity(struct ruleset_reader *r, const json_t *value,
                         struct rule *rule)
{
    const char *name = json_string_value(value);

    for (int s = FINDING_OFF; name && s <= FINDING_REFUSE; s++) {
        if (strcmp(name, finding_severity_name((enum finding_severity)s)) != 0)
            continue;
        rule->severity = (enum finding_severity)s;
        return 0;
    }
    return ruleset_refuse(r, "须为 \"refuse\"、\"warn\" 或 \"off\"");
}

static double *limit_of(struct rule *rule, const char *name)
{
    if (strcmp(name, "min") == 0)
        return &rule->min;
    if (strcmp(name, "max") == 0)
        return &rule->max;
    if (strcmp(name, "warn_min") == 0)
        return &rule->warn_min;
    if (strcmp(name, "warn_max") == 0)
        return &rule->warn_max;
    return NULL;
}

static int read_limit(struct ruleset_reader *r, const json_t *value,
                      const struct finding_about *about, double *limit)
{
    double number = json_number_value(value);

    if (json_is_null(value)) {
        *limit = strstr(ruleset_here(r), "min") ? -INFINITY : INFINITY;
        return 0;
    }
    if (!json_is_number(value))
        return ruleset_refuse(r, "须为数字，不设限则为 null");
    if (!about->measure)
        return ruleset_refuse(r, "这一检测项没有测量值，请删去");
    if (number < about->least || number > about->most)
        return ruleset_refuse(r, "%g 不在 %g 到 %g 之间（%s）", number,
                              about->least, about->most, about->unit);
    *limit = number;
    return 0;
}

/* The rule that is read, and of which finding. */
struct target {
    enum finding_code code;
    struct rule *rule;
};

static int read_member(struct ruleset_reader *r, json_t *value, void *into)
{
    const struct target *t = into;
    const char *name = ruleset_here(r);
    double *limit = limit_of(t->rule, name);

    if (strcmp(name, "severity") == 0)
        return read_severity(r, value, t->rule);
    if (limit)
        return read_limit(r, value, finding_about(t->code), limit);
    return ruleset_refuse(r, "检测项没有这一成员，只有 severity、min、max、"
                             "warn_min、warn_max");
}

/* ---- what a whole rule must be ---- */

static bool has_limit(const struct rule *rule)
{
    return isfinite(rule->min) || isfinite(rule->max) ||
           isfinite(rule->warn_min) || isfinite(rule->warn_max);
}

static int check_limits(struct ruleset_reader *r, json_t *members,
                        const struct rule *rule)
{
    if (rule->min > rule->max)
        return ruleset_refuse(r, "min %g 大于 max %g", rule->min, rule->max);
    if (rule->warn_min > rule->warn_max)
        return ruleset_refuse(r, "warn_min %g 大于 warn_max %g", rule->warn_min,
                              rule->warn_max);
    /* One that came from the base and now lies outside is only idle. */
    if (json_is_number(json_object_get(members, "warn_min")) &&
        rule->warn_min < rule->min)
        return ruleset_refuse(r, "warn_min %g 小于 min %g，永远不会提醒",
                              rule->warn_min, rule->min);
    if (json_is_number(json_object_get(members, "warn_max")) &&
        rule->warn_max > rule->max)
        return ruleset_refuse(r, "warn_max %g 大于 max %g，永远不会提醒",
                              rule->warn_max, rule->max);
    return 0;
}

static int check_rule(struct ruleset_reader *r, json_t *members,
                      enum finding_code code, const struct rule *rule)
{
    /* Without a picture or a face there is nothing to make. */
    if (rule->severity != FINDING_REFUSE &&
        (code == FINDING_IMAGE_INVALID || code == FINDING_NO_FACE))
        return ruleset_refuse(r, "总是拒绝，请删去 severity");
    if (rule->severity == FINDING_REFUSE &&
        (code == FINDING_RECAPTURE || code == FINDING_RETOUCHED))
        return ruleset_refuse(r, "在此只能提醒；允许机器拒绝的学校请写在 "
                                 "machine_refuses 中");
    if (rule->severity != FINDING_OFF && finding_about(code)->measure &&
        !has_limit(rule))
        return ruleset_refuse(r, "没有界限，请写 min 或 max");
    return check_limits(r, members, rule);
}

static int read_rule(struct ruleset_reader *r, json_t *members,
                     enum finding_code code, struct rule *rule)
{
    struct target target = {code, rule};
    int result = ruleset_each(r, members, read_member, &target);

    return result != 0 ? result : check_rule(r, members, code, rule);
}

static int read_finding(struct ruleset_reader *r, json_t *members, void *into)
{
    struct ruleset *set = into;
    enum finding_code code = finding_of_name(ruleset_here(r));

    if (code == FINDING_CODES)
        return refuse_finding(r, ruleset_here(r));
    if (!json_is_object(members))
        return ruleset_refuse(r, "须为对象，例如 "
                                 "{\"severity\": \"warn\", \"max\": 1}");
    return read_rule(r, members, code, &set->rules[code]);
}

int ruleset_read_findings(struct ruleset_reader *r, json_t *findings,
                          struct ruleset *set)
{
    return ruleset_section(r, "findings", findings, read_finding, set);
}
