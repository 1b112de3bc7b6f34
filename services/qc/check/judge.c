#include "qc/check/judge.h"

#include <math.h>

/* Where both stand, the second says nothing that helps, or the opposite. */
static const struct {
    enum finding_code first;
    enum finding_code silenced;
} RIVALS[] = {
    {FINDING_UPSIDE_DOWN, FINDING_NO_FACE},
    {FINDING_NO_FACE, FINDING_MANY_FACES},
    {FINDING_MANY_FACES, FINDING_OFF_CENTRE},
    {FINDING_FACE_CUT_OFF, FINDING_FACE_TOO_SMALL},
    {FINDING_FACE_TOO_SMALL, FINDING_FACE_TOO_LARGE},
    {FINDING_TOO_DARK, FINDING_TOO_BRIGHT},
    {FINDING_BLURRED, FINDING_HEAD_COVERED},
};

static bool outside(double value, double min, double max)
{
    return value < min || value > max;
}

static struct finding finding_on(enum finding_code code,
                                 const struct measure *measure,
                                 const struct rule *rule,
                                 enum finding_severity severity)
{
    bool warns = severity == FINDING_WARN &&
                 !outside(measure->value, rule->min, rule->max);

    return (struct finding){
        .code = code,
        .severity = severity,
        .measured = measure->value,
        .allowed_min = warns ? rule->warn_min : rule->min,
        .allowed_max = warns ? rule->warn_max : rule->max,
        .region = measure->region,
    };
}

static enum finding_severity severity_of(double value, const struct rule *rule)
{
    if (outside(value, rule->min, rule->max))
        return rule->severity;
    if (rule->severity != FINDING_OFF &&
        outside(value, rule->warn_min, rule->warn_max))
        return FINDING_WARN;
    return FINDING_OFF;
}

static enum finding_severity severity_in(const struct finding_list *list,
                                         enum finding_code code)
{
    for (int i = 0; i < list->n; i++) {
        if (list->at[i].code == code)
            return list->at[i].severity;
    }
    return FINDING_OFF;
}

/* Beside its rival; a refusal is never silenced by a warning. */
static bool is_silenced(const struct finding_list *list,
                        const struct finding *f)
{
    for (size_t i = 0; i < sizeof RIVALS / sizeof *RIVALS; i++) {
        enum finding_severity first = severity_in(list, RIVALS[i].first);
        enum finding_severity second = severity_in(list, RIVALS[i].silenced);

        if (f->code == RIVALS[i].silenced && first >= second)
            return true;
        if (f->code == RIVALS[i].first && second > first)
            return true;
    }
    return false;
}

static void take(const struct finding_list *all, enum finding_severity severity,
                 struct finding_list *ret)
{
    for (int i = 0; i < all->n; i++) {
        if (all->at[i].severity == severity && !is_silenced(all, &all->at[i]))
            ret->at[ret->n++] = all->at[i];
    }
}

void judge(const struct measures *m, const struct ruleset *rules,
           struct finding_list *ret)
{
    struct finding_list all = {.n = 0};

    for (int i = 0; i < FINDING_CODES; i++) {
        const struct rule *rule = &rules->rules[i];
        enum finding_severity severity;

        if (!m->of[i].known)
            continue;
        severity = severity_of(m->of[i].value, rule);
        if (severity != FINDING_OFF)
            all.at[all.n++] =
                finding_on((enum finding_code)i, &m->of[i], rule, severity);
    }
    ret->n = 0;
    take(&all, FINDING_REFUSE, ret);
    take(&all, FINDING_WARN, ret);
}

static struct finding unmeasured(enum finding_code code)
{
    return (struct finding){
        .code = code,
        .severity = FINDING_REFUSE,
        .measured = NAN,
        .allowed_min = -INFINITY,
        .allowed_max = INFINITY,
    };
}

void judge_invalid(struct finding_list *ret)
{
    ret->n = 1;
    ret->at[0] = unmeasured(FINDING_IMAGE_INVALID);
}

void judge_add_refusal(struct finding_list *list, enum finding_code code)
{
    const struct finding_list before = *list;

    list->n = 1;
    list->at[0] = unmeasured(code);
    for (int i = 0; i < before.n; i++) {
        if (before.at[i].code != code)
            list->at[list->n++] = before.at[i];
    }
}
