#include "ingest/routes.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "ingest/paper.h"
#include "ingest/school_access.h"
#include "ingest/store.h"
#include "model/ruleset_shared.h"
#include "model/ruleset_show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- the list ---- */

static void add_presets(json_t *list)
{
    for (int i = 0; ruleset_preset_name(i); i++) {
        struct bytes text = ruleset_preset(ruleset_preset_name(i));
        json_t *preset = json_loadb((const char *)text.at, text.len, 0, NULL);

        (void)json_array_append_new(
            list, json_pack("{s:O, s:O, s:O, s:b}", "name",
                            json_object_get(preset, "name"), "version",
                            json_object_get(preset, "version"), "title",
                            json_object_get(preset, "title"), "preset", 1));
        json_decref(preset);
    }
}

/* ZRANGE WITHSCORES: a name, its version. */
static void on_list(struct call *c, const struct redis_reply *reply)
{
    json_t *list = json_array();

    add_presets(list);
    for (size_t i = 0; i + 1 < redis_reply_count(reply); i += 2) {
        struct bytes name = redis_reply_bytes(redis_reply_at(reply, i));
        int64_t version = redis_reply_int(redis_reply_at(reply, i + 1));

        (void)json_array_append_new(
            list,
            json_pack("{s:s%, s:I, s:n, s:b}", "name", name.at, name.len,
                      "version", (json_int_t)version, "title", "preset", 0));
    }
    call_json(c, 200, json_pack("{s:o}", "rule_sets", list));
}

void rule_sets_get(struct call *c)
{
    static const char *const WORDS[] = {"ZRANGE", "rule_sets", "0", "999",
                                        "WITHSCORES"};

    store_ask(c, WORDS, 5, on_list);
}

/* ---- one, as it was put ---- */

/* ?version=3; 0: the one that counts.  False: there is none such. */
static bool find_version(const struct call *c, int64_t *ret)
{
    char given[24];

    *ret = 0;
    return !call_query(c, "version", given, sizeof given) ||
           text_to_i64(given, 1, INT64_MAX, ret);
}

static void get_preset(struct call *c, struct bytes text, int64_t version)
{
    struct ruleset_error error;
    struct ruleset set;

    CHECK(ruleset_parse(text, &set, &error) == 0);
    if (version == 0 || version == set.version)
        paper_answer(c, text, (uint64_t)set.version);
    else
        call_problem(c, "not_found");
}

static void on_old_version(struct call *c, const struct redis_reply *reply)
{
    int64_t version = 0;

    if (redis_reply_is_nil(reply) || !find_version(c, &version))
        call_problem(c, "not_found");
    else
        paper_answer(c, redis_reply_bytes(reply), (uint64_t)version);
}

static void get_shared(struct call *c, const char *name, int64_t version)
{
    char key[KEY_SIZE], numbered[KEY_SIZE];
    const char *words[] = {"GET", numbered};

    if (!ruleset_is_shared_name(name) || !key_of("rs", name, key)) {
        call_problem(c, "not_found");
        return;
    }
    if (version == 0) {
        paper_get(c, key);
        return;
    }
    (void)snprintf(numbered, sizeof numbered, "%.100s:%" PRId64, key, version);
    store_ask(c, words, 2, on_old_version);
}

void rule_set_get(struct call *c)
{
    struct bytes preset = ruleset_preset(c->params[0]);
    int64_t version;

    if (!find_version(c, &version))
        call_problem(c, "not_found");
    else if (preset.len > 0)
        get_preset(c, preset, version);
    else
        get_shared(c, c->params[0], version);
}

void rule_set_put(struct call *c)
{
    paper_put(c, TUCAI__V1__COMMAND__OP_PUT_RULE_SET);
}

/* ---- what a school's photos are judged by ---- */

static const char *source_of(const struct school *school)
{
    if (school->shared_rules)
        return "shared";
    return json_is_object(school->rule_set) ? "own" : "preset";
}

/* With all that the school says beside it. */
static void show(struct call *c, struct ruleset *set)
{
    const struct shot_policy policy = school_shot_policy(c->school);
    json_t *json;

    ruleset_apply(set, &policy);
    if (c->school->background)
        set->photo.background = c->school->background;
    if (c->school->liveness == LIVENESS_OFF)
        set->rules[FINDING_NOT_LIVE].severity = FINDING_OFF;
    json = ruleset_show(set);
    (void)json_object_set_new(json, "source",
                              json_string(source_of(c->school)));
    call_json(c, 200, json);
}

static void with_shared(struct call *c, const struct redis_reply *reply)
{
    struct ruleset_error error;
    struct ruleset set;
    struct bytes json;
    uint64_t version;

    if (store_versioned(reply, &json, &version) &&
        ruleset_parse(json, &set, &error) == 0)
        show(c, &set);
    else
        call_problem(c, "internal_error");
}

static void with_school(struct call *c)
{
    _cleanup_(buf_done) struct buf text = BUF_INIT(SCHOOL_JSON_MAX);
    struct ruleset set;

    if (!c->school) {
        call_problem(c, "not_found");
        return;
    }
    if (c->school->shared_rules) {
        store_shared_rules(c, with_shared);
        return;
    }
    CHECK(school_rules(c->school, &text) == 0 && buf_add(&text, "", 1) == 0);
    CHECK(ruleset_of_job((const char *)text.at, &set) == 0);
    show(c, &set);
}

void school_rule_set(struct call *c)
{
    if (school_is_open_to(&c->session, c->params[0]))
        store_school(c, c->params[0], with_school);
    else
        call_problem(c, "forbidden");
}
