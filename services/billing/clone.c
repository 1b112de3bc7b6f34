#include "billing/handlers.h"
#include "billing/season_end.h"
#include "billing/season_facts.h"
#include "billing/walk.h"
#include "core/check.h"
#include "core/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * clone - last season's schools for a new one: the dates some years later, the
 * rounds of single students left out.
 *
 * A school has one configuration, so only a season that is closed is cloned: an
 * open one's students would lose their windows.  A school that names no season
 * serves those of its students' years, of which one may be open: it goes on
 * naming none, and its dates move only when all its phases are over.
 */

enum { YEARS_MAX = 10, DAY_TEXT = 10 };

/* A whole date, as the phases have it; NULL is none. */
static bool is_date(const char *text, int64_t *ret_day)
{
    return text && strlen(text) == DAY_TEXT &&
           time_parse_day(text, ret_day) == 0;
}

/* The same day of another year; the 29th of February is the 28th where there is
 * none. */
static json_t *later(const json_t *date, int years)
{
    const char *text = json_string_value(date);
    char shifted[24];
    int64_t day;

    if (!is_date(text, &day))
        return json_incref((json_t *)date);
    (void)snprintf(shifted, sizeof shifted, "%04d%s",
                   time_local(time_day_start_ms(day)).year + years, text + 4);
    if (!is_date(shifted, &day))
        memcpy(shifted + 8, "28", 3);
    return json_string(shifted);
}

static void shift_days(json_t *days, int years)
{
    for (size_t i = 0; i < json_array_size(days); i++)
        (void)json_array_set_new(days, i,
                                 later(json_array_get(days, i), years));
}

static void shift_phases(json_t *phases, int years)
{
    for (size_t i = json_array_size(phases); i > 0; i--) {
        json_t *phase = json_array_get(phases, i - 1);

        if (json_array_size(json_object_get(phase, "uids")) > 0) {
            (void)json_array_remove(phases, i - 1);
            continue;
        }
        (void)json_object_set_new(phase, "from",
                                  later(json_object_get(phase, "from"), years));
        (void)json_object_set_new(phase, "to",
                                  later(json_object_get(phase, "to"), years));
    }
}

static json_t *parse(const struct document *document)
{
    return json_loadb((const char *)document->value.at, document->value.len, 0,
                      NULL);
}

static void keep(struct decision *d, const char *key, uint64_t version,
                 const json_t *document)
{
    struct effect *e = decision_add(d, EFFECT_PUT, key);
    char *text = json_dumps(document, JSON_INDENT(2));

    e->version = version;
    CHECK(text && buf_add_text(&e->value, text) == 0);
    free(text);
}

static bool is_all_over(const json_t *phases, int64_t today)
{
    size_t i;
    json_t *phase;
    int64_t last;

    json_array_foreach((json_t *)phases, i, phase)
    {
        const char *to = json_string_value(json_object_get(phase, "to"));

        if (is_date(to, &last) && last >= today)
            return false;
    }
    return true;
}

/* A school that names another season stays as it is. */
static bool is_cloned(const struct scene *scene, const json_t *school)
{
    const char *season = json_string_value(json_object_get(school, "season"));

    if (season && *season)
        return strcmp(season, scene->command->walk->from) == 0;
    return is_all_over(json_object_get(school, "phases"),
                       time_local_day(scene->verdict_ms));
}

void clone_school(struct scene *scene, struct decision *d)
{
    const Tucai__V1__Walk *walk = scene->command->walk;
    json_t *school = parse(&scene->document);
    char key[KEY_SIZE];

    if (school && is_cloned(scene, school)) {
        shift_phases(json_object_get(school, "phases"), walk->years);
        shift_days(json_object_get(school, "closed_days"), walk->years);
        if (json_string_length(json_object_get(school, "season")) > 0)
            (void)json_object_set_new(school, "season",
                                      json_string(walk->season));
        CHECK(key_of("sc", scene->page.school_code, key));
        keep(d, key, scene->document.version, school);
    }
    json_decref(school);
}

static void shift_years(json_t *list, int years)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        (void)json_array_set_new(
            list, i,
            json_integer(json_integer_value(json_array_get(list, i)) + years));
}

static void begin(struct scene *scene, struct decision *d,
                  const Tucai__V1__CloneSeason *op)
{
    Tucai__V1__Walk first = TUCAI__V1__WALK__INIT;
    json_t *season = parse(&scene->beside);
    char key[KEY_SIZE], purpose[KEY_SIZE];

    (void)json_object_del(season, "closed");
    (void)json_object_del(season, "closed_ms");
    (void)json_object_set_new(season, "cloned_from", json_string(op->from));
    shift_years(json_object_get(season, "graduation_years"), op->years);
    CHECK(key_of("season", op->season, key));
    keep(d, key, 0, season);
    decision_index(d, EFFECT_ADD, "seasons", op->season, 0);
    json_decref(season);
    first.what = TUCAI__V1__WALK__WHAT__CLONE;
    first.season = op->season;
    first.from = op->from;
    first.years = op->years;
    (void)snprintf(purpose, sizeof purpose, "clone:%.100s", op->season);
    walk_begin(d, purpose, &first, 0);
    decide(d, 202,
           json_pack("{s:s, s:s}", "season", op->season, "from", op->from));
}

void season_clone(struct scene *scene, struct decision *d)
{
    const Tucai__V1__CloneSeason *op = scene->command->clone_season;

    if (!season_id_is_good(op->season))
        refuse_malformed(d,
                         "季度的名称由字母、数字、- 和 _ 组成，最多32个字符。");
    else if (op->years < 1 || op->years > YEARS_MAX)
        refuse_malformed(d, "years 为 1 到 10 的整数。");
    else if (scene->beside.version == 0)
        refuse_unknown(d);
    else if (scene->document.version > 0)
        refuse(d, 409, "season_exists", "这一季度已经存在。", NULL);
    else if (!season_end_of(buf_view(&scene->beside.value)))
        refuse(d, 409, "season_open",
               "原采集季还没有结束：复制会把学校转入新的采集季，请先关闭它。",
               NULL);
    else
        begin(scene, d, op);
}
