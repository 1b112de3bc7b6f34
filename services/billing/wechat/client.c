#include "billing/wechat/client.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"
#include "net/http_client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CONNECT_MS = 2000,
    TOTAL_MS = 4000, /* four of them, the most of a job, fit its deadline */
    ANSWER_MAX = 65536,
    SECRET_SIZE = 129,
    MARGIN_MS = 300000, /* before a token's end; of a short life half of it */
    LIFE_MAX_S = 86400,
};

struct wechat {
    struct wechat_app app;
    char secret[SECRET_SIZE];
    const char *page, *state;
    struct template photo, payment;
    struct http_client *http;
    char token[WECHAT_TOKEN_SIZE]; /* "": none */
    int64_t token_end_ms;          /* on the steady clock */
};

/* ---- configuration ---- */

/* One line; what WeChat gives out are 32 letters and digits. */
static int read_secret(const char *path, char ret[SECRET_SIZE])
{
    _cleanup_(fclosep) FILE *f = fopen(path, "re");
    size_t len;

    if (!f)
        return -errno;
    len = fread(ret, 1, SECRET_SIZE - 1, f);
    ret[len] = '\0';
    ret[strcspn(ret, "\r\n")] = '\0';
    return wechat_is_code(ret) ? 0 : -EINVAL;
}

static bool is_state(const char *state)
{
    return strcmp(state, "formal") == 0 || strcmp(state, "trial") == 0 ||
           strcmp(state, "developer") == 0;
}

static int configure(struct wechat *w, const struct wechat_config *config)
{
    const struct http_client_config limits = {.connect_ms = CONNECT_MS,
                                              .total_ms = TOTAL_MS};
    int r = read_secret(config->secret_file, w->secret);

    if (r == 0)
        r = template_parse(config->photo_template, &w->photo);
    if (r == 0)
        r = template_parse(config->payment_template, &w->payment);
    if (r == 0 && !is_state(config->state))
        r = -EINVAL;
    return r == 0 ? http_client_new(&limits, &w->http) : r;
}

int wechat_new(const struct wechat_config *config, const char *appid,
               struct wechat **ret)
{
    struct wechat *w;
    int r;

    *ret = NULL;
    if (!*config->secret_file)
        return 0;
    w = must_alloc(sizeof *w);
    w->app = (struct wechat_app){config->url, appid, w->secret};
    w->page = config->page;
    w->state = config->state;
    r = configure(w, config);
    if (r < 0)
        wechat_free(w);
    else
        *ret = w;
    return r;
}

struct wechat *wechat_free(struct wechat *w)
{
    if (!w)
        return NULL;
    http_client_free(w->http);
    explicit_bzero(w, sizeof *w);
    free(w);
    return NULL;
}

/* ---- one call ---- */

static void json_freep(json_t **json)
{
    json_decref(*json);
}

/* body: taken; NULL for a GET.  *ret is NULL unless it was JSON. */
static struct wechat_answer call(struct wechat *w, const char *url,
                                 json_t *body, json_t **ret)
{
    _cleanup_(http_answer_done) struct http_answer answer = HTTP_ANSWER_INIT;
    _cleanup_(freep) char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    struct http_request request = {
        .method = text ? "POST" : "GET", .url = url, .answer_max = ANSWER_MAX};
    int r;

    json_decref(body);
    if (text) {
        request.headers[0] = "Content-Type: application/json";
        request.body = bytes_of_text(text);
    }
    r = http_client_send(w->http, &request, &answer);
    *ret = r == 0 ? json_loadb((const char *)answer.body.at, answer.body.len, 0,
                               NULL)
                  : NULL;
    return wechat_judge(r == 0 ? answer.status : 0, *ret);
}

static const char *member(const json_t *answer, const char *name)
{
    const char *text = json_string_value(json_object_get(answer, name));

    return text ? text : "";
}

struct wechat_answer wechat_exchange(struct wechat *w, const char *js_code,
                                     char ret_openid[WECHAT_OPENID_SIZE])
{
    _cleanup_(json_freep) json_t *said = NULL;
    char url[WECHAT_URL_SIZE];
    struct wechat_answer answer = {WECHAT_CODE_BAD, 0};
    const char *openid;

    if (!wechat_is_code(js_code) || !wechat_session_url(&w->app, js_code, url))
        return answer;
    answer = call(w, url, NULL, &said);
    openid = member(said, "openid");
    if (answer.verdict != WECHAT_DONE)
        return answer;
    if (!*openid || strlen(openid) >= WECHAT_OPENID_SIZE)
        answer.verdict = WECHAT_AWAY;
    else
        memcpy(ret_openid, openid, strlen(openid) + 1);
    return answer;
}

/* ---- the access token ---- */

static int64_t kept_ms(int64_t life_ms)
{
    return life_ms > 2 * MARGIN_MS ? life_ms - MARGIN_MS : life_ms / 2;
}

static struct wechat_answer ask_token(struct wechat *w, bool is_forced)
{
    _cleanup_(json_freep) json_t *said = NULL;
    char url[WECHAT_URL_SIZE];
    struct wechat_answer answer = {WECHAT_IMPOSSIBLE, 0};
    int64_t life_s;
    const char *token;

    if (!wechat_token_url(&w->app, url))
        return answer;
    answer = call(w, url, wechat_token_body(&w->app, is_forced), &said);
    token = member(said, "access_token");
    life_s = json_integer_value(json_object_get(said, "expires_in"));
    if (answer.verdict != WECHAT_DONE)
        return answer;
    if (!wechat_is_token(token) || life_s <= 0 || life_s > LIFE_MAX_S) {
        answer.verdict = WECHAT_AWAY;
        return answer;
    }
    memcpy(w->token, token, strlen(token) + 1);
    w->token_end_ms = time_mono_ms() + kept_ms(life_s * TIME_MS_PER_S);
    return answer;
}

static struct wechat_answer need_token(struct wechat *w)
{
    if (w->token[0] && time_mono_ms() < w->token_end_ms)
        return (struct wechat_answer){WECHAT_DONE, 0};
    return ask_token(w, false);
}

static struct wechat_answer replace_token(struct wechat *w)
{
    char old[WECHAT_TOKEN_SIZE];
    struct wechat_answer answer;

    memcpy(old, w->token, sizeof old);
    answer = ask_token(w, false);
    if (answer.verdict == WECHAT_DONE && strcmp(old, w->token) == 0)
        answer = ask_token(w, true);
    if (answer.verdict != WECHAT_DONE)
        w->token[0] = '\0'; /* whoever comes next asks again */
    return answer;
}

/* ---- a message ---- */

const struct template *wechat_template(const struct wechat *w, bool is_payment)
{
    return is_payment ? &w->payment : &w->photo;
}

static struct wechat_answer send(struct wechat *w,
                                 const struct wechat_message *message)
{
    _cleanup_(json_freep) json_t *said = NULL;
    json_t *body = wechat_message_body(message);
    char url[WECHAT_URL_SIZE];

    if (!body || !wechat_send_url(&w->app, w->token, url)) {
        json_decref(body);
        return (struct wechat_answer){WECHAT_IMPOSSIBLE, 0};
    }
    return call(w, url, body, &said);
}

struct wechat_answer wechat_send(struct wechat *w, const char *openid,
                                 const struct template *template,
                                 const struct template_facts *facts)
{
    const struct wechat_message message = {openid, template, *facts, w->page,
                                           w->state};
    struct wechat_answer answer = need_token(w);

    if (answer.verdict != WECHAT_DONE)
        return answer;
    answer = send(w, &message);
    if (answer.verdict != WECHAT_TOKEN_OVER)
        return answer;
    answer = replace_token(w);
    if (answer.verdict == WECHAT_DONE)
        answer = send(w, &message);
    if (answer.verdict == WECHAT_TOKEN_OVER)
        answer.verdict = WECHAT_AWAY; /* it was taken from us meanwhile */
    return answer;
}
