#ifndef SANDBOX_WECHAT_H
#define SANDBOX_WECHAT_H

/*
 * wechat - the part of WeChat's interface for servers that a mini-program's
 * server needs, in memory only.
 *
 *   wechat        who is it, the access token, subscription messages; answers
 *                 have status 200 and an errcode, as the real ones
 *   wechat_desk   what a person or a test presses: /sandbox/wechat/...
 *
 * The appid is PAY_APPID, its secret is keygen's KEY_WECHAT_SECRET.  A message
 * that was taken is shown among the others (message.h): {id, to: openid, text,
 * template_id, page, data, miniprogram_state, lang}.
 */

#include "sandbox/json.h"
#include "sandbox/web.h"

#define WECHAT_CODES_MAX 256 /* older ones are forgotten */
#define WECHAT_SECRET_SIZE 128
#define WECHAT_ID_SIZE 129

enum wechat_call { WECHAT_SESSION, WECHAT_TOKEN, WECHAT_SEND, WECHAT_CALLS };

struct wechat_code {
    char js_code[WECHAT_ID_SIZE]; /* "": none */
    char openid[WECHAT_ID_SIZE];
    bool is_used;
};

struct wechat {
    char secret[WECHAT_SECRET_SIZE];
    struct wechat_code codes[WECHAT_CODES_MAX]; /* a ring */
    size_t codes_made;
    char token[65]; /* "": none yet */
    json_int_t token_life_s;
    struct {
        json_int_t errcode; /* what the next `times` calls are answered with */
        json_int_t times;
        json_int_t made; /* calls ever */
    } calls[WECHAT_CALLS];
};

/* NULL when the secret cannot be read from the folder. */
struct wechat *wechat_new(const char *keys);
struct wechat *wechat_free(struct wechat *wechat); /* NULL */

/* ctx of all: struct sandbox */
web_handler wechat_session, wechat_stable_token, wechat_subscribe_send;

/* POST /sandbox/wechat/codes {openid}: 201 {js_code, openid}, as wx.login()
 * gives one; without an openid somebody new.
 *
 * POST /sandbox/wechat/mode {call: "session", "token" or "send", errcode,
 * times} and {token_life_s}, {token_over: true}, each may be left out: 200 with
 * the number of calls of each kind so far. */
web_handler wechat_desk_code, wechat_desk_mode;

#endif
