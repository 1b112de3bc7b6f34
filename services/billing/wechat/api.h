#ifndef BILLING_WECHAT_API_H
#define BILLING_WECHAT_API_H

/*
 * api - WeChat's interface for servers as far as we use it: the addresses and
 * bodies of three calls, and what their answers mean.  Pure.
 *
 *   GET  /sns/jscode2session?appid&secret&js_code&grant_type
 *   POST /cgi-bin/stable_token
 *   POST /cgi-bin/message/subscribe/send?access_token
 *
 * Everything is answered with status 200; errcode says how it went.  Addresses
 * and bodies hold secrets: they go to nobody but WeChat, and into no log.
 */

#include "billing/wechat/template.h"
#include "core/bytes.h"

#include <stdbool.h>

#define WECHAT_URL_SIZE 1024
#define WECHAT_CODE_MAX 128 /* of a js_code */
#define WECHAT_OPENID_SIZE 129
#define WECHAT_TOKEN_SIZE 513

/* Who we are at WeChat. */
struct wechat_app {
    const char *url; /* "https://api.weixin.qq.com", no path */
    const char *appid;
    const char *secret;
};

/* A code is 1 to WECHAT_CODE_MAX of [A-Za-z0-9_.~-]: no other was ever given
 * out, and no other is put into an address. */
bool wechat_is_code(const char *js_code);

/* The same characters, 1 to WECHAT_TOKEN_SIZE - 1 of them. */
bool wechat_is_token(const char *token);

/* False when it does not fit. */
bool wechat_session_url(const struct wechat_app *app, const char *js_code,
                        char ret[WECHAT_URL_SIZE]);
bool wechat_token_url(const struct wechat_app *app, char ret[WECHAT_URL_SIZE]);
bool wechat_send_url(const struct wechat_app *app, const char *token,
                     char ret[WECHAT_URL_SIZE]);

/* is_forced: a new one, even if the last still counts. */
json_t *wechat_token_body(const struct wechat_app *app, bool is_forced);

struct wechat_message {
    const char *openid;
    const struct template *template;
    struct template_facts facts;
    const char *page;  /* that it opens; "": none */
    const char *state; /* formal, trial, developer */
};
/* NULL for what is no UTF-8. */
json_t *wechat_message_body(const struct wechat_message *message);

/* ---- answers ---- */

enum wechat_verdict {
    WECHAT_DONE,
    WECHAT_AWAY,       /* none came, busy, over its quota: later */
    WECHAT_TOKEN_OVER, /* the access token does not count any more */
    WECHAT_UNWANTED,   /* the person does not want this message (43101) */
    WECHAT_CODE_BAD,   /* js_code: unknown, used up, too old, blocked */
    WECHAT_IMPOSSIBLE, /* anything else: never, as it was asked */
};

struct wechat_answer {
    enum wechat_verdict verdict;
    json_int_t errcode;
};

/* status 0: none came.  answer: its JSON, NULL if it is none. */
struct wechat_answer wechat_judge(int status, const json_t *answer);

#endif
