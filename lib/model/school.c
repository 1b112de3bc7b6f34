#include "model/school.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "model/data.h"
#include "model/ruleset.h"
#include "model/school_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const TEXT_NAMES[SCHOOL_TEXTS] = {
    [SCHOOL_TEXT_NOTICE] = "notice",
    [SCHOOL_TEXT_PRECAUTIONS] = "precautions",
    [SCHOOL_TEXT_CONSENT] = "consent",
    [SCHOOL_TEXT_REQUIREMENTS] = "requirements",
    [SCHOOL_TEXT_HELP] = "help",
};

/* The texts that stand until the school has its own. */
static void default_texts(struct school *s)
{
    static json_t *texts; /* parsed once, kept for ever */

    if (!texts)
        texts = json_loadb((const char *)data_texts_zh_json.at,
                           data_texts_zh_json.len, 0, NULL);
    CHECK(texts);
    for (int i = 0; i < SCHOOL_TEXTS; i++) {
        const json_t *text = json_object_get(texts, TEXT_NAMES[i]);

        s->texts[i].version =
            json_string_value(json_object_get(text, "version"));
        s->texts[i].body = json_string_value(json_object_get(text, "body"));
    }
}

static struct school *school_new(const char *code)
{
    struct school *s = must_alloc(sizeof *s);

    strncpy(s->code, code, sizeof s->code - 1);
    s->name = "";
    s->registry = "chsi";
    s->season = "";
    s->background = "blue";
    s->policy = policy_default();
    default_texts(s);
    return s;
}

static int read_all(struct school_reader *r)
{
    const char *name;
    json_t *member;

    if (!json_is_object(r->school->json))
        return school_complain(r, "school", "a JSON object is wanted");
    json_object_foreach(r->school->json, name, member)
    {
        if (school_read_member(r, name, member) < 0)
            return -EINVAL;
    }
    if (!r->school->name[0])
        return school_complain(r, "name", "a school has a name");
    r->school->schedule.open_min = r->school->policy.open_min;
    r->school->schedule.close_min = r->school->policy.close_min;
    return 0;
}

int school_parse(const char *code, struct bytes json, struct school **ret,
                 char ret_error[SCHOOL_ERROR_SIZE])
{
    _cleanup_(school_freep) struct school *s = school_new(code);
    struct school_reader reader = {.school = s, .error = ret_error};
    json_error_t error;

    if (!text_is_digits(bytes_of_text(code), 5))
        return school_complain(&reader, "code", "five digits are wanted");
    s->json = json_loadb((const char *)json.at, json.len,
                         JSON_REJECT_DUPLICATES, &error);
    if (!s->json)
        return school_complain(&reader, "JSON", error.text);
    if (read_all(&reader) < 0)
        return -EINVAL;
    *ret = steal(&s);
    return 0;
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
    const json_t *set = school->rule_set;
    const char *preset =
        json_is_string(set) ? json_string_value(set) : "diploma";

    if (!json_is_object(set)) {
        struct bytes json = ruleset_preset(preset);

        return json.len ? buf_add(ret, json.at, json.len) : 0;
    }
    text = json_dumps(set, JSON_INDENT(1));
    return buf_add_text(ret, text ? text : "");
}

bool school_text_of(const char *name, enum school_text *ret)
{
    for (int i = 0; i < SCHOOL_TEXTS; i++) {
        if (strcmp(name, TEXT_NAMES[i]) == 0) {
            *ret = (enum school_text)i;
            return true;
        }
    }
    return false;
}
