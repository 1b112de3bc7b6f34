#include "ingest/member.h"

#include "ingest/call.h"

#include <stdio.h>

static bool refuse(struct call *c, const char *name)
{
    char detail[80];
    json_t *extra;

    (void)snprintf(detail, sizeof detail, "%.40s 须为文字（JSON 字符串）。",
                   name);
    extra = json_pack("{s:s}", "detail", detail);
    call_problem_with(c, 422, "request_invalid", extra);
    json_decref(extra);
    return false;
}

bool member_is_text(struct call *c, const char *name)
{
    return json_is_string(json_object_get(c->json, name)) || refuse(c, name);
}

bool member_may_be_text(struct call *c, const char *name)
{
    const json_t *value = json_object_get(c->json, name);

    return !value || json_is_null(value) || json_is_string(value) ||
           refuse(c, name);
}
