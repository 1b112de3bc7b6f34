#ifndef SANDBOX_JSON_H
#define SANDBOX_JSON_H

/*
 * json - shorthands for JSON that came from outside: a member that is missing
 * or of another type reads as empty or 0.
 */

#include "core/bytes.h"

#include <jansson.h>

/* NULL for what is no JSON; free with json_decref. */
static inline json_t *json_of(struct bytes text)
{
    return json_loadb((const char *)text.at, text.len, 0, NULL);
}

static inline const char *json_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static inline int64_t json_number(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

/* For _cleanup_. */
static inline void json_freep(json_t **object)
{
    json_decref(*object);
    *object = NULL;
}

#endif
