#include "sandbox/registry.h"
#include "sandbox/serve.h"

/* Its mood from now on: registry_mood.h says what may be asked for. */
void registry_desk(void *ctx, const struct web_request *request,
                   struct web_reply *reply)
{
    struct registry *registry = ((struct sandbox *)ctx)->registry;
    json_t *wish =
        json_loadb((const char *)request->body.at, request->body.len, 0, NULL);

    if (registry && wish && registry_mood_read(wish, &registry->mood))
        web_reply_json(reply, 200, registry_mood_json(&registry->mood));
    else
        web_reply_json(reply, 422, json_pack("{s:s}", "error", "no_such_mode"));
    json_decref(wish);
}

/* What it has taken: `accepted_again` counts what must not be. */
void registry_count(void *ctx, const struct web_request *request,
                    struct web_reply *reply)
{
    const struct registry *registry = ((struct sandbox *)ctx)->registry;
    const char *submission = web_query(request, "submission");

    if (!registry)
        web_reply_json(reply, 404, json_pack("{s:s}", "error", "no_registry"));
    else if (submission)
        web_reply_json(reply, 200,
                       json_pack("{s:s, s:I}", "submission_id", submission,
                                 "accepted",
                                 (json_int_t)registry_book_times(registry->book,
                                                                 submission)));
    else
        web_reply_json(reply, 200, registry_book_sums(registry->book));
}
