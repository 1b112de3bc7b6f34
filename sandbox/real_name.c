#include "sandbox/real_name.h"

#include "sandbox/json.h"
#include "sandbox/serve.h"

#include <string.h>

enum { SAME, OTHER, UNKNOWN, AWAY, ANSWERS };

static const char *const NAMES[ANSWERS] = {
    [SAME] = "same", [OTHER] = "other", [UNKNOWN] = "unknown", [AWAY] = "away"};

void real_name_answer(void *ctx, const struct web_request *request,
                      struct web_reply *reply)
{
    struct real_name_desk *desk = &((struct sandbox *)ctx)->real_name;
    json_t *question = json_of(request->body);
    bool is_whole =
        *json_text(question, "student_uid") && *json_text(question, "photo");

    json_decref(question);
    desk->asked++;
    if (!is_whole)
        web_reply_json(reply, 422, json_pack("{ss}", "code", "incomplete"));
    else if (desk->answer == AWAY)
        web_reply_json(reply, 503, json_pack("{ss}", "code", "away"));
    else
        web_reply_json(reply, 200,
                       json_pack("{ss}", "answer", NAMES[desk->answer]));
}

void real_name_set(void *ctx, const struct web_request *request,
                   struct web_reply *reply)
{
    struct real_name_desk *desk = &((struct sandbox *)ctx)->real_name;
    json_t *wish = json_of(request->body);
    int i = 0;

    while (i < ANSWERS && strcmp(json_text(wish, "answer"), NAMES[i]) != 0)
        i++;
    json_decref(wish);
    if (i == ANSWERS) {
        web_reply_json(reply, 422, json_pack("{ss}", "code", "incomplete"));
        return;
    }
    desk->answer = i;
    real_name_get(ctx, request, reply);
}

void real_name_get(void *ctx, const struct web_request *request,
                   struct web_reply *reply)
{
    const struct real_name_desk *desk = &((struct sandbox *)ctx)->real_name;

    (void)request;
    web_reply_json(reply, 200,
                   json_pack("{ss sI}", "answer", NAMES[desk->answer], "asked",
                             (json_int_t)desk->asked));
}
