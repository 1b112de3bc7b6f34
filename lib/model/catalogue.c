#include "model/catalogue.h"

#include "core/check.h"
#include "model/data.h"

#include <jansson.h>

/* Read once from the compiled-in text and kept until the process ends: a
 * malformed one is our own bug, and the unit test reads every entry. */
static const json_t *catalogue(void)
{
    static json_t *read;

    if (!read)
        read =
            json_loadb((const char *)data_findings_zh_json.at,
                       data_findings_zh_json.len, JSON_REJECT_DUPLICATES, NULL);
    CHECK(json_is_object(read));
    return read;
}

struct catalogue_entry catalogue_of(enum finding_code code)
{
    const json_t *texts = json_object_get(catalogue(), finding_name(code));
    struct catalogue_entry entry = {
        .message = json_string_value(json_array_get(texts, 0)),
        .advice = json_string_value(json_array_get(texts, 1)),
        .measure = json_string_value(json_array_get(texts, 2)),
    };

    CHECK(entry.message && entry.advice && entry.measure);
    return entry;
}
