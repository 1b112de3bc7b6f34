#include "model/census_inside.h"

#include "core/csv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many of a campus, college or class are in which state. */
struct group {
    const struct roster_line *line; /* one of them; NULL: nobody yet */
    size_t total;
    size_t states[CENSUS_STATES];
};

enum level { CAMPUS, COLLEGE, CLASS, LEVELS };

/* Called when a group is complete. */
typedef int group_fn(void *ctx, enum level level, const struct group *group);

static bool is_of(const struct group *g, enum level level,
                  const struct roster_line *line)
{
    return strcmp(g->line->campus, line->campus) == 0 &&
           (level < COLLEGE || strcmp(g->line->college, line->college) == 0) &&
           (level < CLASS ||
            strcmp(g->line->class_name, line->class_name) == 0);
}

static void count(struct group *g, const struct census_place *place)
{
    g->line = place->line;
    g->total++;
    g->states[place->state]++;
}

/* Ends every group that line (NULL: the end) is no member of. */
static int end_groups(struct group groups[LEVELS],
                      const struct roster_line *line, group_fn *fn, void *ctx)
{
    int r = 0;

    for (int level = CLASS; level >= CAMPUS && r == 0; level--) {
        struct group *g = &groups[level];

        if (!g->line || (line && is_of(g, (enum level)level, line)))
            continue;
        r = fn(ctx, (enum level)level, g);
        *g = (struct group){0};
    }
    return r;
}

/* Gives every group, and counts all of them in *ret_all. */
static int for_each_group(const struct census *census, const char *college,
                          group_fn *fn, void *ctx, struct group *ret_all)
{
    struct group groups[LEVELS] = {0};
    int r = 0;

    *ret_all = (struct group){0};
    for (size_t i = 0; i < census->roster->n && r == 0; i++) {
        const struct census_place *place = &census->places[i];

        if (!census_is_in(place, college))
            continue;
        r = end_groups(groups, place->line, fn, ctx);
        for (int level = CAMPUS; level < LEVELS; level++)
            count(&groups[level], place);
        count(ret_all, place);
    }
    return r < 0 ? r : end_groups(groups, NULL, fn, ctx);
}

/* Those who are not in the roster; of a college nobody knows them. */
static struct group unassigned_of(const struct census *census,
                                  const char *college)
{
    struct group g = {0};

    for (int i = 0; i < CENSUS_STATES && !college; i++) {
        g.states[i] = census->unassigned[i];
        g.total += g.states[i];
    }
    return g;
}

/* ---- JSON ---- */

static json_t *counts_json(const struct group *g)
{
    json_t *states = json_object();

    for (int i = 0; i < CENSUS_STATES; i++)
        (void)json_object_set_new(states,
                                  census_state_name((enum census_state)i),
                                  json_integer((json_int_t)g->states[i]));
    return json_pack("{s:I, s:o}", "total", (json_int_t)g->total, "states",
                     states);
}

static int add_group_json(void *ctx, enum level level, const struct group *g)
{
    json_t **lists = ctx;
    json_t *out = counts_json(g);

    (void)json_object_set_new(out, "campus", json_string(g->line->campus));
    if (level >= COLLEGE)
        (void)json_object_set_new(out, "college",
                                  json_string(g->line->college));
    if (level >= CLASS)
        (void)json_object_set_new(out, "class",
                                  json_string(g->line->class_name));
    return json_array_append_new(lists[level], out) < 0 ? -ENOMEM : 0;
}

static int add_json(json_t *json, struct buf *ret)
{
    char *text = json_dumps(json, JSON_COMPACT);
    int r = text ? buf_add_text(ret, text) : -ENOMEM;

    free(text);
    json_decref(json);
    return r;
}

int census_progress(const struct census *census, const char *college,
                    struct buf *ret)
{
    json_t *lists[LEVELS] = {json_array(), json_array(), json_array()};
    struct group unassigned = unassigned_of(census, college);
    struct group all;
    int r = for_each_group(census, college, add_group_json, lists, &all);
    json_t *out = counts_json(&all);

    (void)json_object_set_new(out, "campuses", lists[CAMPUS]);
    (void)json_object_set_new(out, "colleges", lists[COLLEGE]);
    (void)json_object_set_new(out, "classes", lists[CLASS]);
    (void)json_object_set_new(out, "unassigned", counts_json(&unassigned));
    if (r == 0)
        return add_json(out, ret);
    json_decref(out);
    return r;
}

/* ---- CSV: a row a class, and one of those who have none ---- */

enum { COLUMNS = LEVELS + 1 + CENSUS_STATES };

static int add_row(struct buf *to, const struct roster_line *line,
                   const struct group *g)
{
    const char *fields[COLUMNS] = {line->campus, line->college,
                                   line->class_name};
    char numbers[1 + CENSUS_STATES][24];

    (void)snprintf(numbers[0], sizeof numbers[0], "%zu", g->total);
    for (int i = 0; i < CENSUS_STATES; i++)
        (void)snprintf(numbers[1 + i], sizeof numbers[0], "%zu", g->states[i]);
    for (int i = 0; i <= CENSUS_STATES; i++)
        fields[LEVELS + i] = numbers[i];
    return csv_add(to, fields, COLUMNS);
}

static int add_group_row(void *ctx, enum level level, const struct group *g)
{
    return level == CLASS ? add_row(ctx, g->line, g) : 0;
}

static int add_names(struct buf *to)
{
    const char *names[COLUMNS] = {"campus", "college", "class", "total"};
    int r = buf_add_text(to, CSV_UTF8_MARK);

    for (int i = 0; i < CENSUS_STATES; i++)
        names[LEVELS + 1 + i] = census_state_name((enum census_state)i);
    return r < 0 ? r : csv_add(to, names, COLUMNS);
}

int census_progress_csv(const struct census *census, const char *college,
                        struct buf *ret)
{
    static const struct roster_line NOWHERE = {
        .campus = "unassigned", .college = "", .class_name = ""};
    struct group unassigned = unassigned_of(census, college);
    struct group all;
    int r = add_names(ret);

    if (r == 0)
        r = for_each_group(census, college, add_group_row, ret, &all);
    if (r == 0 && unassigned.total > 0)
        r = add_row(ret, &NOWHERE, &unassigned);
    return r;
}
