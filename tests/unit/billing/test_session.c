#include "world.h"

#include "model/records.h"
#include "proto/pay.pb-c.h"

#include <stdlib.h>
#include <string.h>

static uint8_t token[32] = {7};

struct visit {
    Tucai__V1__CodeJob job;
    Tucai__V1__Ticket ticket;
};

static struct visit visit(const char *device)
{
    struct visit v = {TUCAI__V1__CODE_JOB__INIT, TUCAI__V1__TICKET__INIT};

    v.job.device = (char *)device;
    v.job.token_sha256.data = token;
    v.job.token_sha256.len = sizeof token;
    v.ticket.student_uid = (char *)"u1";
    v.ticket.school_code = (char *)"10294";
    v.ticket.name_masked = (char *)"张*三";
    v.ticket.level = (char *)"本科";
    v.ticket.graduation_year = 2025;
    v.ticket.issued_at = NOW / 1000 - 100;
    return v;
}

static void open_with(struct world *w, struct visit *v)
{
    w->scene.code_job = &v->job;
    w->scene.ticket = &v->ticket;
    world_act(w, NULL, session_open);
}

static void open_on(struct world *w, const char *device)
{
    struct visit v = visit(device);

    open_with(w, &v);
}

static void season(struct world *w, const char *json)
{
    w->scene.document.value = BUF_INIT(1000);
    assert_int_equal(buf_add_text(&w->scene.document.value, json), 0);
}

static void test_a_new_student(void **state)
{
    const struct effect *record;
    struct session session;
    struct world w;

    (void)state;
    world_open(&w);
    memset(w.student, 0, sizeof *w.student);
    open_on(&w, "phone-1");
    assert_int_equal(w.d.status, 201);
    assert_string_equal(world_answer(&w, "expires_at"),
                        "2025-04-01T22:00:00+08:00");
    assert_string_equal(world_answer(&w, "next_step"), "phone");
    assert_string_equal(w.student->name_masked, "张*三");
    assert_int_equal(w.student->first_seen_ms, NOW);
    record = decision_find(&w.d, EFFECT_RECORD);
    assert_memory_equal(record->key, "sess:0700", 9);
    assert_int_equal(record->ttl_s, 43200);
    assert_int_equal(session_decode(buf_view(&record->value), &session), 0);
    assert_string_equal(session.uid, "u1");
    assert_string_equal(session.role, "student");
    assert_int_equal(world_count(&w, EFFECT_ADD, "u1"),
                     2); /* st:...:started, :all */
    world_close(&w);
}

static void test_same_device_same_state(void **state)
{
    struct visit newer = visit("phone-1");
    struct visit older = visit("phone-1");
    struct world w;

    (void)state;
    world_open(&w);
    w.student->phone.len = 0;
    open_on(&w, "phone-1");
    w.student->phone = world_sealed("13800138000");
    newer.ticket.issued_at += 50;
    newer.ticket.name_masked = (char *)"张*四";
    open_with(&w, &newer);
    assert_int_equal(w.d.status, 201);
    assert_string_equal(w.student->name_masked, "张*四");
    open_with(&w, &older); /* an older code opens, but teaches nothing */
    assert_int_equal(w.d.status, 201);
    assert_string_equal(w.student->name_masked, "张*四");
    assert_int_equal(w.student->devices_len, 1);
    assert_int_equal(w.student->drafts.len, 1);
    world_close(&w);
}

/* The code as the message carries it. */
static void sent_code(const struct world *w, char ret[7])
{
    const struct effect *e = decision_find(&w->d, EFFECT_JOB);
    const struct sealed_text to = world_sealed("13800138000");
    const char *mark = "验证码";
    const char *at;

    assert_string_equal(e->member, "otp");
    assert_memory_equal(&e->to, &to, sizeof to);
    at = memmem(e->text.at, e->text.len, mark, strlen(mark));
    assert_non_null(at);
    memcpy(ret, at + strlen(mark), 6);
    ret[6] = '\0';
    assert_null(memmem(e->value.at, e->value.len, ret, 6)); /* nowhere else */
}

static void finish(struct world *w, const char *id, const char *code)
{
    Tucai__V1__FinishSession op = TUCAI__V1__FINISH_SESSION__INIT;
    char copy[ID_SIZE];

    scene_copy(copy, sizeof copy, id);
    op.challenge_id = copy;
    op.otp = (char *)code;
    op.token_sha256.data = token;
    op.token_sha256.len = sizeof token;
    world_act(w, COMMAND(finish_session, FINISH_SESSION, &op), session_finish);
}

static void test_new_device_needs_the_code(void **state)
{
    char code[7];
    struct world w;

    (void)state;
    world_open(&w);
    open_on(&w, "phone-2");
    assert_int_equal(w.d.status, 202);
    assert_string_equal(world_answer(&w, "sent_to"), "138****8000");
    assert_string_equal(world_answer(&w, "challenge_id"),
                        w.student->challenge.id);
    assert_int_equal(world_count(&w, EFFECT_JOB, "otp"), 1);
    sent_code(&w, code);
    open_on(&w, "phone-2"); /* at once again: the same challenge, no message */
    assert_int_equal(w.d.status, 202);
    assert_int_equal(world_count(&w, EFFECT_JOB, "otp"), 0);
    finish(&w, w.student->challenge.id, code);
    assert_int_equal(w.d.status, 201);
    assert_string_equal(w.student->challenge.id, "");
    open_on(&w, "phone-2"); /* known now */
    assert_int_equal(w.d.status, 201);
    world_close(&w);
}

/* Who leaves the device out would else be whoever did so before. */
static void test_a_nameless_device_stays_new(void **state)
{
    char code[7];
    struct world w;

    (void)state;
    world_open(&w);
    open_on(&w, "");
    assert_int_equal(w.d.status, 202);
    sent_code(&w, code);
    finish(&w, w.student->challenge.id, code);
    assert_int_equal(w.d.status, 201);
    open_on(&w, "");
    assert_int_equal(w.d.status, 202);
    world_close(&w);
}

/* Every new name of a device would else be another message to the phone. */
static void test_a_pause_between_messages(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    open_on(&w, "phone-2");
    assert_int_equal(w.d.status, 202);
    w.scene.now_ms += MIN(1) - 1;
    open_on(&w, "phone-3");
    world_refused(&w, 429, "rate_limited");
    assert_int_equal(
        json_integer_value(json_object_get(w.d.json, "retry_after_s")), 1);
    open_on(&w, "phone-2"); /* who has been asked may go on */
    assert_int_equal(w.d.status, 202);
    assert_int_equal(world_count(&w, EFFECT_JOB, "otp"), 0);
    w.scene.now_ms += 1;
    open_on(&w, "phone-3");
    assert_int_equal(w.d.status, 202);
    assert_int_equal(world_count(&w, EFFECT_JOB, "otp"), 1);
    world_close(&w);
}

static void test_wrong_codes(void **state)
{
    char code[7];
    char id[ID_SIZE];
    struct world w;

    (void)state;
    world_open(&w);
    open_on(&w, "phone-2");
    sent_code(&w, code);
    scene_copy(id, sizeof id, w.student->challenge.id);
    finish(&w, "c000", code);
    assert_int_equal(w.d.status, 404);
    for (int i = 1; i <= 5; i++) {
        finish(&w, id, strcmp(code, "000000") == 0 ? "000001" : "000000");
        assert_int_equal(w.d.status, 422);
        assert_string_equal(w.d.code, "otp_wrong");
        assert_true(w.d.is_changed);
    }
    finish(&w, id, code); /* five are enough */
    assert_int_equal(w.d.status, 404);
    open_on(&w, "phone-2"); /* no five more with a new code at once */
    world_refused(&w, 429, "rate_limited");
    w.scene.now_ms += MIN(1);
    open_on(&w, "phone-2");
    assert_int_equal(w.d.status, 202);
    sent_code(&w, code);
    w.scene.now_ms += MIN(5);
    finish(&w, w.student->challenge.id, code);
    assert_int_equal(w.d.status, 404);
    world_close(&w);
}

static void test_seasons(void **state)
{
    static const struct {
        const char *json, *code;
    } ROWS[] = {
        {"{}", ""},
        {"{\"graduation_years\":[2025,2026],\"levels\":[\"本科\"]}", ""},
        {"{\"graduation_years\":[2026]}", "not_in_season"},
        {"{\"levels\":[\"硕士\"]}", "not_in_season"},
        {"{\"closed\":true}", "season_closed"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct world w;

        world_open(&w);
        season(&w, ROWS[i].json);
        open_on(&w, "");
        assert_string_equal(w.d.code, ROWS[i].code);
        buf_done(&w.scene.document.value);
        world_close(&w);
    }
}

/* A school that has gone on: whose season that was is told so. */
static void test_the_season_before(void **state)
{
    static const struct {
        const char *before, *code;
    } ROWS[] = {
        {"{\"closed\":true,\"graduation_years\":[2025]}", "season_closed"},
        {"{\"closed\":true,\"graduation_years\":[2024]}", "not_in_season"},
        {"{\"graduation_years\":[2025]}", "not_in_season"},
        {"", "not_in_season"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct world w;

        world_open(&w);
        season(&w, "{\"graduation_years\":[2026],\"cloned_from\":\"2025\"}");
        w.scene.beside = (struct document){1, BUF_INIT(4096)};
        assert_int_equal(buf_add_text(&w.scene.beside.value, ROWS[i].before),
                         0);
        open_on(&w, "");
        world_refused(&w, 422, ROWS[i].code);
        buf_done(&w.scene.beside.value);
        buf_done(&w.scene.document.value);
        world_close(&w);
    }
}

static void test_a_season_is_put(void **state)
{
    static const struct {
        const char *json;
        unsigned status;
    } ROWS[] = {
        {"{}", 201},
        {"{\"graduation_years\":[],\"levels\":[]}", 201},
        {"{\"graduation_years\":[1900,9999],\"closed\":false}", 201},
        {"{\"graduation_years\":[1899]}", 422},
        {"{\"graduation_years\":[10000]}", 422},
        {"{\"graduation_years\":[\"2026\"]}", 422},
        {"{\"graduation_years\":2026}", 422},
        {"{\"levels\":[\"\"]}", 422},
        {"{\"levels\":[1]}", 422},
        {"{\"levels\":null}", 422},
        {"{\"closed\":\"true\"}", 422},
        {"{\"graduation_year\":[2026]}", 422},
        {"{\"closed_ms\":1}", 422},
        {"{\"name\":\"2026 届\",\"plans\":[{\"name\":\"五张\","
         "\"amount_fen\":1500,\"prints\":5},{\"amount_fen\":1200,"
         "\"prints\":0}]}",
         201},
        {"{\"plan\":{\"amount_fen\":1500},\"phases\":[{}]}", 201},
        {"{\"plan\":1500}", 422},
        {"{\"phases\":[1]}", 422},
        {"{\"name\":1}", 422},
        {"{\"plans\":{}}", 422},
        {"{\"plans\":[1500]}", 422},
        {"{\"plans\":[{\"amount_fen\":-1}]}", 422},
        {"{\"plans\":[{\"amount_fen\":15.0}]}", 422},
        {"{\"plans\":[{\"price\":1500}]}", 422},
        {"[]", 422},
        {"{", 422},
    };

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        Tucai__V1__PutDocument op = TUCAI__V1__PUT_DOCUMENT__INIT;
        struct world w;

        world_open(&w);
        op.id = (char *)"2026";
        op.if_match = -1;
        op.json.data = (uint8_t *)ROWS[i].json;
        op.json.len = strlen(ROWS[i].json);
        world_act(&w, COMMAND(put_season, PUT_SEASON, &op), papers_season);
        if (w.d.status != ROWS[i].status)
            fail_msg("%s: %u", ROWS[i].json, w.d.status);
        world_close(&w);
    }
}

static void test_end(void **state)
{
    Tucai__V1__TokenRef ref = TUCAI__V1__TOKEN_REF__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    ref.token_sha256.data = token;
    ref.token_sha256.len = sizeof token;
    world_act(&w, COMMAND(end_session, END_SESSION, &ref), session_end);
    assert_int_equal(w.d.status, 204);
    assert_non_null(decision_find(&w.d, EFFECT_FORGET));
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_new_student),
        cmocka_unit_test(test_same_device_same_state),
        cmocka_unit_test(test_new_device_needs_the_code),
        cmocka_unit_test(test_a_nameless_device_stays_new),
        cmocka_unit_test(test_a_pause_between_messages),
        cmocka_unit_test(test_wrong_codes),
        cmocka_unit_test(test_seasons),
        cmocka_unit_test(test_the_season_before),
        cmocka_unit_test(test_a_season_is_put),
        cmocka_unit_test(test_end),
    };
    return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
