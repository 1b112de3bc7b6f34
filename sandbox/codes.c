#include "sandbox/codes.h"

#include "core/base64.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"
#include "issue.h"
#include "sandbox/serve.h"
#include "symbol.h"

#include <string.h>

enum { VALID_S = 365 * 86400, MODULE_PX = 6, MARGIN = 4, CODE_MAX = 4096 };
enum { PNG_MAX = 1048576 };

static const char PNG_URL[] = "data:image/png;base64,";

static const char *text_or(const json_t *asked, const char *name,
                           const char *otherwise)
{
    const char *text = json_text(asked, name);

    return *text ? text : otherwise;
}

static struct issue_ticket ticket_of(const json_t *asked)
{
    int64_t now_ms = time_wall_ms(), year = json_number(asked, "year");

    return (struct issue_ticket){
        .student_uid = json_text(asked, "uid"),
        .school_code = json_text(asked, "school"),
        .name_masked = text_or(asked, "name", "张*三"),
        .id_masked = text_or(asked, "id", "3201**********1234"),
        .campus = json_text(asked, "campus"),
        .level = text_or(asked, "level", "本科"),
        .graduation_year =
            year > 0 ? (uint32_t)year : (uint32_t)time_local(now_ms).year,
        .issued_at_s = now_ms / TIME_MS_PER_S,
        .expires_at_s = now_ms / TIME_MS_PER_S + VALID_S,
    };
}

/* The symbol as a data URL, freed by the caller; NULL if none can be made. */
static char *picture_of(struct bytes code)
{
    _cleanup_(freep) struct symbol *symbol = must_alloc(sizeof *symbol);
    _cleanup_(buf_done) struct buf png = BUF_INIT(PNG_MAX);
    char *url;

    if (symbol_make(code, symbol) < 0 ||
        symbol_png(symbol, MODULE_PX, MARGIN, &png) < 0)
        return NULL;
    url = must_alloc(sizeof PNG_URL + BASE64_SIZE(png.len));
    memcpy(url, PNG_URL, sizeof PNG_URL - 1);
    base64_encode(buf_view(&png), url + sizeof PNG_URL - 1);
    return url;
}

static int make(const char *keys, const json_t *asked, struct buf *ret)
{
    struct issue_ticket ticket = ticket_of(asked);
    struct issuer *issuer;
    int r = issuer_open(keys, &issuer);

    if (r < 0)
        return r;
    r = issuer_make(issuer, &ticket, ret);
    issuer_free(issuer);
    return r;
}

void codes_make(void *ctx, const struct web_request *request,
                struct web_reply *reply)
{
    const struct sandbox *sandbox = ctx;
    _cleanup_(json_freep) json_t *asked = json_of(request->body);
    _cleanup_(buf_done) struct buf code = BUF_INIT(CODE_MAX);
    _cleanup_(freep) char *picture = NULL;

    if (!*json_text(asked, "uid") || strlen(json_text(asked, "school")) != 5) {
        web_reply_json(reply, 422, json_pack("{ss}", "code", "incomplete"));
        return;
    }
    if (make(sandbox->keys, asked, &code) == 0)
        picture = picture_of(buf_view(&code));
    if (picture)
        web_reply_json(reply, 201,
                       json_pack("{ss# ss}", "code", (const char *)code.at,
                                 (int)code.len, "picture", picture));
    else
        web_reply_json(reply, 500, json_pack("{ss}", "code", "not_made"));
}

static const char PAGE[] =
    "<!doctype html><html lang=zh><meta charset=utf-8>"
    "<meta name=viewport content='width=device-width,initial-scale=1'>"
    "<title>图像采集码（沙箱）</title>"
    "<style>body{font:17px system-ui;max-width:26em;margin:2em auto;"
    "padding:0 1em}label{display:block;margin:.6em 0}"
    "input{font:inherit;width:100%;box-sizing:border-box;padding:.3em}"
    "button{font:inherit;padding:.6em 1.5em}img{max-width:100%}"
    "textarea{width:100%;height:6em}</style>"
    "<h1>图像采集码（沙箱）</h1><p>此处代替学信网发放采集码。<form>"
    "<label>学籍唯一编号<input name=uid required value=3200000000017></label>"
    "<label>学校代码（5 位）<input name=school required pattern='[0-9]{5}' "
    "value=10284></label>"
    "<label>姓名（脱敏）<input name=name value='张*三'></label>"
    "<label>校区<input name=campus></label>"
    "<button>获取图像采集码</button></form><p id=out></p>"
    "<h2>微信</h2><p>此处代替 wx.login()：一次有效的登录凭证，绑定微信用。"
    "<p><button id=wx>获取登录凭证</button><p id=js></p>"
    "<h2>已发出的消息</h2><p>短信（验证码在这里）和微信订阅消息，"
    "<a href=/sandbox/messages>全部</a>。<ul id=sent></ul><script>"
    "const el=n=>document.getElementById(n);"
    "el('wx').onclick=async()=>{const r=await fetch('/sandbox/wechat/codes',"
    "{method:'POST'});const a=await r.json();"
    "el('js').textContent=`js_code ${a.js_code}（openid ${a.openid}）`};"
    "const show=async()=>{const r=await fetch('/sandbox/messages');"
    "const {messages}=await r.json();"
    "el('sent').replaceChildren(...messages.slice(0,10).map(m=>{"
    "const li=document.createElement('li');"
    "li.textContent=`${m.at.slice(11,19)} ${m.template_id?'微信':'短信'} "
    "${m.to}：${m.text}`;return li}))};show();setInterval(show,2000);"
    "document.forms[0].onsubmit=async e=>{e.preventDefault();"
    "const o=document.getElementById('out');"
    "const r=await fetch('/sandbox/codes',{method:'POST',body:JSON.stringify("
    "Object.fromEntries(new FormData(e.target)))});"
    "const a=await r.json();if(!r.ok){o.textContent=a.code;return}"
    "const i=new Image();i.src=a.picture;i.alt='采集码';"
    "const t=document.createElement('textarea');t.readOnly=true;t.value=a.code;"
    "o.replaceChildren(i,t)}</script>";

void codes_page(void *ctx, const struct web_request *request,
                struct web_reply *reply)
{
    (void)ctx;
    (void)request;
    web_reply_text(reply, 200, "text/html; charset=utf-8", PAGE);
}
