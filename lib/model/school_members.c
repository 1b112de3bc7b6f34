#include "model/school_read.h"

#include "model/ruleset_shared.h"
#include "rules/steps.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAME_MAX_BYTES = 128, TEXT_MAX_BYTES = 65536 };

static int read_name(struct school_reader *r, const json_t *value)
{
    return school_read_text(r, value, "name", NAME_MAX_BYTES, &r->school->name);
}

/* A name that becomes part of a key: with any other character there would be
 * none, and what is looked up there would silently be missing. */
static int read_key(struct school_reader *r, const json_t *value,
                    const char *path, const char **ret)
{
    static const char GOOD[] = "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    int result = school_read_text(r, value, path, 32, ret);

    if (result == 0 && strspn(*ret, GOOD) != strlen(*ret))
        return school_complain(r, path, "只能用字母、数字、- 和 _");
    return result;
}

static int read_registry(struct school_reader *r, const json_t *value)
{
    int result = read_key(r, value, "registry", &r->school->registry);

    if (result == 0 && !r->school->registry[0])
        return school_complain(r, "registry", "请写明名称");
    return result;
}

static int read_season(struct school_reader *r, const json_t *value)
{
    return read_key(r, value, "season", &r->school->season);
}

static int read_hours(struct school_reader *r, const json_t *value)
{
    static const char *const KNOWN[] = {"open", "close", NULL};
    struct policy *p = &r->school->policy;
    int result = school_want_members(r, value, "hours", KNOWN);

    if (result == 0)
        result = school_read_clock(r, json_object_get(value, "open"),
                                   "hours.open", &p->open_min);
    if (result == 0)
        result = school_read_clock(r, json_object_get(value, "close"),
                                   "hours.close", &p->close_min);
    if (result == 0 && p->open_min >= p->close_min)
        return school_complain(r, "hours", "open 必须早于 close");
    return result;
}

static int read_numbers(struct school_reader *r, const json_t *value,
                        const char *group)
{
    const char *name;
    json_t *member;
    char what[SCHOOL_ERROR_SIZE / 2];

    if (school_want_object(r, value, group) < 0)
        return -EINVAL;
    json_object_foreach((json_t *)value, name, member)
    {
        const struct policy_number *n = policy_find(group, name);
        int64_t number = json_integer_value(member);

        if (!n)
            return school_complain(r, group, "有无法识别的成员");
        if (!json_is_integer(member) || number < n->min || number > n->max) {
            (void)snprintf(what, sizeof what,
                           "%s 为 %" PRId64 " 至 %" PRId64 " 的整数", n->name,
                           n->min, n->max);
            return school_complain(r, group, what);
        }
        policy_set(&r->school->policy, n, number);
    }
    return 0;
}

static int read_plan(struct school_reader *r, const json_t *value)
{
    return read_numbers(r, value, "plan");
}

static int read_limits(struct school_reader *r, const json_t *value)
{
    return read_numbers(r, value, "limits");
}

static int read_one_text(struct school_reader *r, const json_t *value,
                         const char *name)
{
    static const char *const KNOWN[] = {"version", "body", NULL};
    enum school_text which;
    struct versioned_text *text;
    int result;

    if (!school_text_of(name, &which))
        return school_complain(r, "texts", "有无法识别的成员");
    if (school_want_members(r, value, "texts", KNOWN) < 0)
        return -EINVAL;
    text = &r->school->texts[which];
    text->version = "";
    result = school_read_text(r, json_object_get(value, "version"), "texts",
                              STEP_VERSION_SIZE - 1, &text->version);
    if (result == 0)
        result = school_read_text(r, json_object_get(value, "body"), "texts",
                                  TEXT_MAX_BYTES, &text->body);
    if (result == 0 && !text->version[0])
        return school_complain(r, "texts", "每份文本都要有 version");
    return result;
}

static int read_texts(struct school_reader *r, const json_t *value)
{
    const char *name;
    json_t *member;

    if (school_want_object(r, value, "texts") < 0)
        return -EINVAL;
    json_object_foreach((json_t *)value, name, member)
    {
        if (read_one_text(r, member, name) < 0)
            return -EINVAL;
    }
    return 0;
}

static int read_messages(struct school_reader *r, const json_t *value)
{
    const char *name;
    json_t *member;

    if (school_want_object(r, value, "messages") < 0)
        return -EINVAL;
    json_object_foreach((json_t *)value, name, member)
    {
        int i = 0;

        while (i < MESSAGES && strcmp(name, message_name((enum message)i)) != 0)
            i++;
        if (i == MESSAGES)
            return school_complain(r, "messages", "有无法识别的成员");
        if (school_read_text(r, member, "messages", 600,
                             &r->school->messages.at[i]) < 0)
            return -EINVAL;
    }
    return 0;
}

static int read_background(struct school_reader *r, const json_t *value)
{
    const char *name = json_string_value(value);

    r->background = name ? photo_background(name) : NULL;
    return r->background
               ? 0
               : school_complain(r, "background", "可为 blue、white 或 grey");
}

static int read_liveness(struct school_reader *r, const json_t *value)
{
    static const char *const NAMES[] = {"off", "optional", "required"};
    const char *name = json_string_value(value);

    for (int i = 0; name && i < 3; i++) {
        if (strcmp(name, NAMES[i]) == 0) {
            r->school->liveness = (enum liveness)i;
            return 0;
        }
    }
    return school_complain(r, "liveness", "可为 off、optional 或 required");
}

static int read_auto_approval(struct school_reader *r, const json_t *value)
{
    if (!json_is_boolean(value))
        return school_complain(r, "auto_approval", "应为 true 或 false");
    r->school->auto_approval = json_is_true(value);
    return 0;
}

static int read_real_name(struct school_reader *r, const json_t *value)
{
    if (!json_is_boolean(value))
        return school_complain(r, "real_name", "应为 true 或 false");
    r->school->real_name = json_is_true(value);
    return 0;
}

static int read_machine_refuses(struct school_reader *r, const json_t *value)
{
    size_t i;
    json_t *member;

    if (!json_is_array(value))
        return school_complain(r, "machine_refuses", "应为列表");
    json_array_foreach((json_t *)value, i, member)
    {
        const char *name = json_string_value(member);

        if (name && strcmp(name, "recapture") == 0)
            r->school->recapture_refuses = true;
        else if (name && strcmp(name, "retouched") == 0)
            r->school->retouched_refuses = true;
        else
            return school_complain(r, "machine_refuses",
                                   "可列 recapture 和 retouched");
    }
    return 0;
}

static int read_rule_set(struct school_reader *r, const json_t *value)
{
    const char *name = json_string_value(value);
    struct ruleset_error error;

    r->school->rule_set = value;
    if (name && ruleset_is_shared_name(name)) {
        r->school->shared_rules = name;
        return 0;
    }
    if (ruleset_read(value, r->text, &r->rules, &error) == 0)
        return 0;
    r->error->line = error.line;
    (void)snprintf(r->error->text, SCHOOL_ERROR_SIZE, "%s", error.text);
    return -EINVAL;
}

static const struct {
    const char *name;
    int (*read)(struct school_reader *r, const json_t *value);
} MEMBERS[] = {
    {"name", read_name},
    {"registry", read_registry},
    {"season", read_season},
    {"campuses", school_read_campuses},
    {"hours", read_hours},
    {"phases", school_read_phases},
    {"closed_days", school_read_closed_days},
    {"plan", read_plan},
    {"limits", read_limits},
    {"texts", read_texts},
    {"messages", read_messages},
    {"rule_set", read_rule_set},
    {"background", read_background},
    {"auto_approval", read_auto_approval},
    {"liveness", read_liveness},
    {"real_name", read_real_name},
    {"machine_refuses", read_machine_refuses},
    {"contacts", school_read_contacts},
    {"collection_points", school_read_points},
};

int school_read_member(struct school_reader *r, const char *name,
                       const json_t *value)
{
    for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++) {
        if (strcmp(name, MEMBERS[i].name) == 0)
            return MEMBERS[i].read(r, value);
    }
    return school_complain(r, name, "没有这个成员");
}
