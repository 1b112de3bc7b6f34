#include "billing/handlers.h"
#include "billing/season_facts.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "model/json_line.h"
#include "model/precondition.h"
#include "model/ruleset_shared.h"
#include "model/season.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * papers - the versioned documents of the staff: a school's configuration, a
 * season, a rule set that schools share.
 */

static bool version_matches(const struct scene *scene, struct decision *d,
                            const Tucai__V1__PutDocument *op)
{
    if (precondition_holds(op->if_match, scene->document.version))
        return true;
    refuse(d, 412, "version_mismatch", "配置已被他人修改，请重新读取。",
           json_pack("{s:I}", "version", (json_int_t)scene->document.version));
    return false;
}

static struct bytes json_of(const Tucai__V1__PutDocument *op)
{
    return (struct bytes){op->json.data, op->json.len};
}

static void keep(struct scene *scene, struct decision *d, const char *prefix,
                 const Tucai__V1__PutDocument *op)
{
    char key[KEY_SIZE];
    struct effect *e;

    if (!key_of(prefix, op->id, key)) {
        refuse_unknown(d);
        return;
    }
    e = decision_add(d, EFFECT_PUT, key);
    e->version = scene->document.version;
    CHECK(buf_add(&e->value, op->json.data, op->json.len) == 0);
    decide(
        d, scene->document.version ? 200 : 201,
        json_pack("{s:I}", "version", (json_int_t)scene->document.version + 1));
}

/* A school changes its own texts, phases and contacts; the rest is the
 * province's (http-api.md). */
static bool only_own_members(const struct scene *scene, const json_t *after)
{
    static const char *const OWN[] = {"texts", "phases", "contacts",
                                      "collection_points"};
    json_t *before = json_loadb((const char *)scene->document.value.at,
                                scene->document.value.len, 0, NULL);
    json_t *copy = json_copy((json_t *)after);
    bool is_same;

    for (size_t i = 0; i < sizeof OWN / sizeof *OWN; i++) {
        (void)json_object_del(before, OWN[i]);
        (void)json_object_del(copy, OWN[i]);
    }
    is_same = json_equal(before, copy);
    json_decref(before);
    json_decref(copy);
    return is_same;
}

static bool may_change(const struct scene *scene, struct decision *d,
                       const struct school *school)
{
    if (strcmp(scene->role, "province") == 0 ||
        only_own_members(scene, school->json))
        return true;
    refuse(d, 403, "forbidden", "学校只能修改通知、阶段和联系方式。", NULL);
    return false;
}

/* The person is told the line; what is wrong there is said in the terms of the
 * text they wrote. */
static void refuse_school(struct decision *d, const struct school_error *error)
{
    char detail[SCHOOL_ERROR_SIZE + 64];

    (void)snprintf(detail, sizeof detail, "配置第 %d 行有误：%s", error->line,
                   error->text);
    refuse(d, 422, "school_invalid", detail,
           json_pack("{s:i}", "line", error->line));
}

/* A shared rule set that is named is there, and goes with the rest. */
static int check_shared(const struct scene *scene, const struct school *school,
                        struct bytes json, struct school_error *error)
{
    const struct document *shared = &scene->shared_rules;
    struct ruleset_error broken;
    struct ruleset set;
    bool is_there = shared->version > 0 &&
                    ruleset_parse(buf_view(&shared->value), &set, &broken) == 0;

    if (!school->shared_rules)
        return 0;
    return school_check_shared(school, json, is_there ? &set : NULL, error);
}

static bool names_as_before(const struct scene *scene, const char *season)
{
    json_t *before = json_loadb((const char *)scene->document.value.at,
                                scene->document.value.len, 0, NULL);
    const char *named = json_string_value(json_object_get(before, "season"));
    bool is_same = named && strcmp(named, season) == 0;

    json_decref(before);
    return is_same;
}

/* One that is misspelt could not be closed, and would admit everybody. */
static int check_season(const struct scene *scene, const struct school *school,
                        struct bytes json, struct school_error *error)
{
    static const char *const PATH[] = {"season", NULL};

    if (!school->season[0] || scene->beside.version > 0 ||
        names_as_before(scene, school->season))
        return 0;
    error->line = json_line(json, PATH);
    (void)snprintf(error->text, sizeof error->text,
                   "season: 没有采集季 \"%.32s\"，请先建立", school->season);
    return -EINVAL;
}

void papers_school(struct scene *scene, struct decision *d)
{
    const Tucai__V1__PutDocument *op = scene->command->put_school;
    _cleanup_(school_freep) struct school *school = NULL;
    struct school_error error;

    if (school_parse(op->id, json_of(op), &school, &error) < 0 ||
        check_shared(scene, school, json_of(op), &error) < 0 ||
        check_season(scene, school, json_of(op), &error) < 0) {
        refuse_school(d, &error);
        return;
    }
    if (!version_matches(scene, d, op) || !may_change(scene, d, school))
        return;
    keep(scene, d, "sc", op);
    if (d->status < 300)
        decision_index(d, EFFECT_ADD, "schools", op->id, 0);
}

/* R27: what is closed stays so; its refunds have begun. */
static bool has_ended(const struct scene *scene)
{
    json_t *season = json_loadb((const char *)scene->document.value.at,
                                scene->document.value.len, 0, NULL);
    bool has = json_object_get(season, "closed_ms") != NULL;

    json_decref(season);
    return has;
}

static void refuse_season(struct decision *d, const char *member)
{
    char detail[384], name[65];

    text_copy(name, sizeof name, member);
    (void)snprintf(
        detail, sizeof detail,
        "季度的 %s 有误：graduation_years 为年份列表，levels "
        "为非空文字列表，plans 为 amount_fen 和 prints 的列表，closed "
        "为 true 或 false，name 为文字；还可有 plan、phases 和 "
        "cloned_from，没有其他成员。",
        name);
    refuse(d, 422, "season_invalid", detail, NULL);
}

void papers_season(struct scene *scene, struct decision *d)
{
    const Tucai__V1__PutDocument *op = scene->command->put_season;
    json_t *season = json_loadb((const char *)op->json.data, op->json.len,
                                JSON_REJECT_DUPLICATES, NULL);
    const char *fault = season_fault(season);

    if (!season_id_is_good(op->id))
        fault = "id";
    if (has_ended(scene))
        refuse(d, 409, "season_closed", "本季采集已经结束，不能再修改。", NULL);
    else if (fault)
        refuse_season(d, fault);
    else if (version_matches(scene, d, op)) {
        keep(scene, d, "season", op);
        decision_index(d, EFFECT_ADD, "seasons", op->id, 0);
    }
    json_decref(season);
}

/* ---- rule sets ---- */

static void refuse_rules(struct decision *d, const struct ruleset_error *error)
{
    char detail[RULESET_ERROR_SIZE + 64];

    (void)snprintf(detail, sizeof detail, "规则集第 %d 行有误：%s", error->line,
                   error->text);
    refuse(d, 422, "rule_set_invalid", detail,
           json_pack("{s:i}", "line", error->line));
}

static void decide_rules(struct decision *d, unsigned status, const char *name,
                         uint64_t version)
{
    decide(
        d, status,
        json_pack("{s:s, s:I}", "name", name, "version", (json_int_t)version));
}

/* The version that counts, the same for ever under its number, and the list. */
static void keep_rules(struct decision *d, const char *name, uint64_t before,
                       struct bytes text)
{
    char key[KEY_SIZE], numbered[KEY_SIZE];
    struct effect *e;

    CHECK(key_of("rs", name, key));
    e = decision_add(d, EFFECT_PUT, key);
    e->version = before;
    CHECK(buf_add(&e->value, text.at, text.len) == 0);
    (void)snprintf(numbered, sizeof numbered, "%.100s:%" PRIu64, key,
                   before + 1);
    e = decision_add(d, EFFECT_RECORD, numbered);
    CHECK(buf_add(&e->value, text.at, text.len) == 0);
    decision_index(d, EFFECT_ADD, "rule_sets", name, (int64_t)before + 1);
    decide_rules(d, before ? 200 : 201, name, before + 1);
}

/* Is what is kept what this would be under the same version? */
static bool is_kept(const struct document *kept, const char *name,
                    struct bytes json)
{
    _cleanup_(buf_done) struct buf text =
        BUF_INIT(json.len + RULESET_KEPT_MORE);
    struct ruleset_error error;

    return kept->version > 0 &&
           ruleset_share(name, (int)kept->version, json, &text, &error) == 0 &&
           bytes_equal(buf_view(&text), buf_view(&kept->value));
}

static void put_rules(struct scene *scene, struct decision *d,
                      const Tucai__V1__PutDocument *op)
{
    struct bytes json = json_of(op);
    _cleanup_(buf_done) struct buf text =
        BUF_INIT(json.len + RULESET_KEPT_MORE);
    uint64_t before = scene->document.version;
    struct ruleset_error error;

    if (ruleset_share(op->id, (int)before + 1, json, &text, &error) != 0)
        refuse_rules(d, &error);
    else if (!version_matches(scene, d, op))
        return;
    else if (is_kept(&scene->document, op->id, json))
        decide_rules(d, 200, op->id, before);
    else
        keep_rules(d, op->id, before, buf_view(&text));
}

void papers_rule_set(struct scene *scene, struct decision *d)
{
    const Tucai__V1__PutDocument *op = scene->command->put_rule_set;

    if (ruleset_preset(op->id).len > 0)
        refuse(d, 409, "rule_set_preset",
               "预设规则集不能修改，请换一个名称，并用 based_on 引用它。",
               NULL);
    else if (!ruleset_is_shared_name(op->id))
        refuse(d, 422, "rule_set_name",
               "规则集的名称由小写字母、数字和连字符组成，以字母开头，最多 63 "
               "个字符。",
               NULL);
    else
        put_rules(scene, d, op);
}
