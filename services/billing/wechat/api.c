#include "billing/wechat/api.h"

#include <stdio.h>
#include <string.h>

/* ---- requests ---- */

/* What stands in an address as it is (RFC 3986: unreserved). */
static bool is_plain(const char *text, size_t most)
{
    size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.~-");

    return len >= 1 && len <= most && text[len] == '\0';
}

bool wechat_is_code(const char *js_code)
{
    return is_plain(js_code, WECHAT_CODE_MAX);
}

bool wechat_is_token(const char *token)
{
    return is_plain(token, WECHAT_TOKEN_SIZE - 1);
}

static bool fits(int written)
{
    return written >= 0 && written < WECHAT_URL_SIZE;
}

bool wechat_session_url(const struct wechat_app *app, const char *js_code,
                        char ret[WECHAT_URL_SIZE])
{
    return fits(snprintf(ret, WECHAT_URL_SIZE,
                         "%s/sns/jscode2session?appid=%s&secret=%s&js_code=%s"
                         "&grant_type=authorization_code",
                         app->url, app->appid, app->secret, js_code));
}

bool wechat_token_url(const struct wechat_app *app, char ret[WECHAT_URL_SIZE])
{
    return fits(
        snprintf(ret, WECHAT_URL_SIZE, "%s/cgi-bin/stable_token", app->url));
}

bool wechat_send_url(const struct wechat_app *app, const char *token,
                     char ret[WECHAT_URL_SIZE])
{
    return fits(snprintf(ret, WECHAT_URL_SIZE,
                         "%s/cgi-bin/message/subscribe/send?access_token=%s",
                         app->url, token));
}

json_t *wechat_token_body(const struct wechat_app *app, bool is_forced)
{
    return json_pack("{s:s, s:s, s:s, s:b}", "grant_type", "client_credential",
                     "appid", app->appid, "secret", app->secret,
                     "force_refresh", is_forced);
}

json_t *wechat_message_body(const struct wechat_message *m)
{
    json_t *data = template_fill(m->template, &m->facts);
    json_t *body;

    if (!data)
        return NULL;
    body = json_pack("{s:s, s:s, s:o, s:s, s:s}", "touser", m->openid,
                     "template_id", m->template->id, "data", data,
                     "miniprogram_state", m->state, "lang", "zh_CN");
    if (body && *m->page)
        (void)json_object_set_new(body, "page", json_string(m->page));
    return body;
}

/* ---- answers ---- */

static const struct {
    json_int_t errcode;
    enum wechat_verdict verdict;
} ERRCODES[] = {
    {0, WECHAT_DONE},           {-1, WECHAT_AWAY}, /* busy */
    {40001, WECHAT_TOKEN_OVER},                    /* not the latest token */
    {40014, WECHAT_TOKEN_OVER},                    /* no token */
    {42001, WECHAT_TOKEN_OVER},                    /* too old */
    {40029, WECHAT_CODE_BAD}, /* unknown, or older than 5 minutes */
    {40163, WECHAT_CODE_BAD}, /* used up */
    {40226, WECHAT_CODE_BAD}, /* an account that WeChat holds for a danger */
    {43101, WECHAT_UNWANTED}, /* refused, or the subscription is used up */
    {45009, WECHAT_AWAY},     /* over the day's quota */
    {45011, WECHAT_AWAY},     /* over the minute's */
};

struct wechat_answer wechat_judge(int status, const json_t *answer)
{
    struct wechat_answer a = {
        WECHAT_IMPOSSIBLE,
        json_integer_value(json_object_get(answer, "errcode"))};

    /* An answer that is not WeChat's own: of a proxy, of a balancer. */
    if (status != 200 || !json_is_object(answer)) {
        a.verdict = WECHAT_AWAY;
        return a;
    }
    for (size_t i = 0; i < sizeof ERRCODES / sizeof *ERRCODES; i++) {
        if (ERRCODES[i].errcode == a.errcode)
            a.verdict = ERRCODES[i].verdict;
    }
    return a;
}
