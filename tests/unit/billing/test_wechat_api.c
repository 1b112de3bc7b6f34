#include "billing/wechat/api.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#define LEN(a) (sizeof(a) / sizeof *(a))

static const struct wechat_app APP = {"https://api.weixin.qq.com", "wx1", "s3"};

/* clang-format off */
static const struct {
    const char *name;
    int status;
    const char *answer; /* NULL: none, or no JSON */
    enum wechat_verdict verdict;
} ANSWERS[] = {
    {"a session has no errcode", 200, "{\"openid\":\"o\",\"session_key\":\"k\"}", WECHAT_DONE},
    {"sent", 200, "{\"errcode\":0,\"errmsg\":\"ok\",\"msgid\":7}", WECHAT_DONE},
    {"none came", 0, NULL, WECHAT_AWAY},
    {"a balancer's page", 502, NULL, WECHAT_AWAY},
    {"a page with status 200", 200, NULL, WECHAT_AWAY},
    {"a list", 200, "[0]", WECHAT_AWAY},
    {"done, but not said by WeChat", 404, "{\"errcode\":0}", WECHAT_AWAY},
    {"busy", 200, "{\"errcode\":-1}", WECHAT_AWAY},
    {"over the day's quota", 200, "{\"errcode\":45009}", WECHAT_AWAY},
    {"over the minute's", 200, "{\"errcode\":45011}", WECHAT_AWAY},
    {"another token is the latest", 200, "{\"errcode\":40001}", WECHAT_TOKEN_OVER},
    {"no token", 200, "{\"errcode\":40014}", WECHAT_TOKEN_OVER},
    {"an old token", 200, "{\"errcode\":42001}", WECHAT_TOKEN_OVER},
    {"not wanted", 200, "{\"errcode\":43101}", WECHAT_UNWANTED},
    {"unknown code", 200, "{\"errcode\":40029}", WECHAT_CODE_BAD},
    {"used code", 200, "{\"errcode\":40163}", WECHAT_CODE_BAD},
    {"blocked", 200, "{\"errcode\":40226}", WECHAT_CODE_BAD},
    {"wrong secret", 200, "{\"errcode\":40125}", WECHAT_IMPOSSIBLE},
    {"wrong openid", 200, "{\"errcode\":40003}", WECHAT_IMPOSSIBLE},
    {"wrong template", 200, "{\"errcode\":40037}", WECHAT_IMPOSSIBLE},
    {"wrong data", 200, "{\"errcode\":47003}", WECHAT_IMPOSSIBLE},
    {"what we have not heard of", 200, "{\"errcode\":61023}", WECHAT_IMPOSSIBLE},
};
/* clang-format on */

static void test_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(ANSWERS); i++) {
        json_t *said =
            ANSWERS[i].answer ? json_loads(ANSWERS[i].answer, 0, NULL) : NULL;
        struct wechat_answer a = wechat_judge(ANSWERS[i].status, said);

        if (a.verdict != ANSWERS[i].verdict)
            fail_msg("%s: %d", ANSWERS[i].name, a.verdict);
        json_decref(said);
    }
}

/* clang-format off */
static const struct { const char *code; bool is_one; } CODES[] = {
    {"0a3kK4Ga10Gk3F0oBAHa1mGyRl3kK4Gd", true},
    {"a_-.~Z", true},
    {"", false},
    {"a b", false},
    {"a&secret=1", false},
    {"a%41", false},
    {"a#", false},
    {"a\n", false},
    {"\xE5\xBE\xAE", false},
};
/* clang-format on */

static void test_codes(void **state)
{
    char most[WECHAT_CODE_MAX + 2];

    (void)state;
    for (size_t i = 0; i < LEN(CODES); i++)
        assert_int_equal(wechat_is_code(CODES[i].code), CODES[i].is_one);
    memset(most, 'a', sizeof most);
    most[WECHAT_CODE_MAX] = '\0';
    assert_true(wechat_is_code(most));
    most[WECHAT_CODE_MAX] = 'a';
    most[WECHAT_CODE_MAX + 1] = '\0';
    assert_false(wechat_is_code(most));
}

static void test_addresses(void **state)
{
    struct wechat_app far = APP;
    char url[WECHAT_URL_SIZE], long_text[WECHAT_URL_SIZE + 1];

    (void)state;
    assert_true(wechat_session_url(&APP, "c9", url));
    assert_string_equal(url, "https://api.weixin.qq.com/sns/jscode2session"
                             "?appid=wx1&secret=s3&js_code=c9"
                             "&grant_type=authorization_code");
    assert_true(wechat_token_url(&APP, url));
    assert_string_equal(url, "https://api.weixin.qq.com/cgi-bin/stable_token");
    assert_true(wechat_send_url(&APP, "t_1", url));
    assert_string_equal(url, "https://api.weixin.qq.com/cgi-bin/message/"
                             "subscribe/send?access_token=t_1");
    memset(long_text, 'a', WECHAT_URL_SIZE);
    long_text[WECHAT_URL_SIZE] = '\0';
    far.url = long_text;
    assert_false(wechat_session_url(&far, "c9", url));
    assert_false(wechat_token_url(&far, url));
    assert_false(wechat_send_url(&far, "t", url));
}

static void is_json(json_t *body, const char *text)
{
    char *dumped = json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS);

    assert_string_equal(dumped, text);
    free(dumped);
    json_decref(body);
}

static void test_bodies(void **state)
{
    struct wechat_message m = {"oA", NULL, {"好", "", "", 0, 0}, "", "formal"};
    struct template t;

    (void)state;
    is_json(wechat_token_body(&APP, false),
            "{\"appid\":\"wx1\",\"force_refresh\":false,"
            "\"grant_type\":\"client_credential\",\"secret\":\"s3\"}");
    assert_int_equal(template_parse("T1 phrase1=status", &t), 0);
    m.template = &t;
    is_json(wechat_message_body(&m),
            "{\"data\":{\"phrase1\":{\"value\":\"好\"}},\"lang\":\"zh_CN\","
            "\"miniprogram_state\":\"formal\",\"template_id\":\"T1\","
            "\"touser\":\"oA\"}");
    m.page = "pages/index/index";
    m.state = "trial";
    is_json(wechat_message_body(&m),
            "{\"data\":{\"phrase1\":{\"value\":\"好\"}},\"lang\":\"zh_CN\","
            "\"miniprogram_state\":\"trial\",\"page\":\"pages/index/index\","
            "\"template_id\":\"T1\",\"touser\":\"oA\"}");
    m.openid = "\xFF";
    assert_null(wechat_message_body(&m));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_bodies),
    };
    return cmocka_run_group_tests_name("wechat_api", tests, NULL, NULL);
}
