#include "model/school_read.h"

#include "core/check.h"
#include "model/data.h"

#include <string.h>

static const char *const TEXT_NAMES[SCHOOL_TEXTS] = {
    [SCHOOL_TEXT_NOTICE] = "notice",
    [SCHOOL_TEXT_PRECAUTIONS] = "precautions",
    [SCHOOL_TEXT_CONSENT] = "consent",
    [SCHOOL_TEXT_REQUIREMENTS] = "requirements",
    [SCHOOL_TEXT_HELP] = "help",
};

void school_default_texts(struct school *s)
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
