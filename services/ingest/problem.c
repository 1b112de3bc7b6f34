#include "ingest/problem.h"

#include <stdio.h>
#include <string.h>

/* Refusals that ingest itself makes; those of billing bring their sentence. */
/* clang-format off */
static const struct problem PROBLEMS[] = {
    {"internal_error", "系统内部出错，请稍后再试。", 500, 0},
    {"bad_request", "请求格式不正确。", 400, 0},
    {"json_malformed", "请求内容不是有效的 JSON，或不是所要求的形式。", 400, 0},
    {"form_malformed", "表单内容不完整或格式不正确。", 400, 0},
    {"unauthorized", "请先登录，或登录已过期。", 401, 0},
    {"origin_mismatch", "请求来源与本站不符，已被拒绝。", 403, 0},
    {"forbidden", "您没有进行此操作的权限。", 403, 0},
    {"totp_enrolment_required", "请先启用动态码（双因素验证），再使用其他功能。", 403, 0},
    {"not_found", "没有找到所请求的内容。", 404, 0},
    {"method_not_allowed", "此地址不支持该操作。", 405, 0},
    {"request_timeout", "请求发送得太慢，连接已关闭。", 408, 0},
    {"not_ready", "照片还不能下载：请先完成支付。", 409, 0},
    {"print_not_made", "冲印文件还没有生成完，请稍后再试。", 409, 0},
    {"print_expired", "冲印文件已到期删除，可以重新生成。", 409, 0},
    {"volume_missing", "冲印文件分为多卷，请用 volume 指明是哪一卷。", 409, 0},
    {"totp_not_begun", "请先获取新的动态码密钥。", 409, 0},
    {"too_large", "上传的内容超过大小限制。", 413, 0},
    {"uri_too_long", "请求地址过长。", 414, 0},
    {"unsupported_media_type", "不支持这种内容类型。", 415, 0},
    {"code_unreadable", "图片中没有找到采集码，请长按保存原图后再上传，不要使用截图。", 422, 0},
    {"code_ambiguous", "图片中有两个采集码，请只保留自己的一个。", 422, 0},
    {"code_malformed", "采集码格式不正确，请重新获取。", 422, 0},
    {"code_suite_unknown", "采集码的加密方式不受支持，请更新后重新获取。", 422, 0},
    {"code_not_for_us", "采集码不是发给本系统的，请确认采集单位。", 422, 0},
    {"code_undecryptable", "采集码无法解密，请重新获取。", 422, 0},
    {"code_issuer_unknown", "采集码的签发方未知，请从学信网重新获取。", 422, 0},
    {"code_signature_bad", "采集码的签名无效，请从学信网重新获取。", 422, 0},
    {"code_not_yet_valid", "采集码尚未生效，请检查手机时间后重试。", 422, 0},
    {"code_expired", "采集码已过期，请从学信网重新获取。", 422, 0},
    {"code_wrong_year", "采集码的毕业年度不在本次采集范围内。", 422, 0},
    {"device_invalid", "device 须为不超过128字节的文本。", 422, 0},
    {"js_code_invalid", "微信登录凭证无效或已过期，请重新获取。", 422, 0},
    {"image_invalid", "图片无法使用：请上传手机拍摄的 JPEG 原图。", 422, 0},
    {"password_weak", "密码至少 10 个字符，最长 256 字节。", 422, 0},
    {"schools_invalid", "没有一所学校的配置可以保存。", 422, 0},
    {"screenshot_invalid", "截图须为 JPEG 或 PNG 图片。", 422, 0},
    {"idempotency_mismatch", "同一个 Idempotency-Key 不能用于不同的请求内容。", 422, 0},
    {"date_invalid", "日期须写成 2025-06-01 的形式。", 422, 0},
    {"too_many_codes", "无效采集码次数过多，请稍后再试。", 429, 60},
    {"rate_limited", "操作过于频繁，请稍后再试。", 429, 5},
    {"header_too_large", "请求头过大。", 431, 0},
    {"not_implemented", "不支持这种传输方式。", 501, 0},
    {"wechat_away", "微信暂时没有响应，请稍后再试。", 503, 5},
    {"busy", "系统繁忙，请稍后再试。", 503, 3},
    {"version_not_supported", "不支持的 HTTP 版本。", 505, 0},
};
/* clang-format on */

const struct problem *problem_find(const char *code)
{
    for (size_t i = 0; i < sizeof PROBLEMS / sizeof *PROBLEMS; i++) {
        if (strcmp(PROBLEMS[i].code, code) == 0)
            return &PROBLEMS[i];
    }
    return &PROBLEMS[0];
}

const char *problem_title(unsigned status)
{
    /* clang-format off */
    static const struct { unsigned status; const char *title; } TITLES[] = {
        {400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"},
        {404, "Not Found"}, {405, "Method Not Allowed"},
        {408, "Request Timeout"}, {409, "Conflict"},
        {412, "Precondition Failed"}, {413, "Payload Too Large"},
        {414, "URI Too Long"}, {415, "Unsupported Media Type"},
        {422, "Unprocessable Entity"}, {423, "Locked"},
        {429, "Too Many Requests"}, {431, "Request Header Fields Too Large"},
        {501, "Not Implemented"}, {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof TITLES / sizeof *TITLES; i++) {
        if (TITLES[i].status == status)
            return TITLES[i].title;
    }
    return "Internal Server Error";
}

json_t *problem_render(unsigned status, const char *code, const char *detail,
                       const json_t *extra)
{
    char type[96];
    json_t *out;

    (void)snprintf(type, sizeof type, "urn:tucai:problem:%s", code);
    out = json_pack("{s:s, s:s, s:i, s:s, s:s}", "type", type, "title",
                    problem_title(status), "status", (int)status, "detail",
                    detail, "code", code);
    if (json_is_object(extra))
        (void)json_object_update(out, (json_t *)extra);
    return out;
}
