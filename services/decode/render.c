#include "decode/render.h"

#include "core/check.h"
#include "core/text.h"

#include <jansson.h>

static json_t *ticket_json(const struct ticket *t)
{
    char recipient[2 * TICKET_KEY_ID_SIZE + 1];

    text_hex((struct bytes){t->recipient_key_id, sizeof t->recipient_key_id},
             recipient);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:I, s:I, s:s}",
                     "ticket_id", t->ticket_id.at,                      //
                     "student_uid", t->student_uid.at,                  //
                     "name_masked", t->name_masked.at,                  //
                     "id_masked", t->id_masked.at,                      //
                     "school_code", t->school_code.at,                  //
                     "campus", t->campus.at,                            //
                     "graduation_year", (json_int_t)t->graduation_year, //
                     "level", t->level.at,                              //
                     "issued_at", (json_int_t)t->issued_at_s,           //
                     "expires_at", (json_int_t)t->expires_at_s,         //
                     "recipient_key_id", recipient);
}

char *render_verdict(int refusal, const struct ticket *t)
{
    const char *result = refusal ? code_refusal_name(refusal) : "ok";
    json_t *line = json_pack("{s:s}", "result", result);
    char *text;

    CHECK(line);
    if (refusal == 0)
        CHECK(json_object_set_new(line, "ticket", ticket_json(t)) == 0);
    text = json_dumps(line, JSON_COMPACT | JSON_PRESERVE_ORDER);
    json_decref(line);
    CHECK(text);
    return text;
}
