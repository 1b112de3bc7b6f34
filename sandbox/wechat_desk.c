#include "sandbox/wechat.h"

#include "core/cleanup.h"
#include "core/random.h"
#include "sandbox/serve.h"

#include <stdio.h>
#include <string.h>

static const char *const CALLS[WECHAT_CALLS] = {"session", "token", "send"};

/* ---- wx.login() ---- */

void wechat_desk_code(void *ctx, const struct web_request *request,
                      struct web_reply *reply)
{
    struct wechat *w = ((struct sandbox *)ctx)->wechat;
    _cleanup_(json_freep) json_t *asked = json_of(request->body);
    struct wechat_code *code = &w->codes[w->codes_made++ % WECHAT_CODES_MAX];
    const char *openid = json_text(asked, "openid");

    memset(code, 0, sizeof *code);
    random_id(code->js_code, 16);
    if (*openid)
        (void)snprintf(code->openid, sizeof code->openid, "%s", openid);
    else
        random_id(code->openid, 14);
    web_reply_json(
        reply, 201,
        json_pack("{ss ss}", "js_code", code->js_code, "openid", code->openid));
}

/* ---- misbehaving ---- */

static enum wechat_call call_of(const char *name)
{
    int call = 0;

    while (call < WECHAT_CALLS && strcmp(CALLS[call], name) != 0)
        call++;
    return (enum wechat_call)call;
}

static json_t *calls_made(const struct wechat *w)
{
    json_t *made = json_object();

    for (size_t i = 0; i < WECHAT_CALLS; i++)
        (void)json_object_set_new(made, CALLS[i],
                                  json_integer(w->calls[i].made));
    return made;
}

/* As after 7,200 s: what was given out does not count any more. */
static void end_token(struct wechat *w)
{
    random_id(w->token, 32);
}

void wechat_desk_mode(void *ctx, const struct web_request *request,
                      struct web_reply *reply)
{
    struct wechat *w = ((struct sandbox *)ctx)->wechat;
    _cleanup_(json_freep) json_t *asked = json_of(request->body);
    const char *name = json_text(asked, "call");
    enum wechat_call call = call_of(name);

    if (*name && call == WECHAT_CALLS) {
        web_reply_json(reply, 422, json_pack("{ss}", "code", "no_such_call"));
        return;
    }
    if (call != WECHAT_CALLS) {
        w->calls[call].errcode = json_number(asked, "errcode");
        w->calls[call].times = json_number(asked, "times");
    }
    if (json_number(asked, "token_life_s") > 0)
        w->token_life_s = json_number(asked, "token_life_s");
    if (json_is_true(json_object_get(asked, "token_over")))
        end_token(w);
    web_reply_json(reply, 200, calls_made(w));
}
