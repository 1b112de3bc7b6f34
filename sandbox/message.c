#include "sandbox/message.h"

#include "core/check.h"
#include "core/time.h"
#include "sandbox/serve.h"

#include <string.h>

struct messages {
    json_t *sent[MESSAGES_MAX]; /* a ring */
    size_t count;               /* ever */
};

struct messages *messages_new(void)
{
    return must_alloc(sizeof(struct messages));
}

struct messages *messages_free(struct messages *messages)
{
    for (size_t i = 0; messages && i < MESSAGES_MAX; i++)
        json_decref(messages->sent[i]);
    free(messages);
    return NULL;
}

static bool has(const struct messages *messages, const char *id)
{
    for (size_t i = 0; i < MESSAGES_MAX; i++) {
        if (strcmp(json_text(messages->sent[i], "id"), id) == 0)
            return true;
    }
    return false;
}

void messages_show(struct messages *messages, json_t *message)
{
    json_t **place = &messages->sent[messages->count++ % MESSAGES_MAX];

    (void)json_object_set_new(message, "at", pay_moment(0));
    json_decref(*place);
    *place = message;
}

void message_send(void *ctx, const struct web_request *request,
                  struct web_reply *reply)
{
    struct sandbox *sandbox = ctx;
    json_t *message = json_of(request->body);

    if (!*json_text(message, "id") || !*json_text(message, "to") ||
        !*json_text(message, "text")) {
        json_decref(message);
        web_reply_json(reply, 422, json_pack("{ss}", "code", "incomplete"));
        return;
    }
    if (has(sandbox->messages, json_text(message, "id"))) {
        json_decref(message);
    } else {
        messages_show(sandbox->messages, message);
    }
    web_reply_json(reply, 202, json_object());
}

void message_list(void *ctx, const struct web_request *request,
                  struct web_reply *reply)
{
    const struct messages *messages = ((struct sandbox *)ctx)->messages;
    const char *to = web_query(request, "to");
    json_t *list = json_array();
    size_t n = messages->count < MESSAGES_MAX ? messages->count : MESSAGES_MAX;

    for (size_t i = 1; i <= n; i++) {
        json_t *m = messages->sent[(messages->count - i) % MESSAGES_MAX];

        if (!to || strcmp(json_text(m, "to"), to) == 0)
            (void)json_array_append(list, m);
    }
    web_reply_json(reply, 200, json_pack("{so}", "messages", list));
}
