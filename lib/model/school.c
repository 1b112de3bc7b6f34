#include "model/school.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "model/json_line.h"
#include "model/school_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct school *school_new(const char *code)
{
    struct school *s = must_alloc(sizeof *s);

    strncpy(s->code, code, sizeof s->code - 1);
    s->name = "";
    s->registry = "chsi";
    s->season = "";
    s->policy = policy_default();
    school_default_texts(s);
    return s;
}

static int read_members(struct school_reader *r)
{
    const char *name;
    json_t *member;

    json_object_foreach(r->school->json, name, member)
    {
        const char *const path[] = {name, NULL};

        r->error->line = 0;
        if (school_read_member(r, name, member) == 0)
            continue;
        if (r->error->line == 0)
            r->error->line = json_line(r->text, path);
        return -EINVAL;
    }
    return 0;
}

static int settle_refusals(struct school_reader *r, const struct ruleset *set)
{
    const struct school *s = r->school;
    const struct rule *rules = set->rules;

    if ((s->recapture_refuses &&
         rules[FINDING_RECAPTURE].severity == FINDING_OFF) ||
        (s->retouched_refuses &&
         rules[FINDING_RETOUCHED].severity == FINDING_OFF))
        return school_complain(r, "machine_refuses", "规则集已关闭该检测项");
    return 0;
}

/* What one member says about another's matter. */
static int settle(struct school_reader *r)
{
    struct school *s = r->school;

    r->error->line = 1;
    if (!s->name[0])
        return school_complain(r, "name", "学校要有名称");
    if (settle_refusals(r, &r->rules) < 0)
        return -EINVAL;
    s->background = r->background ? r->background : r->rules.photo.background;
    if (s->shared_rules)
        s->background = r->background;
    s->schedule.open_min = s->policy.open_min;
    s->schedule.close_min = s->policy.close_min;
    return 0;
}

static int read_all(struct school_reader *r)
{
    r->error->line = 1;
    if (!json_is_object(r->school->json))
        return school_complain(r, "school", "应为 JSON 对象");
    ruleset_default(&r->rules);
    return read_members(r) < 0 || settle(r) < 0 ? -EINVAL : 0;
}

int school_parse(const char *code, struct bytes json, struct school **ret,
                 struct school_error *ret_error)
{
    _cleanup_(school_freep) struct school *s = school_new(code);
    struct school_reader reader = {
        .school = s, .text = json, .error = ret_error};
    json_error_t error;

    ret_error->line = 1;
    if (!text_is_digits(bytes_of_text(code), 5))
        return school_complain(&reader, "code", "应为 5 位数字");
    s->json = json_loadb(json.len ? (const char *)json.at : "", json.len,
                         JSON_REJECT_DUPLICATES, &error);
    if (!s->json) {
        char what[64];

        (void)snprintf(what, sizeof what, "不是有效的 JSON（第 %d 列附近）",
                       error.column);
        ret_error->line = error.line;
        return school_complain(&reader, "JSON", what);
    }
    if (read_all(&reader) < 0)
        return -EINVAL;
    *ret = steal(&s);
    return 0;
}

int school_check_shared(const struct school *school, struct bytes json,
                        const struct ruleset *shared,
                        struct school_error *ret_error)
{
    static const char *const PATH[] = {"rule_set", NULL};
    struct school_reader reader = {
        .school = (struct school *)school, .text = json, .error = ret_error};
    char what[160];

    ret_error->line = json_line(json, PATH);
    if (shared)
        return settle_refusals(&reader, shared);
    (void)snprintf(what, sizeof what,
                   "没有规则集 \"%s\"，GET /api/v1/rule-sets 列出全部",
                   school->shared_rules);
    return school_complain(&reader, "rule_set", what);
}

struct school *school_free(struct school *school)
{
    if (!school)
        return NULL;
    for (size_t i = 0; i < school->schedule.phases_len; i++)
        free((void *)school->phases[i].uids);
    free(school->phases);
    free(school->closed_days);
    json_decref(school->json);
    free(school);
    return NULL;
}

void school_freep(struct school **school)
{
    *school = school_free(*school);
}

int school_rules(const struct school *school, struct buf *ret)
{
    _cleanup_(freep) char *text = NULL;
    const char *preset = json_string_value(school->rule_set);

    CHECK(!school->shared_rules);
    if (!json_is_object(school->rule_set))
        return buf_add_text(ret, preset ? preset : "diploma");
    text = json_dumps(school->rule_set, JSON_COMPACT);
    CHECK(text);
    return buf_add_text(ret, text);
}

struct shot_policy school_shot_policy(const struct school *school)
{
    return (struct shot_policy){
        .recapture_refuses = school->recapture_refuses,
        .retouched_refuses = school->retouched_refuses,
    };
}
