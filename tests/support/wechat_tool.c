/*
 * wechat_tool - stage notify's WeChat client without a queue, for tests that
 * judge it from outside: one JSON line in, one out.
 *
 * in   {"js_code": ...}                          who is it?
 *      {"openid", "payment": bool, "status", "note", "order_no", "at_ms",
 *       "amount_fen"}                            a message
 * out  {verdict, errcode, openid}
 *
 * Configured like tucai-billing, by TUCAI_WECHAT_* and TUCAI_WECHATPAY_APPID.
 */
#include "billing/wechat/client.h"
#include "core/check.h"
#include "core/cleanup.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

struct tool_config {
    struct wechat_config wechat;
    const char *appid;
};

static const struct config_entry CONFIG[] = {
    WECHAT_CONFIG_ENTRIES(struct tool_config, wechat),
    {"TUCAI_WECHATPAY_APPID", CONFIG_TEXT, offsetof(struct tool_config, appid),
     NULL, 0, 0, "", "Our app's id."},
};

static const char *text(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));

    return value ? value : "";
}

static struct wechat_answer send(struct wechat *wechat, const json_t *in)
{
    const struct template_facts facts = {
        .status = text(in, "status"),
        .note = text(in, "note"),
        .order_no = text(in, "order_no"),
        .at_ms = json_integer_value(json_object_get(in, "at_ms")),
        .amount_fen = json_integer_value(json_object_get(in, "amount_fen")),
    };
    bool is_payment = json_is_true(json_object_get(in, "payment"));

    return wechat_send(wechat, text(in, "openid"),
                       wechat_template(wechat, is_payment), &facts);
}

static void answer(struct wechat *wechat, const json_t *in)
{
    static const char *const VERDICTS[] = {
        [WECHAT_DONE] = "done",
        [WECHAT_AWAY] = "away",
        [WECHAT_TOKEN_OVER] = "token_over",
        [WECHAT_UNWANTED] = "unwanted",
        [WECHAT_CODE_BAD] = "code_bad",
        [WECHAT_IMPOSSIBLE] = "impossible",
    };
    char openid[WECHAT_OPENID_SIZE] = "";
    const char *js_code = json_string_value(json_object_get(in, "js_code"));
    struct wechat_answer a =
        js_code ? wechat_exchange(wechat, js_code, openid) : send(wechat, in);
    json_t *out = json_pack("{ss sI ss}", "verdict", VERDICTS[a.verdict],
                            "errcode", a.errcode, "openid", openid);

    CHECK(out && json_dumpf(out, stdout, JSON_COMPACT) == 0);
    (void)putchar('\n');
    (void)fflush(stdout);
    json_decref(out);
}

int main(void)
{
    struct tool_config config;
    struct wechat *wechat = NULL;
    char line[8192];

    if (config_load(CONFIG, sizeof CONFIG / sizeof *CONFIG, &config) < 0 ||
        wechat_new(&config.wechat, config.appid, &wechat) < 0 || !wechat)
        return 1;
    while (fgets(line, sizeof line, stdin)) {
        json_t *in = json_loads(line, 0, NULL);

        CHECK(in);
        answer(wechat, in);
        json_decref(in);
    }
    wechat_free(wechat);
    return 0;
}
