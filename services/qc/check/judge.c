#include "qc/check/judge.h"

#include <math.h>

/* Advices that contradict each other: of two only the graver is given, of two
 * alike the first. */
static const enum finding_code RIVALS[][2] = {
    {FINDING_FACE_CUT_OFF, FINDING_FACE_TOO_SMALL}, /* back, closer */
    {FINDING_FACE_TOO_LARGE, FINDING_FACE_TOO_SMALL},
    {FINDING_TOO_DARK, FINDING_TOO_BRIGHT}, /* into the light, out of it */
    {FINDING_TOO_DARK, FINDING_HIGHLIGHT},
    {FINDING_GLASSES_TINTED, FINDING_GLASSES_FRAME}, /* off, put right */
    {FINDING_GLASSES_TINTED, FINDING_GLASSES_GLARE},
};

/* Where the first stands, the second follows from it or cannot be judged: it
 * is not said beside it, unless it is graver. */
static const enum finding_code FOLLOWS[][2] = {
    {FINDING_UPSIDE_DOWN, FINDING_NO_FACE},
    {FINDING_UPSIDE_DOWN, FINDING_TILTED},
    {FINDING_UPSIDE_DOWN, FINDING_MIRRORED},
    {FINDING_MANY_FACES, FINDING_OFF_CENTRE},
    {FINDING_TOO_BRIGHT, FINDING_HIGHLIGHT},
    {FINDING_BLURRED, FINDING_HEAD_COVERED},
    {FINDING_BLURRED, FINDING_MAKE_UP},
    {FINDING_HEAD_COVERED, FINDING_HAIR_OVER_FACE},
    {FINDING_HEAD_COVERED, FINDING_EARS_HIDDEN},
    {FINDING_HEAD_COVERED, FINDING_EARS_UNEVEN},
    {FINDING_GLASSES_TINTED, FINDING_EYES_CLOSED},
    {FINDING_GLASSES_TINTED, FINDING_NOT_LOOKING_AHEAD},
    {FINDING_GLASSES_TINTED, FINDING_RED_EYE},
    {FINDING_GLASSES_TINTED, FINDING_LENSES_COLOURED},
    {FINDING_CLOTHES_BLUE, FINDING_CLOTHES_BACKGROUND},
    {FINDING_TURNED, FINDING_NOT_LOOKING_AHEAD},
    {FINDING_TURNED, FINDING_EARS_HIDDEN},
    {FINDING_TURNED, FINDING_EARS_UNEVEN},
    {FINDING_LOOKING_UP_DOWN, FINDING_NOT_LOOKING_AHEAD},
    {FINDING_HAIR_OVER_FACE, FINDING_EARS_HIDDEN},
    {FINDING_HAIR_OVER_FACE, FINDING_EARS_UNEVEN},
    {FINDING_EYES_CLOSED, FINDING_NOT_LOOKING_AHEAD},
    {FINDING_EYES_CLOSED, FINDING_RED_EYE},
    {FINDING_EYES_CLOSED, FINDING_LENSES_COLOURED},
    {FINDING_RED_EYE, FINDING_LENSES_COLOURED},
    {FINDING_MOUTH_OPEN, FINDING_NOT_NEUTRAL},
    {FINDING_EARS_HIDDEN, FINDING_EARS_UNEVEN},
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

/* Without a picture or a face nothing that comes after is known. */
static bool ends_all(enum finding_code code)
{
    return code == FINDING_IMAGE_INVALID || code == FINDING_NO_FACE;
}

static bool stands_in(const enum finding_code (*pairs)[2], size_t n,
                      enum finding_code first, enum finding_code second)
{
    for (size_t i = 0; i < n; i++) {
        if (pairs[i][0] == first && pairs[i][1] == second)
            return true;
    }
    return false;
}

/* `said` is as grave as f, or graver: does it leave f to be said? */
static bool silences(enum finding_code said, enum finding_code f)
{
    size_t rivals = sizeof RIVALS / sizeof *RIVALS;
    size_t follows = sizeof FOLLOWS / sizeof *FOLLOWS;

    return (ends_all(said) && f > said) || stands_in(RIVALS, rivals, said, f) ||
           stands_in(RIVALS, rivals, f, said) ||
           stands_in(FOLLOWS, follows, said, f);
}

/* Says f too, if what was said before leaves it anything to say. */
static void say(struct finding_list *list, const struct finding *f)
{
    for (int i = 0; i < list->n; i++) {
        if (silences(list->at[i].code, f->code))
            return;
    }
    list->at[list->n++] = *f;
}

static void say_all(struct finding_list *list, const struct finding_list *all,
                    enum finding_severity severity)
{
    for (int i = 0; i < all->n; i++) {
        if (all->at[i].severity == severity)
            say(list, &all->at[i]);
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
    say_all(ret, &all, FINDING_REFUSE);
    say_all(ret, &all, FINDING_WARN);
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
            say(list, &before.at[i]);
    }
}
