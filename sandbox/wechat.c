#include "sandbox/wechat.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "sandbox/key_names.h"
#include "sandbox/serve.h"

#include <stdio.h>
#include <string.h>

enum {
    ERR_BUSY = -1,
    ERR_TOKEN = 40001,
    ERR_OPENID = 40003,
    ERR_APPID = 40013,
    ERR_CODE = 40029,
    ERR_TEMPLATE = 40037,
    ERR_SECRET = 40125,
    ERR_CODE_USED = 40163,
    ERR_GRANT_TYPE = 40002,
    ERR_ARGUMENT = 47003,
    LIFE_S = 7200,
};

struct wechat *wechat_new(const char *keys)
{
    struct wechat *w = must_alloc(sizeof *w);
    char path[512];
    _cleanup_(fclosep) FILE *f = NULL;

    (void)snprintf(path, sizeof path, "%s/" KEY_WECHAT_SECRET, keys);
    f = fopen(path, "re");
    if (!f || !fgets(w->secret, sizeof w->secret, f)) {
        (void)fprintf(stderr, "no %s\n", path);
        return wechat_free(w);
    }
    w->secret[strcspn(w->secret, "\n")] = '\0';
    w->token_life_s = LIFE_S;
    return w;
}

struct wechat *wechat_free(struct wechat *wechat)
{
    free(wechat);
    return NULL;
}

/* ---- answers ---- */

static void say_error(struct web_reply *reply, json_int_t errcode)
{
    web_reply_json(reply, 200,
                   json_pack("{sI ss}", "errcode", errcode, "errmsg",
                             errcode == ERR_BUSY ? "system error"
                                                 : "refused by the sandbox"));
}

/* True when the desk wants this call to fail; it is answered then. */
static bool misbehaves(struct wechat *w, enum wechat_call call,
                       struct web_reply *reply)
{
    w->calls[call].made++;
    if (w->calls[call].times <= 0)
        return false;
    w->calls[call].times--;
    say_error(reply, w->calls[call].errcode);
    return true;
}

/* 0: it is our mini-program. */
static json_int_t fault_of_app(const struct wechat *w, const char *appid,
                               const char *secret)
{
    if (!appid || strcmp(appid, PAY_APPID) != 0)
        return ERR_APPID;
    return !secret || strcmp(secret, w->secret) != 0 ? ERR_SECRET : 0;
}

/* ---- GET /sns/jscode2session ---- */

static struct wechat_code *find_code(struct wechat *w, const char *js_code)
{
    for (size_t i = 0; js_code && *js_code && i < WECHAT_CODES_MAX; i++) {
        if (strcmp(w->codes[i].js_code, js_code) == 0)
            return &w->codes[i];
    }
    return NULL;
}

static void give_session(struct wechat_code *code, struct web_reply *reply)
{
    char session_key[33];

    random_id(session_key, 16);
    code->is_used = true;
    web_reply_json(reply, 200,
                   json_pack("{ss ss}", "openid", code->openid, "session_key",
                             session_key));
}

void wechat_session(void *ctx, const struct web_request *request,
                    struct web_reply *reply)
{
    struct wechat *w = ((struct sandbox *)ctx)->wechat;
    const char *grant_type = web_query(request, "grant_type");
    struct wechat_code *code = find_code(w, web_query(request, "js_code"));
    json_int_t fault = fault_of_app(w, web_query(request, "appid"),
                                    web_query(request, "secret"));

    if (misbehaves(w, WECHAT_SESSION, reply))
        return;
    if (!fault &&
        (!grant_type || strcmp(grant_type, "authorization_code") != 0))
        fault = ERR_GRANT_TYPE;
    if (!fault && !code)
        fault = ERR_CODE;
    if (!fault && code->is_used)
        fault = ERR_CODE_USED;
    if (fault)
        say_error(reply, fault);
    else
        give_session(code, reply);
}

/* ---- POST /cgi-bin/stable_token ---- */

void wechat_stable_token(void *ctx, const struct web_request *request,
                         struct web_reply *reply)
{
    struct wechat *w = ((struct sandbox *)ctx)->wechat;
    _cleanup_(json_freep) json_t *asked = json_of(request->body);
    json_int_t fault =
        fault_of_app(w, json_text(asked, "appid"), json_text(asked, "secret"));

    if (misbehaves(w, WECHAT_TOKEN, reply))
        return;
    if (!fault &&
        strcmp(json_text(asked, "grant_type"), "client_credential") != 0)
        fault = ERR_GRANT_TYPE;
    if (fault) {
        say_error(reply, fault);
        return;
    }
    if (!w->token[0] || json_is_true(json_object_get(asked, "force_refresh")))
        random_id(w->token, 32);
    web_reply_json(reply, 200,
                   json_pack("{ss sI}", "access_token", w->token, "expires_in",
                             w->token_life_s));
}

/* ---- POST /cgi-bin/message/subscribe/send ---- */

/* The limits of WeChat's kinds of field, in characters. */
static const struct {
    const char *kind;
    size_t most;
} KINDS[] = {
    {"thing", 20},
    {"number", 32},
    {"letter", 32},
    {"symbol", 5},
    {"character_string", 32},
    {"time", 32},
    {"date", 32},
    {"amount", 16},
    {"phone_number", 17},
    {"car_number", 8},
    {"name", 20},
    {"phrase", 5},
};

static size_t characters(const char *text)
{
    size_t n = 0;

    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

static bool is_field(const char *name, const json_t *field)
{
    size_t length = characters(json_text(field, "value"));
    size_t stem = strcspn(name, "0123456789");

    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        if (strlen(KINDS[i].kind) == stem && name[stem] &&
            memcmp(KINDS[i].kind, name, stem) == 0)
            return length >= 1 && length <= KINDS[i].most;
    }
    return false;
}

/* 0: it can be shown. */
static json_int_t fault_of_message(const json_t *message)
{
    json_t *data = json_object_get(message, "data");
    const char *name;
    json_t *field;

    if (!*json_text(message, "touser"))
        return ERR_OPENID;
    if (!*json_text(message, "template_id"))
        return ERR_TEMPLATE;
    if (json_object_size(data) == 0)
        return ERR_ARGUMENT;
    json_object_foreach(data, name, field)
    {
        if (!is_field(name, field))
            return ERR_ARGUMENT;
    }
    return 0;
}

/* Its values, one behind the other: what a person would read. */
static json_t *text_of(json_t *data)
{
    char text[512] = "";
    const char *name;
    json_t *field;

    json_object_foreach(data, name, field)
    {
        size_t len = strlen(text);

        (void)snprintf(text + len, sizeof text - len, "%s%s", len ? " " : "",
                       json_text(field, "value"));
    }
    return json_string(text);
}

static void show(struct sandbox *sandbox, const json_t *message)
{
    json_t *shown = json_deep_copy(message);
    char id[33];

    random_id(id, 16);
    (void)json_object_del(shown, "touser");
    (void)json_object_set_new(shown, "id", json_string(id));
    (void)json_object_set_new(shown, "to",
                              json_string(json_text(message, "touser")));
    (void)json_object_set_new(shown, "text",
                              text_of(json_object_get(message, "data")));
    messages_show(sandbox->messages, shown);
}

void wechat_subscribe_send(void *ctx, const struct web_request *request,
                           struct web_reply *reply)
{
    struct sandbox *sandbox = ctx;
    struct wechat *w = sandbox->wechat;
    const char *token = web_query(request, "access_token");
    _cleanup_(json_freep) json_t *message = json_of(request->body);
    json_int_t fault = 0;

    if (misbehaves(w, WECHAT_SEND, reply))
        return;
    if (!token || !w->token[0] || strcmp(token, w->token) != 0)
        fault = ERR_TOKEN;
    if (!fault)
        fault = fault_of_message(message);
    if (fault) {
        say_error(reply, fault);
        return;
    }
    show(sandbox, message);
    web_reply_json(reply, 200,
                   json_pack("{si ss}", "errcode", 0, "errmsg", "ok"));
}
