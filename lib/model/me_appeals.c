#include "model/me_appeals.h"

#include "model/catalogue.h"

static void set(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new(object, name, value);
}

static json_t *text_or_null(const char *text)
{
    return *text ? json_string(text) : json_null();
}

static json_t *code_and_message(const char *name)
{
    enum finding_code code = finding_of_name(name);

    return json_pack("{s:s, s:s}", "code", name, "message",
                     code == FINDING_CODES ? name : catalogue_of(code).message);
}

static json_t *first_of(const struct appeal *a, bool by_whom)
{
    json_t *first = json_object();
    json_t *findings = json_array();

    for (size_t i = 0; i < a->findings_len; i++)
        (void)json_array_append_new(findings, code_and_message(a->findings[i]));
    set(first, "at", me_time(a->first_ms));
    set(first, "reason", text_or_null(a->first_reason));
    set(first, "findings", findings);
    if (by_whom)
        set(first, "by", json_string(a->first_by));
    return first;
}

static json_t *decision_of(const struct appeal *a, bool by_whom)
{
    json_t *decision;

    if (!a->decided_by[0])
        return json_null();
    decision = json_object();
    set(decision, "at", me_time(a->decided_ms));
    set(decision, "decision",
        json_string(a->state == APPEAL_ACCEPTED ? "accept" : "reject"));
    set(decision, "reason", text_or_null(a->reason));
    if (by_whom)
        set(decision, "by", json_string(a->decided_by));
    return decision;
}

json_t *me_appeal(const struct appeal *a, bool by_whom)
{
    json_t *out = json_object();
    bool is_made = a->draft_id[0];

    set(out, "appeal_id", json_string(a->id));
    set(out, a->is_shot ? "shot_id" : "submission_id", json_string(a->object));
    set(out, "state", json_string(appeal_state_name(a->state)));
    set(out, "text", json_string(a->text));
    set(out, "made_at", me_time(a->made_ms));
    set(out, "first", first_of(a, by_whom));
    set(out, "decision", decision_of(a, by_whom));
    if (!a->is_shot)
        return out;
    set(out, "draft_id", text_or_null(a->draft_id));
    set(out, "made",
        is_made || a->is_unmade ? json_boolean(is_made) : json_null());
    return out;
}

json_t *me_appeals(const struct student *s)
{
    json_t *list = json_array();

    for (size_t i = s->appeals.len; i > 0; i--)
        (void)json_array_append_new(list,
                                    me_appeal(&s->appeals.at[i - 1], false));
    return list;
}

json_t *me_waivers(const struct student *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->waived_len; i++)
        (void)json_array_append_new(list, code_and_message(s->waived[i]));
    return list;
}
