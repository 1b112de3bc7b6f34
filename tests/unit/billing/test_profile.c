#include "world.h"

#include <string.h>

/* phone: as ingest seals it; NULL: what came was none. */
static void patch(struct world *w, const char *json, const char *phone)
{
    Tucai__V1__PatchMe op = TUCAI__V1__PATCH_ME__INIT;
    struct sealed_text sealed = world_sealed(phone ? phone : "");
    Tucai__V1__SealedText wire;

    if (sealed_encode(&sealed, &wire))
        op.phone = &wire;
    op.json.data = (uint8_t *)json;
    op.json.len = strlen(json);
    world_act(w, COMMAND(patch_me, PATCH_ME, &op), profile_patch);
}

/* What the roster says is not typed (R4). */
static void test_in_the_roster(void **state)
{
    static const char *const TYPED[] = {
        "{\"student_no\":\"1\"}", "{\"college\":\"x\"}", "{\"class\":\"x\"}",
        "{\"phone\":null,\"class\":\"x\"}"};
    const struct roster_line line = {"u1", "B1", "南京", "水利", "一班"};
    struct world w;

    (void)state;
    world_open(&w);
    w.scene.place = &line;
    for (size_t i = 0; i < LEN(TYPED); i++) {
        patch(&w, TYPED[i], "13900139000");
        world_refused(&w, 409, "in_roster");
    }
    assert_string_equal(w.student->phone.masked, "138****8000");
    patch(&w, "{\"phone\":null}", "13900139000");
    assert_int_equal(w.d.status, 200);
    world_close(&w);
}

static void video(struct world *w, const char *event)
{
    Tucai__V1__Video op = TUCAI__V1__VIDEO__INIT;

    op.event = (char *)event;
    world_act(w, COMMAND(video, VIDEO, &op), profile_video);
}

/* In their order, from nothing; each row is one call. */
/* clang-format off */
static const struct row {
    const char *json;
    unsigned status;
    const char *code;
    enum step next;
    const char *phone;
} ROWS[] = {
    {"{\"notice_read\":\"1\"}", 409, "step_out_of_order", STEP_PHONE, NULL},
    {"{\"phone\":null}", 422, "phone_invalid", STEP_PHONE, NULL},
    {"{\"phone\":null}", 200, "", STEP_NOTICE, "13800138000"},
    {"{\"notice_read\":\"0\"}", 422, "text_outdated", STEP_NOTICE, NULL},
    {"{\"consent\":\"1\"}", 409, "step_out_of_order", STEP_NOTICE, NULL},
    {"{\"notice_read\":\"1\"}", 200, "", STEP_PRECAUTIONS, NULL},
    {"{\"precautions_read\":\"1\",\"consent\":\"1\"}", 200, "", STEP_SUBSCRIPTIONS, NULL},
    {"{\"consent\":false}", 200, "", STEP_CONSENT, NULL},
    {"{\"subscriptions\":[]}", 409, "step_out_of_order", STEP_CONSENT, NULL},
    {"{\"consent\":\"1\"}", 200, "", STEP_SUBSCRIPTIONS, NULL},
    {"{\"subscriptions\":[\"photo\",\"gossip\"]}", 422, "request_invalid", STEP_SUBSCRIPTIONS, NULL},
    {"{\"subscriptions\":\"photo\"}", 422, "request_invalid", STEP_SUBSCRIPTIONS, NULL},
    {"{\"subscriptions\":[]}", 200, "", STEP_REQUIREMENTS, NULL},
    {"{\"subscriptions\":[\"photo\"]}", 200, "", STEP_REQUIREMENTS, NULL},
    {"{\"student_no\":\"B210\",\"college\":\"水利\",\"class\":\"1\"}", 200, "", STEP_REQUIREMENTS, NULL},
    {"{\"class\":\"1\\n2\"}", 422, "request_invalid", STEP_REQUIREMENTS, NULL},
    {"{\"college\":\"\\u0007\"}", 422, "request_invalid", STEP_REQUIREMENTS, NULL},
    {"{\"student_no\":210}", 422, "request_invalid", STEP_REQUIREMENTS, NULL},
    {"{\"name\":\"x\"}", 422, "request_invalid", STEP_REQUIREMENTS, NULL},
    {"{\"phone\":null,\"name\":\"x\"}", 422, "request_invalid", STEP_REQUIREMENTS, "13900139000"},
    {"[1]", 422, "request_invalid", STEP_REQUIREMENTS, NULL},
    {"{", 422, "request_invalid", STEP_REQUIREMENTS, NULL},
};
/* clang-format on */

static void test_steps_in_order(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    memset(&w.student->steps, 0, sizeof w.student->steps);
    for (size_t i = 0; i < LEN(ROWS); i++) {
        patch(&w, ROWS[i].json, ROWS[i].phone);
        if (w.d.status != ROWS[i].status ||
            strcmp(w.d.code, ROWS[i].code) != 0 ||
            steps_next(&w.student->steps) != ROWS[i].next)
            fail_msg("%s: %u %s, next %s", ROWS[i].json, w.d.status, w.d.code,
                     step_name(steps_next(&w.student->steps)));
    }
    assert_true(w.student->notify_photo);
    assert_false(w.student->notify_payment);
    assert_string_equal(w.student->college, "水利");
    assert_string_equal(w.student->phone.masked,
                        "138****8000"); /* all or none */
    world_close(&w);
}

static void test_the_server_times_the_video(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    steps_clear(&w.student->steps, STEP_REQUIREMENTS);
    video(&w, "ended");
    assert_int_equal(w.d.status, 200);
    assert_int_equal(steps_next(&w.student->steps), STEP_REQUIREMENTS);
    video(&w, "started");
    w.scene.now_ms += S(60) - 1;
    video(&w, "ended");
    assert_int_equal(steps_next(&w.student->steps), STEP_REQUIREMENTS);
    w.scene.now_ms += 1;
    video(&w, "ended");
    assert_int_equal(steps_next(&w.student->steps), STEP_COUNT);
    video(&w, "skipped");
    world_refused(&w, 422, "request_invalid");
    steps_clear(&w.student->steps, STEP_CONSENT);
    steps_clear(&w.student->steps, STEP_REQUIREMENTS);
    video(&w, "started");
    world_refused(&w, 409, "step_out_of_order");
    world_close(&w);
}

static void test_nonce(void **state)
{
    Tucai__V1__NewNonce op = TUCAI__V1__NEW_NONCE__INIT;
    uint8_t hash[32] = {9};
    struct world w;

    (void)state;
    world_open(&w);
    world_act(&w, COMMAND(new_nonce, NEW_NONCE, &op), profile_nonce);
    world_refused(&w, 422, "request_invalid");
    op.nonce_sha256.data = hash;
    op.nonce_sha256.len = sizeof hash;
    world_act(&w, COMMAND(new_nonce, NEW_NONCE, &op), profile_nonce);
    assert_int_equal(w.d.status, 201);
    assert_string_equal(world_answer(&w, "challenge"), "none");
    assert_string_equal(world_answer(&w, "expires_at"),
                        "2025-04-01T10:05:00+08:00");
    assert_memory_equal(w.student->nonces.at[0].sha256, hash, sizeof hash);
    world_school(&w, "\"liveness\":\"required\"");
    w.scene.random[0] = 2;
    hash[0] = 10;
    world_act(&w, COMMAND(new_nonce, NEW_NONCE, &op), profile_nonce);
    assert_string_equal(world_answer(&w, "challenge"), "blink");
    assert_string_equal(w.student->nonces.at[0].challenge, "none");
    assert_string_equal(w.student->nonces.at[1].challenge, "blink");
    world_close(&w);
}

static void test_drafts_are_kept_for_a_day(void **state)
{
    Tucai__V1__DraftRef op = TUCAI__V1__DRAFT_REF__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    op.draft_id = (char *)"d1"; /* stored at 09:00 */
    w.scene.now_ms = T0 + HOUR(33) - 1;
    world_act(&w, COMMAND(delete_draft, DELETE_DRAFT, &op), box_delete);
    world_refused(&w, 409, "draft_too_young");
    assert_string_equal(world_answer(&w, "deletable_at"),
                        "2025-04-02T09:00:00+08:00");
    w.scene.now_ms += 1;
    world_act(&w, COMMAND(delete_draft, DELETE_DRAFT, &op), box_delete);
    assert_int_equal(w.d.status, 204);
    assert_int_equal(w.student->drafts.len, 0);
    world_act(&w, COMMAND(delete_draft, DELETE_DRAFT, &op), box_delete);
    world_refused(&w, 404, "not_found");
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps_in_order),
        cmocka_unit_test(test_in_the_roster),
        cmocka_unit_test(test_the_server_times_the_video),
        cmocka_unit_test(test_nonce),
        cmocka_unit_test(test_drafts_are_kept_for_a_day),
    };
    return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
