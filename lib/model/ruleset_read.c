#include "model/ruleset_read.h"

#include "core/check.h"
#include "core/text.h"
#include "model/json_line.h"

#include <math.h>
#include <string.h>

enum { BASES_MAX = 4, VERSION_MAX = 1000000 };

void ruleset_enter(struct ruleset_reader *r, const char *member)
{
    CHECK(r->depth < RULESET_DEPTH_MAX);
    r->path[r->depth++] = member;
    r->path[r->depth] = NULL;
}

void ruleset_leave(struct ruleset_reader *r)
{
    r->path[--r->depth] = NULL;
}

const char *ruleset_here(const struct ruleset_reader *r)
{
    return r->path[r->depth - 1];
}

int ruleset_refuse_text(struct ruleset_reader *r, const char *what)
{
    struct ruleset_error *e = r->error;
    char text[RULESET_ERROR_SIZE + 8] = ""; /* cut, then cut to characters */
    size_t len = 0;

    e->line = json_line(r->text, r->path);
    for (int i = 0; i < r->depth && len < sizeof text; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s",
                                r->path[i], i + 1 < r->depth ? "." : ": ");
    if (len < sizeof text)
        (void)snprintf(text + len, sizeof text - len, "%s", what);
    text_copy(e->text, sizeof e->text, text);
    return RULESET_MALFORMED;
}

int ruleset_each(struct ruleset_reader *r, json_t *object,
                 ruleset_read_fn *read, void *into)
{
    const char *name;
    json_t *value;
    int result = 0;

    json_object_foreach(object, name, value)
    {
        ruleset_enter(r, name);
        result = read(r, value, into);
        ruleset_leave(r);
        if (result != 0)
            break;
    }
    return result;
}

int ruleset_section(struct ruleset_reader *r, const char *section,
                    json_t *object, ruleset_read_fn *read, void *into)
{
    int result;

    ruleset_enter(r, section);
    if (object && !json_is_object(object))
        result = ruleset_refuse(r, "须为对象");
    else
        result = ruleset_each(r, object, read, into);
    ruleset_leave(r);
    return result;
}

static int read_preset(struct ruleset_reader *r, const char *name,
                       struct ruleset *set);

static void start_empty(struct ruleset *set)
{
    for (int i = 0; i < FINDING_CODES; i++)
        set->rules[i] = (struct rule){FINDING_OFF, -INFINITY, INFINITY,
                                      -INFINITY, INFINITY};
    set->rules[FINDING_IMAGE_INVALID].severity = FINDING_REFUSE;
    set->rules[FINDING_NO_FACE] =
        (struct rule){FINDING_REFUSE, 1, INFINITY, -INFINITY, INFINITY};
    set->photo = PHOTO_FORM_STANDARD;
}

static int read_based_on(struct ruleset_reader *r, const json_t *base,
                         struct ruleset *set)
{
    int result = 0;

    start_empty(set);
    if (json_is_null(base))
        return 0;
    ruleset_enter(r, "based_on");
    if (base && !json_is_string(base))
        result = ruleset_refuse(r, "须为预设规则集的名称或 null");
    else
        result =
            read_preset(r, base ? json_string_value(base) : "diploma", set);
    ruleset_leave(r);
    return result;
}

static int read_name(struct ruleset_reader *r, const json_t *value,
                     struct ruleset *set)
{
    const char *name = json_string_value(value);
    int result = 0;

    ruleset_enter(r, "name");
    if (!name || !*name || strlen(name) >= sizeof set->name)
        result =
            ruleset_refuse(r, "须为 1 到 %zu 字节的文字", sizeof set->name - 1);
    else
        memcpy(set->name, name, strlen(name) + 1);
    ruleset_leave(r);
    return result;
}

static int read_version(struct ruleset_reader *r, const json_t *value,
                        struct ruleset *set)
{
    json_int_t version = json_integer_value(value);
    int result = 0;

    ruleset_enter(r, "version");
    if (version < 1 || version > VERSION_MAX)
        result = ruleset_refuse(r, "须为 1 到 %d 的整数", VERSION_MAX);
    else
        set->version = (int)version;
    ruleset_leave(r);
    return result;
}

static int read_title(struct ruleset_reader *r, const json_t *value)
{
    int result = 0;

    ruleset_enter(r, "title");
    if (value && !json_is_string(value))
        result = ruleset_refuse(r, "须为文字");
    ruleset_leave(r);
    return result;
}

static int refuse_unknown(struct ruleset_reader *r, json_t *root)
{
    static const char *const KNOWN[] = {"name",  "version", "based_on",
                                        "title", "photo",   "findings"};
    const char *name;
    json_t *value;

    json_object_foreach(root, name, value)
    {
        size_t i = 0;

        while (i < sizeof KNOWN / sizeof *KNOWN && strcmp(KNOWN[i], name) != 0)
            i++;
        if (i < sizeof KNOWN / sizeof *KNOWN)
            continue;
        ruleset_enter(r, name);
        return ruleset_refuse(r, "规则集没有这一成员，只有 name、version、"
                                 "based_on、title、photo、findings");
    }
    return 0;
}

int ruleset_read_object(struct ruleset_reader *r, json_t *root,
                        struct ruleset *set)
{
    int result = refuse_unknown(r, root);

    if (result == 0)
        result = read_based_on(r, json_object_get(root, "based_on"), set);
    if (result == 0)
        result = read_name(r, json_object_get(root, "name"), set);
    if (result == 0)
        result = read_version(r, json_object_get(root, "version"), set);
    if (result == 0)
        result = read_title(r, json_object_get(root, "title"));
    if (result == 0)
        result =
            ruleset_read_photo(r, json_object_get(root, "photo"), &set->photo);
    if (result == 0)
        result =
            ruleset_read_findings(r, json_object_get(root, "findings"), set);
    return result;
}

static int refuse_preset(struct ruleset_reader *r, const char *name)
{
    char all[120] = "", shown[33];

    text_copy(shown, sizeof shown, name);
    for (int i = 0; ruleset_preset_name(i); i++) {
        size_t len = strlen(all);

        (void)snprintf(all + len, sizeof all - len, "%s%s", i ? ", " : "",
                       ruleset_preset_name(i));
    }
    return ruleset_refuse(r, "没有预设规则集 \"%s\"，只有 %s", shown, all);
}

/* A preset is our own and sound; the tests read each. */
static int read_preset(struct ruleset_reader *r, const char *name,
                       struct ruleset *set)
{
    struct bytes text = ruleset_preset(name);
    struct ruleset_error error;
    struct ruleset_reader inner = {
        .text = text, .error = &error, .bases = r->bases + 1};
    json_t *root;
    int result;

    if (text.len == 0 || inner.bases > BASES_MAX)
        return refuse_preset(r, name);
    root = json_loadb((const char *)text.at, text.len, JSON_REJECT_DUPLICATES,
                      NULL);
    CHECK(json_is_object(root));
    result = ruleset_read_object(&inner, root, set);
    CHECK(result == 0);
    json_decref(root);
    return 0;
}

json_t *ruleset_load(struct ruleset_reader *r)
{
    json_error_t at;
    const char *text = r->text.len ? (const char *)r->text.at : "";
    json_t *root = json_loadb(text, r->text.len, JSON_REJECT_DUPLICATES, &at);

    if (json_is_object(root))
        return root;
    if (root)
        (void)ruleset_refuse(r, "须为对象");
    else
        (void)ruleset_refuse(r, "不是有效的 JSON（第 %d 列附近）", at.column);
    r->error->line = root ? 1 : at.line;
    json_decref(root);
    return NULL;
}

int ruleset_parse(struct bytes json, struct ruleset *ret,
                  struct ruleset_error *ret_error)
{
    struct ruleset_reader r = {.text = json, .error = ret_error};
    struct ruleset set = {.version = 0};
    json_t *root = ruleset_load(&r);
    int result = root ? ruleset_read_object(&r, root, &set) : RULESET_MALFORMED;

    json_decref(root);
    if (result == 0)
        *ret = set;
    return result;
}

int ruleset_read(const json_t *value, struct bytes text, struct ruleset *ret,
                 struct ruleset_error *ret_error)
{
    struct ruleset_reader r = {.text = text, .error = ret_error};
    struct ruleset set = {.version = 0};
    int result;

    ruleset_enter(&r, "rule_set");
    if (json_is_string(value))
        result = read_preset(&r, json_string_value(value), &set);
    else if (json_is_object(value))
        result = ruleset_read_object(&r, (json_t *)value, &set);
    else
        result = ruleset_refuse(&r, "须为预设规则集的名称，或自己的规则集");
    if (result == 0)
        *ret = set;
    return result;
}
