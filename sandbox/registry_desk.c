#include "sandbox/registry.h"
#include "sandbox/serve.h"

#include <string.h>

static const char *const NAMES[REGISTRY_MODES] = {
    [REGISTRY_NORMAL] = "normal",
    [REGISTRY_DOWN] = "down",
    [REGISTRY_CLOSED] = "closed",
    [REGISTRY_CUT_BEFORE] = "cut_before",
    [REGISTRY_CUT_AFTER] = "cut_after",
    [REGISTRY_FAIL_AFTER] = "fail_after",
    [REGISTRY_PROCESSING] = "processing",
    [REGISTRY_FORGED] = "forged",
    [REGISTRY_SLOW] = "slow",
};

bool registry_misbehaves(struct registry *registry, enum registry_mode mode)
{
    if (registry->mode != mode || registry->times <= 0)
        return false;
    registry->times--;
    return true;
}

static enum registry_mode mode_of(const char *name)
{
    int mode = REGISTRY_NORMAL;

    while (mode < REGISTRY_MODES && strcmp(NAMES[mode], name) != 0)
        mode++;
    return (enum registry_mode)mode;
}

/* {"mode":"cut_after","times":3,"refuse_every":10}: all may be left out. */
void registry_desk(void *ctx, const struct web_request *request,
                   struct web_reply *reply)
{
    struct registry *registry = ((struct sandbox *)ctx)->registry;
    const char *name = "normal";
    json_int_t times = INT32_MAX, refuse_every = 0, delay_ms = 60000;
    json_t *wish =
        json_loadb((const char *)request->body.at, request->body.len, 0, NULL);
    enum registry_mode mode = REGISTRY_MODES;

    if (registry && wish &&
        json_unpack(wish, "{s?s, s?I, s?I, s?I}", "mode", &name, "times",
                    &times, "refuse_every", &refuse_every, "delay_ms",
                    &delay_ms) == 0)
        mode = mode_of(name);
    json_decref(wish);
    if (mode == REGISTRY_MODES) {
        web_reply_json(reply, 422, json_pack("{s:s}", "error", "no_such_mode"));
        return;
    }
    registry->mode = mode;
    registry->times = times;
    registry->refuse_every = refuse_every;
    registry->delay_ms = delay_ms;
    web_reply_json(reply, 200,
                   json_pack("{s:s, s:I, s:I}", "mode", NAMES[mode], "times",
                             times, "refuse_every", refuse_every));
}
