#include "model/ruleset.h"

#include "core/check.h"
#include "model/data.h"

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { BASES_MAX = 4 };

static const struct preset {
    const char *name;
    const struct bytes *json;
} PRESETS[] = {
    {"diploma", &data_diploma_json},
    {"diploma-head-cover", &data_diploma_head_cover_json},
    {"id-card", &data_id_card_json},
};

/* A text being read, and where its errors go. */
struct reading {
    struct bytes text;
    struct ruleset_error *error;
    int depth; /* of based_on */
};

static int parse(struct reading *in, struct ruleset *ret);

static int line_at(struct bytes text, size_t pos)
{
    int line = 1;

    for (size_t i = 0; i < pos; i++)
        line += text.at[i] == '\n';
    return line;
}

/* jansson keeps no positions: where the member `key` begins at or after
 * `from`; `from` itself when it is not found. */
static size_t find_key(struct bytes text, size_t from, const char *key)
{
    size_t len = strlen(key);

    for (size_t i = from; i + len + 2 < text.len; i++) {
        size_t after = i + len + 2;

        if (text.at[i] != '"' || memcmp(text.at + i + 1, key, len) != 0 ||
            text.at[i + 1 + len] != '"')
            continue;
        while (after < text.len && strchr(" \t\r\n", text.at[after]))
            after++;
        if (after < text.len && text.at[after] == ':')
            return i;
    }
    return from;
}

/* Refuses, naming the line of the member path[0] / path[1] / ... */
static int refuse(const struct reading *in, const char *const *path,
                  const char *what)
{
    size_t pos = 0;
    const char *last = "";

    for (; *path; path++) {
        pos = find_key(in->text, pos, *path);
        last = *path;
    }
    in->error->line = line_at(in->text, pos);
    (void)snprintf(in->error->text, sizeof in->error->text, "%s: %s", last,
                   what);
    return RULESET_MALFORMED;
}

#define PATH(...) ((const char *const[]){__VA_ARGS__, NULL})

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

static bool set_severity(struct rule *rule, const json_t *value)
{
    const char *name = json_string_value(value);

    for (int s = FINDING_OFF; name && s <= FINDING_REFUSE; s++) {
        if (strcmp(name, finding_severity_name((enum finding_severity)s)) != 0)
            continue;
        rule->severity = (enum finding_severity)s;
        return true;
    }
    return false;
}

static bool set_limit(double *limit, const char *name, const json_t *value)
{
    if (json_is_null(value))
        *limit = strstr(name, "min") ? -INFINITY : INFINITY;
    else if (json_is_number(value))
        *limit = json_number_value(value);
    else
        return false;
    return true;
}

static int read_rule(const struct reading *in, const char *finding,
                     json_t *members, struct rule *rule)
{
    const char *name;
    json_t *value;

    json_object_foreach(members, name, value)
    {
        const char *const *path = PATH("findings", finding, name);
        double *limit = limit_of(rule, name);

        if (strcmp(name, "severity") == 0) {
            if (!set_severity(rule, value))
                return refuse(in, path, "must be refuse, warn or off");
        } else if (!limit) {
            return refuse(in, path, "is no member of a finding's rule");
        } else if (!set_limit(limit, name, value)) {
            return refuse(in, path, "must be a number, or null for no limit");
        }
    }
    if (rule->min > rule->max || rule->warn_min > rule->warn_max)
        return refuse(in, PATH("findings", finding), "min is above max");
    return 0;
}

static int read_findings(const struct reading *in, json_t *findings,
                         struct ruleset *set)
{
    const char *name;
    json_t *members;

    json_object_foreach(findings, name, members)
    {
        enum finding_code code = finding_of_name(name);
        struct rule *rule;
        int r;

        if (code == FINDING_CODES)
            return refuse(in, PATH("findings", name), "no such finding");
        if (!json_is_object(members))
            return refuse(in, PATH("findings", name), "must be an object");
        rule = &set->rules[code];
        r = read_rule(in, name, members, rule);
        if (r)
            return r;
        /* Without a picture or a face there is nothing to make. */
        if (rule->severity != FINDING_REFUSE &&
            (code == FINDING_IMAGE_INVALID || code == FINDING_NO_FACE))
            return refuse(in, PATH("findings", name), "always refuses");
    }
    return 0;
}

static int read_head(const struct reading *in, const json_t *root,
                     struct ruleset *set)
{
    const char *name = json_string_value(json_object_get(root, "name"));
    json_t *version = json_object_get(root, "version");

    if (!name || !*name || strlen(name) >= sizeof set->name)
        return refuse(in, PATH("name"), "must be a text of 1 to 63 bytes");
    if (!json_is_integer(version) || json_integer_value(version) < 1 ||
        json_integer_value(version) > 1000000)
        return refuse(in, PATH("version"), "must be a number from 1");
    memcpy(set->name, name, strlen(name) + 1);
    set->version = (int)json_integer_value(version);
    return 0;
}

static void start_empty(struct ruleset *set)
{
    for (int i = 0; i < FINDING_CODES; i++)
        set->rules[i] = (struct rule){FINDING_OFF, -INFINITY, INFINITY,
                                      -INFINITY, INFINITY};
    set->rules[FINDING_IMAGE_INVALID].severity = FINDING_REFUSE;
    set->rules[FINDING_NO_FACE].severity = FINDING_REFUSE;
}

static int start_from(const struct reading *in, const json_t *root,
                      struct ruleset *set)
{
    const json_t *base = json_object_get(root, "based_on");
    const char *name = base ? json_string_value(base) : "diploma";
    struct reading inner = {.error = in->error, .depth = in->depth + 1};

    start_empty(set);
    if (json_is_null(base))
        return 0;
    if (name)
        inner.text = ruleset_preset(name);
    if (inner.text.len == 0 || inner.depth > BASES_MAX)
        return refuse(in, PATH("based_on"), "no such preset");
    return parse(&inner, set);
}

static int read_members(const struct reading *in, json_t *root,
                        struct ruleset *set)
{
    static const char *const KNOWN[] = {"name", "version", "based_on", "title",
                                        "findings"};
    json_t *findings = json_object_get(root, "findings");
    const char *name;
    json_t *value;
    int r;

    json_object_foreach(root, name, value)
    {
        bool known = false;

        for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++)
            known = known || strcmp(KNOWN[i], name) == 0;
        if (!known)
            return refuse(in, PATH(name), "is no member of a rule set");
    }
    if (findings && !json_is_object(findings))
        return refuse(in, PATH("findings"), "must be an object");
    r = start_from(in, root, set);
    if (r == 0)
        r = read_head(in, root, set);
    if (r == 0 && findings)
        r = read_findings(in, findings, set);
    return r;
}

static int parse(struct reading *in, struct ruleset *ret)
{
    struct ruleset set = {.version = 0};
    json_error_t at;
    json_t *root = json_loadb((const char *)in->text.at, in->text.len,
                              JSON_REJECT_DUPLICATES, &at);
    int r;

    if (!json_is_object(root)) {
        json_decref(root);
        in->error->line = root ? 1 : at.line;
        (void)snprintf(in->error->text, sizeof in->error->text, "%s",
                       root ? "must be an object" : at.text);
        return RULESET_MALFORMED;
    }
    r = read_members(in, root, &set);
    json_decref(root);
    if (r == 0)
        *ret = set;
    return r;
}

int ruleset_parse(struct bytes json, struct ruleset *ret,
                  struct ruleset_error *ret_error)
{
    struct reading in = {.text = json, .error = ret_error};

    return parse(&in, ret);
}

struct bytes ruleset_preset(const char *name)
{
    for (size_t i = 0; i < sizeof PRESETS / sizeof *PRESETS; i++) {
        if (strcmp(PRESETS[i].name, name) == 0)
            return *PRESETS[i].json;
    }
    return (struct bytes){0};
}

void ruleset_default(struct ruleset *ret)
{
    struct ruleset_error error;
    int r = ruleset_parse(ruleset_preset("diploma"), ret, &error);

    CHECK(r == 0);
}
