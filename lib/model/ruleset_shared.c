#include "model/ruleset_shared.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "model/ruleset_read.h"

#include <string.h>

bool ruleset_is_shared_name(const char *name)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz";
    static const char ALL[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

    return *name && strchr(LETTERS, *name) && name[strspn(name, ALL)] == '\0' &&
           strlen(name) < RULESET_NAME_SIZE && ruleset_preset(name).len == 0;
}

static int check_name(struct ruleset_reader *r, const json_t *given,
                      const char *name)
{
    const char *text = json_string_value(given);
    int result = 0;

    ruleset_enter(r, "name");
    if (given && (!text || strcmp(text, name) != 0))
        result = ruleset_refuse(r, "在此为 \"%s\"，请照写或删去", name);
    ruleset_leave(r);
    return result;
}

/* What may be missing is there while the whole is checked. */
static int check(struct ruleset_reader *r, json_t *root, const char *name)
{
    struct ruleset set;
    json_t *whole = json_copy(root);
    int result = check_name(r, json_object_get(root, "name"), name);

    if (!json_object_get(root, "name"))
        (void)json_object_set_new(whole, "name", json_string(name));
    if (!json_object_get(root, "version"))
        (void)json_object_set_new(whole, "version", json_integer(1));
    if (result == 0)
        result = ruleset_read_object(r, whole, &set);
    json_decref(whole);
    return result;
}

static void keep(json_t *root, const char *name, int version, struct buf *ret)
{
    json_t *kept = json_pack("{s:s, s:i}", "name", name, "version", version);
    _cleanup_(freep) char *text = NULL;

    (void)json_object_update_missing(kept, root);
    text = json_dumps(kept, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    json_decref(kept);
    CHECK(text && buf_add_text(ret, text) == 0);
}

int ruleset_share(const char *name, int version, struct bytes json,
                  struct buf *ret, struct ruleset_error *ret_error)
{
    struct ruleset_reader r = {.text = json, .error = ret_error};
    json_t *root = ruleset_load(&r);
    int result = root ? check(&r, root, name) : RULESET_MALFORMED;

    if (result == 0)
        keep(root, name, version, ret);
    json_decref(root);
    return result;
}
