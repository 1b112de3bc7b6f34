#include "world.h"

#include "billing/wechat_account.h"
#include "proto/pay.pb-c.h"

#include <string.h>

/* One call of POST /me/wechat as billing sees it: a WeChat code, what the
 * exchange made of it, and perhaps a one-time code. */
struct binding {
    const char *js_code;
    const char *openid; /* NULL: the exchange has refused, see refusal */
    const char *refusal;
    const char *otp;
};

static struct bytes hash_of(const char *text, uint8_t ret[32])
{
    memset(ret, 0, 32);
    memcpy(ret, text, strlen(text) < 32 ? strlen(text) : 32);
    return (struct bytes){ret, 32};
}

static void bind(struct world *w, const struct binding *a)
{
    Tucai__V1__BindWechat op = TUCAI__V1__BIND_WECHAT__INIT;
    Tucai__V1__WechatExchange said = TUCAI__V1__WECHAT_EXCHANGE__INIT;
    uint8_t packed[128], code_hash[32], openid_hash[32];
    struct job_blob blobs[2] = {
        {.name = "js_code", .sha256 = hash_of(a->js_code, code_hash)},
    };
    struct job job = {.blobs = blobs, .n_blobs = 1};

    if (a->openid)
        blobs[job.n_blobs++] =
            (struct job_blob){.name = "openid",
                              .wrapped_key = bytes_of_text(a->openid),
                              .sha256 = hash_of(a->openid, openid_hash)};
    said.refusal = (char *)(a->refusal ? a->refusal : "");
    job.previous.len = tucai__v1__wechat_exchange__pack(&said, packed);
    job.previous.at = packed;
    op.otp = (char *)(a->otp ? a->otp : "");
    w->scene.job = &job;
    world_act(w, COMMAND(bind_wechat, BIND_WECHAT, &op), account_bind);
    w->scene.job = NULL;
}

static void answers(struct world *w, const struct binding *a, unsigned status,
                    const char *code)
{
    bind(w, a);
    if (w->d.status != status || strcmp(w->d.code, code) != 0)
        fail_msg("%s %s: %u %s, not %u %s", a->js_code, a->otp ? a->otp : "",
                 w->d.status, w->d.code, status, code);
}

static bool is_bound(const struct world *w, const char *openid)
{
    return w->student->openid.len == strlen(openid) &&
           memcmp(w->student->openid.bytes, openid, strlen(openid)) == 0;
}

static void ask_otp(struct world *w)
{
    Tucai__V1__Nothing op = TUCAI__V1__NOTHING__INIT;

    world_act(w, COMMAND(send_otp, SEND_OTP, &op), account_otp);
}

/* The code as the message carries it. */
static void sent_code(const struct world *w, char ret[7])
{
    const struct effect *e = decision_find(&w->d, EFFECT_JOB);
    const char *mark = "验证码";
    const char *at;

    assert_non_null(e);
    assert_string_equal(e->member, "otp");
    assert_int_equal(e->openid.len, 0); /* never to what is to be proved */
    at = memmem(e->text.at, e->text.len, mark, strlen(mark));
    assert_non_null(at);
    memcpy(ret, at + strlen(mark), 6);
    ret[6] = '\0';
}

static void test_the_first_account(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    answers(&w, &(struct binding){"c1", "oA", NULL, NULL}, 200, "");
    assert_true(is_bound(&w, "oA"));
    assert_true(w.d.is_changed);
    answers(&w, &(struct binding){"c2", "oA", NULL, NULL}, 200, "");
    assert_false(w.d.is_changed); /* the same again */
    assert_true(steps_is_done(&w.student->steps, STEP_REQUIREMENTS));
    world_close(&w);
}

/* clang-format off */
static const struct {
    struct binding attempt;
    unsigned status;
    const char *code;
} REFUSED[] = {
    {{"c1", NULL, "js_code_invalid", NULL}, 422, "js_code_invalid"},
    {{"c1", NULL, "js_code_invalid", "123456"}, 422, "js_code_invalid"},
    {{"c1", NULL, "wechat_away", NULL}, 503, "wechat_away"},
    {{"c1", NULL, "not_configured", NULL}, 422, "not_configured"},
    {{"c1", NULL, "", NULL}, 422, "js_code_invalid"},      /* no openid came */
    {{"c1", "oA", "js_code_invalid", NULL}, 422, "js_code_invalid"},
};
/* clang-format on */

static void test_what_the_exchange_refused(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    for (size_t i = 0; i < LEN(REFUSED); i++) {
        answers(&w, &REFUSED[i].attempt, REFUSED[i].status, REFUSED[i].code);
        world_refused(&w, REFUSED[i].status, REFUSED[i].code);
        assert_int_equal(w.student->openid.len, 0);
    }
    world_close(&w);
}

static void test_another_account_needs_the_code(void **state)
{
    const struct binding another = {"c2", "oB", NULL, NULL};
    struct binding with = another;
    /* what the exchange says to a code that it has seen */
    struct binding used = {"c2", NULL, "js_code_invalid", NULL};
    char code[7];
    struct world w;

    (void)state;
    world_open(&w);
    bind(&w, &(struct binding){"c1", "oA", NULL, NULL});
    answers(&w, &another, 409, "otp_required");
    assert_true(is_bound(&w, "oA"));
    with.otp = "123456"; /* nobody has asked for one */
    answers(&w, &with, 422, "otp_wrong");
    ask_otp(&w);
    assert_int_equal(w.d.status, 202);
    assert_string_equal(world_answer(&w, "sent_to"), "138****8000");
    sent_code(&w, code);
    used.otp = strcmp(code, "000000") == 0 ? "111111" : "000000";
    answers(&w, &used, 422, "otp_wrong");
    assert_int_equal(json_integer_value(json_object_get(w.d.json, "left")), 4);
    used.js_code = "c3"; /* another code than the one that waits */
    used.otp = code;
    answers(&w, &used, 422, "js_code_invalid");
    used.js_code = "c2";
    answers(&w, &used, 200, "");
    assert_true(is_bound(&w, "oB"));
    assert_int_equal(w.student->wechat.pending.len, 0);
    answers(&w, &(struct binding){"c4", "oA", NULL, code}, 422,
            "otp_wrong"); /* it opens once */
    world_close(&w);
}

static void test_a_waiting_account_is_forgotten(void **state)
{
    const struct binding used = {"c2", NULL, "js_code_invalid", NULL};
    struct world w;

    (void)state;
    world_open(&w);
    bind(&w, &(struct binding){"c1", "oA", NULL, NULL});
    answers(&w, &(struct binding){"c2", "oB", NULL, NULL}, 409, "otp_required");
    w.scene.now_ms += MIN(5) - 1;
    answers(&w, &used, 409, "otp_required");
    w.scene.now_ms += MIN(5);
    answers(&w, &used, 422, "js_code_invalid");
    world_close(&w);
}

/* The tries are those of R3's challenge: guessing ends. */
static void test_guessing_ends(void **state)
{
    struct binding guess = {"c2", "oB", NULL, "x"};
    char code[7];
    struct world w;

    (void)state;
    world_open(&w);
    bind(&w, &(struct binding){"c1", "oA", NULL, NULL});
    ask_otp(&w);
    sent_code(&w, code);
    for (int i = 4; i >= 0; i--) {
        answers(&w, &guess, 422, "otp_wrong");
        assert_int_equal(json_integer_value(json_object_get(w.d.json, "left")),
                         i);
    }
    guess.otp = code;
    answers(&w, &guess, 422, "otp_wrong");
    assert_true(is_bound(&w, "oA"));
    ask_otp(&w);
    world_refused(&w, 429, "rate_limited");
    w.scene.now_ms += MIN(1);
    ask_otp(&w);
    sent_code(&w, code);
    answers(&w, &guess, 200, "");
    assert_true(is_bound(&w, "oB"));
    world_close(&w);
}

static void test_a_code_opens_one_thing(void **state)
{
    Tucai__V1__FinishSession finish = TUCAI__V1__FINISH_SESSION__INIT;
    char code[7], id[ID_SIZE];
    struct world w;

    (void)state;
    world_open(&w);
    bind(&w, &(struct binding){"c1", "oA", NULL, NULL});
    /* sent to a new device: does not change the account */
    w.student->challenge.expires_ms = NOW + MIN(5);
    scene_copy(w.student->challenge.id, ID_SIZE, "c-device");
    answers(&w, &(struct binding){"c2", "oB", NULL, "123456"}, 422,
            "otp_wrong");
    assert_int_equal(w.student->challenge.tries, 0);
    memset(&w.student->challenge, 0, sizeof w.student->challenge);
    /* sent for the account: no session is found by it */
    ask_otp(&w);
    sent_code(&w, code);
    assert_null(decision_find(&w.d, EFFECT_RECORD));
    scene_copy(id, sizeof id, "other");
    finish.challenge_id = id;
    finish.otp = code;
    world_act(&w, COMMAND(finish_session, FINISH_SESSION, &finish),
              session_finish);
    world_refused(&w, 404, "not_found");
    world_close(&w);
}

static void test_without_a_phone(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    w.student->phone = world_sealed("");
    ask_otp(&w);
    world_refused(&w, 409, "phone_missing");
    world_close(&w);
}

/* R5: once per student and WeChat account. */
static void test_the_video_per_account(void **state)
{
    struct binding to = {"c2", "oB", NULL, NULL};
    Tucai__V1__Video video = TUCAI__V1__VIDEO__INIT;
    char code[7];
    struct world w;

    (void)state;
    world_open(&w);
    bind(&w, &(struct binding){"c1", "oA", NULL, NULL});
    for (int i = 0; i < 3; i++) {
        bool is_seen = i == 1; /* B has not, A has, then B has */

        ask_otp(&w);
        sent_code(&w, code);
        to.otp = code;
        to.openid = i == 1 ? "oA" : "oB";
        answers(&w, &to, 200, "");
        if (i == 2)
            is_seen = true;
        assert_int_equal(steps_is_done(&w.student->steps, STEP_REQUIREMENTS),
                         is_seen);
        if (i == 0) {
            w.student->video_started_ms = w.scene.now_ms;
            w.scene.now_ms += MIN(1);
            video.event = (char *)"ended";
            world_act(&w, COMMAND(video, VIDEO, &video), profile_video);
        }
        assert_true(steps_is_done(&w.student->steps, STEP_REQUIREMENTS));
        w.scene.now_ms += MIN(1);
    }
    world_close(&w);
}

/* Back to the first one, without the other having seen it. */
static void test_the_first_account_has_seen_it(void **state)
{
    struct binding to = {"c2", "oB", NULL, NULL};
    char code[7];
    struct world w;

    (void)state;
    world_open(&w);
    bind(&w, &(struct binding){"c1", "oA", NULL, NULL});
    for (int i = 0; i < 2; i++) {
        ask_otp(&w);
        sent_code(&w, code);
        to.otp = code;
        answers(&w, &to, 200, "");
        assert_int_equal(steps_is_done(&w.student->steps, STEP_REQUIREMENTS),
                         i);
        to.openid = "oA";
        w.scene.now_ms += MIN(1);
    }
    world_close(&w);
}

/* The account that was bound first has seen what was seen before. */
static void test_no_video_yet(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    steps_clear(&w.student->steps, STEP_REQUIREMENTS);
    answers(&w, &(struct binding){"c1", "oA", NULL, NULL}, 200, "");
    assert_false(steps_is_done(&w.student->steps, STEP_REQUIREMENTS));
    assert_int_equal(w.student->wechat.video_len, 0);
    world_close(&w);
}

/* R41: what was asked for before the erasure binds nobody after it. */
static void test_an_erasure_comes_before_a_binding_under_way(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    w.student->erased_ms = NOW;
    answers(&w, &(struct binding){"c1", "oA", NULL, NULL}, 200, "");
    assert_int_equal(w.student->openid.len, 0);
    assert_false(w.d.is_changed);
    w.scene.now_ms = NOW + 1; /* asked for since */
    answers(&w, &(struct binding){"c2", "oA", NULL, NULL}, 200, "");
    assert_true(is_bound(&w, "oA"));
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_account),
        cmocka_unit_test(test_what_the_exchange_refused),
        cmocka_unit_test(test_another_account_needs_the_code),
        cmocka_unit_test(test_a_waiting_account_is_forgotten),
        cmocka_unit_test(test_guessing_ends),
        cmocka_unit_test(test_a_code_opens_one_thing),
        cmocka_unit_test(test_without_a_phone),
        cmocka_unit_test(test_the_video_per_account),
        cmocka_unit_test(test_the_first_account_has_seen_it),
        cmocka_unit_test(test_no_video_yet),
        cmocka_unit_test(test_an_erasure_comes_before_a_binding_under_way),
    };
    return cmocka_run_group_tests_name("account", tests, NULL, NULL);
}
