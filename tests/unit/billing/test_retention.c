#include "world.h"

#include "billing/retention.h"

#include <string.h>

static void put(struct photo_ref *photo, const char *location)
{
    scene_copy(photo->location, sizeof photo->location, location);
}

/* The current submission in a state, with all three pictures. */
static void submit_in(struct world *w, enum submission_state state)
{
    struct submission *sub = &w->student->submission;

    memset(sub, 0, sizeof *sub);
    scene_copy(sub->id, sizeof sub->id, "s1");
    scene_copy(sub->batch_id, sizeof sub->batch_id, "chsi-1");
    sub->state = state;
    sub->submitted_ms = NOW;
    sub->history[sub->history_len++] =
        (struct history_line){.state = state, .at_ms = NOW};
    put(&sub->draft.photo, "made");
    put(&sub->draft.original, "original");
    put(&sub->draft.preview, "preview");
}

static const struct effect *find(const struct world *w, enum effect_kind kind,
                                 const char *key)
{
    for (size_t i = 0; i < w->d.effects_len; i++) {
        const struct effect *e = &w->d.effects[i];

        if (e->kind == kind && strcmp(e->key, key) == 0)
            return e;
    }
    return NULL;
}

/* What the job `erase` removes: files, then batches, each followed by a
 * space. */
static void erased(const struct world *w, char ret[256])
{
    Tucai__V1__EraseJob *job = NULL;

    ret[0] = '\0';
    for (size_t i = 0; i < w->d.effects_len && !job; i++) {
        const struct effect *e = &w->d.effects[i];

        if (e->kind == EFFECT_JOB && strcmp(e->member, "erase") == 0)
            job = tucai__v1__erase_job__unpack(NULL, e->value.len, e->value.at);
    }
    for (size_t i = 0; job && i < job->n_locations; i++)
        strcat(strcat(ret, job->locations[i]), " ");
    for (size_t i = 0; job && i < job->n_batches; i++)
        strcat(strcat(ret, job->batches[i]), " ");
    tucai__v1__erase_job__free_unpacked(job, NULL);
}

static void run_due(struct world *w)
{
    decision_done(&w->d);
    *w->before = *w->student;
    retention_due(&w->scene, &w->d);
    if (w->d.is_changed)
        derive(&w->scene, w->before, &w->d);
}

static void test_originals_go_and_leave_a_record_without_a_name(void **state)
{
    struct world w;
    char files[256];

    (void)state;
    world_open(&w);
    submit_in(&w, SUBMISSION_ACCEPTED);
    w.scene.now_ms = NOW + DAY(30) - 1;
    run_due(&w);
    assert_false(w.d.is_changed);
    assert_int_equal(w.d.effects_len, 0);
    w.scene.now_ms = NOW + DAY(30);
    run_due(&w);
    assert_true(w.d.is_changed);
    erased(&w, files);
    assert_string_equal(files, "original preview ");
    assert_int_equal(
        find(&w, EFFECT_COUNT, "erased:2025-05-01:10294:originals")->at_ms, 1);
    assert_non_null(find(&w, EFFECT_ADD, "erased"));
    assert_non_null(find(&w, EFFECT_REMOVE, "keep:due"));
    run_due(&w); /* again: there is nothing left */
    assert_false(w.d.is_changed);
    world_close(&w);
}

static void test_the_index_knows_the_next_moment(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    submit_in(&w, SUBMISSION_ACCEPTED);
    scene_copy(w.student->season, sizeof w.student->season, "2025");
    decision_done(&w.d);
    memset(w.before, 0, sizeof *w.before);
    derive(&w.scene, w.before, &w.d);
    assert_int_equal(find(&w, EFFECT_ADD, "keep:due")->at_ms, NOW + DAY(30));
    assert_string_equal(find(&w, EFFECT_ADD, "keep:2025/10294")->member, "u1");
    assert_string_equal(find(&w, EFFECT_ADD, "keep:groups")->member,
                        "2025/10294");
    world_close(&w);
}

static void season(struct world *w, const char *json)
{
    buf_done(&w->scene.document.value);
    w->scene.document.value = BUF_INIT(256);
    assert_int_equal(buf_add_text(&w->scene.document.value, json), 0);
}

static void run_all(struct world *w, int64_t closed_ms)
{
    decision_done(&w->d);
    *w->before = *w->student;
    retention_all(&w->scene, &w->d, closed_ms);
    if (w->d.is_erased)
        derive_erased(&w->scene, w->before, &w->d);
}

static void test_a_closed_season_takes_everything(void **state)
{
    struct world w;
    char files[256];

    (void)state;
    world_open(&w);
    submit_in(&w, SUBMISSION_ACCEPTED);
    scene_copy(w.student->season, sizeof w.student->season, "2025");
    strcpy(w.student->sheet.location, "sheet");
    season(&w, "{\"closed\":true}"); /* a pause */
    w.scene.now_ms = NOW + DAY(180);
    run_all(&w, NOW);
    assert_false(w.d.is_erased); /* it was opened again */
    assert_true(orders_add(&w.student->orders, &(struct order){.no = "o1"}));
    season(&w, "{\"closed\":true,\"closed_ms\":1}");
    run_all(&w, NOW + 1);
    assert_false(w.d.is_erased);
    run_all(&w, NOW);
    assert_true(w.d.is_erased);
    erased(&w, files);
    assert_string_equal(files, "aa/bb original preview made sheet chsi-1 ");
    assert_non_null(find(&w, EFFECT_FORGET, "ev:u1"));
    assert_non_null(find(&w, EFFECT_FORGET, "sub:s1"));
    assert_non_null(find(&w, EFFECT_FORGET, "ord:o1"));
    assert_non_null(find(&w, EFFECT_REMOVE, "keep:2025/10294"));
    assert_non_null(find(&w, EFFECT_REMOVE, "st:10294:accepted"));
    assert_int_equal(world_count(&w, EFFECT_EVENT, NULL), 0);
    assert_string_equal(w.student->uid, "");
    buf_done(&w.scene.document.value);
    world_close(&w);
}

/* ---- DELETE /me ---- */

static void erase_me(struct world *w)
{
    static uint8_t token[32] = {5};
    Tucai__V1__TokenRef op = TUCAI__V1__TOKEN_REF__INIT;

    op.token_sha256 = (ProtobufCBinaryData){sizeof token, token};
    world_act(w, COMMAND(erase_me, ERASE_ME, &op), retention_erase_me);
}

/* clang-format off */
static const struct {
    enum submission_state state;
    enum order_state order;
    bool done;
    const char *files;
} REQUESTS[] = {
    {SUBMISSION_NONE, ORDER_NONE, true, "aa/bb "},
    {SUBMISSION_AWAITING_PAYMENT, ORDER_CREATED, false, ""},
    {SUBMISSION_IN_REVIEW, ORDER_PAID, false, ""},
    {SUBMISSION_APPROVED, ORDER_PAID, false, ""},
    {SUBMISSION_SENT, ORDER_PAID, false, ""},
    {SUBMISSION_WITHDRAWN, ORDER_REFUNDING, false, ""},
    {SUBMISSION_WITHDRAWN, ORDER_REFUNDED, true, "aa/bb original preview made "},
    {SUBMISSION_REJECTED, ORDER_PAID, true, "aa/bb original preview made "},
    {SUBMISSION_REFUSED, ORDER_PAID, true, "aa/bb original preview made "},
    {SUBMISSION_RESET, ORDER_PAID, true, "aa/bb original preview made "},
    {SUBMISSION_ACCEPTED, ORDER_PAID, true, "aa/bb original preview "},
};
/* clang-format on */

static void test_a_request_is_done_unless_somebody_is_at_work(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(REQUESTS); i++) {
        struct order order = {.no = "20250401aaaa", .state = REQUESTS[i].order};
        struct world w;
        char files[256];

        world_open(&w);
        if (REQUESTS[i].state != SUBMISSION_NONE)
            submit_in(&w, REQUESTS[i].state);
        if (order.state != ORDER_NONE)
            assert_true(orders_add(&w.student->orders, &order));
        erase_me(&w);
        erased(&w, files);
        if ((w.d.status == 200) != REQUESTS[i].done ||
            strcmp(files, REQUESTS[i].files) != 0)
            fail_msg("row %zu: %u, %s", i, w.d.status, files);
        if (!REQUESTS[i].done)
            world_refused(&w, 409, "erasure_not_now");
        world_close(&w);
    }
}

static void test_what_stays_after_a_request_is_named(void **state)
{
    struct order order = {.no = "20250401aaaa", .state = ORDER_PAID};
    struct world w;
    const json_t *kept;

    (void)state;
    world_open(&w);
    submit_in(&w, SUBMISSION_ACCEPTED);
    assert_true(orders_add(&w.student->orders, &order));
    w.student->lockout.failed_in_row = 4;
    erase_me(&w);
    kept = json_object_get(w.d.json, "kept");
    assert_int_equal(json_array_size(kept), 5);
    assert_int_equal(w.student->phone.len, 0);
    assert_int_equal(w.student->orders.len, 1);
    assert_int_equal(w.student->lockout.failed_in_row, 4); /* no way around */
    assert_string_equal(w.student->submission.draft.photo.location, "made");
    assert_int_equal(steps_next(&w.student->steps), STEP_PHONE);
    assert_int_equal(w.student->consents.len, 1);
    assert_false(w.student->consents.at[0].given);
    assert_int_equal(w.student->erased_ms, NOW);
    assert_non_null(find(&w, EFFECT_COUNT, "erased:2025-04-01:10294:request"));
    world_close(&w);
}

/* Of each kind of thing that is kept of a student beside the photos, one. */
static void fill(struct student *s)
{
    struct appeal *appeal = appeals_add(&s->appeals);

    scene_copy(appeal->id, sizeof appeal->id, "a1");
    put(&appeal->original, "appealed");
    assert_true(reports_add(&s->reports, "p1", NOW));
    s->phone = s->openid = world_sealed("13800138000");
    s->wechat.video_len = 1;
    s->wechat.pending = world_sealed("13900139000");
    s->waived_len = s->notes_len = s->devices_len = 1;
    scene_copy(s->waived[0], sizeof s->waived[0], "head_covered");
    scene_copy(s->notes[0].reason, sizeof s->notes[0].reason, "因故");
    scene_copy(s->student_no, sizeof s->student_no, "77");
    scene_copy(s->college, sizeof s->college, "医学院");
    scene_copy(s->class_name, sizeof s->class_name, "一班");
    scene_copy(s->challenge.id, sizeof s->challenge.id, "c1");
    s->nonces.len = 1;
    s->notify_photo = s->notify_payment = true;
    s->video_started_ms = NOW;
}

static void test_a_request_leaves_nothing_that_was_not_named(void **state)
{
    static const struct sealed_text NONE;
    static const struct wechat_accounts NO_ACCOUNTS;
    static const char NO_TEXT[STUDENT_TEXT_SIZE];
    const struct student *s;
    struct world w;
    char files[256];

    (void)state;
    world_open(&w);
    fill(w.student);
    erase_me(&w);
    s = w.student;
    erased(&w, files);
    assert_string_equal(files, "aa/bb appealed ");
    assert_memory_equal(&s->phone, &NONE, sizeof NONE);
    assert_memory_equal(&s->openid, &NONE, sizeof NONE);
    assert_memory_equal(&s->wechat, &NO_ACCOUNTS, sizeof NO_ACCOUNTS);
    assert_memory_equal(s->student_no, NO_TEXT, sizeof NO_TEXT);
    assert_memory_equal(s->college, NO_TEXT, sizeof NO_TEXT);
    assert_memory_equal(s->class_name, NO_TEXT, sizeof NO_TEXT);
    assert_int_equal(s->appeals.len + s->reports.len + s->waived_len +
                         s->notes_len + s->devices_len,
                     0);
    assert_string_equal(s->waived[0], "");
    assert_string_equal(s->notes[0].reason, "");
    assert_string_equal(s->challenge.id, "");
    assert_int_equal(s->nonces.len, 0);
    assert_false(s->notify_photo || s->notify_payment);
    assert_int_equal(s->video_started_ms, 0);
    assert_non_null(find(&w, EFFECT_FORGET, "appeal:a1"));
    assert_non_null(find(&w, EFFECT_FORGET, "prob:p1"));
    assert_non_null(find(&w, EFFECT_REMOVE, "probs:10294"));
    assert_non_null(find(&w, EFFECT_REMOVE, "probs:10294:done"));
    assert_int_equal(find(&w, EFFECT_EXPIRE, "ev:u1")->ttl_s, 3600);
    world_close(&w);
}

/* ---- the consent ---- */

static void patch(struct world *w, const char *json)
{
    Tucai__V1__PatchMe op = TUCAI__V1__PATCH_ME__INIT;

    op.json = (ProtobufCBinaryData){strlen(json), (uint8_t *)json};
    world_act(w, COMMAND(patch_me, PATCH_ME, &op), profile_patch);
}

static void test_a_consent_taken_back_empties_the_box(void **state)
{
    struct world w;
    char files[256];

    (void)state;
    world_open(&w);
    submit_in(&w, SUBMISSION_IN_REVIEW);
    patch(&w, "{\"consent\":false}");
    assert_int_equal(w.d.status, 200);
    erased(&w, files);
    assert_string_equal(files, "aa/bb "); /* what is submitted stays */
    assert_int_equal(w.student->drafts.len, 0);
    assert_int_equal(world_count(&w, EFFECT_EVENT, "draft"), 1);
    assert_int_equal(
        find(&w, EFFECT_COUNT, "erased:2025-04-01:10294:drafts")->at_ms, 1);
    patch(&w, "{\"consent\":\"1\"}");
    assert_int_equal(w.student->consents.len, 2);
    assert_true(w.student->consents.at[1].given);
    assert_string_equal(w.student->consents.at[1].version, "1");
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_originals_go_and_leave_a_record_without_a_name),
        cmocka_unit_test(test_the_index_knows_the_next_moment),
        cmocka_unit_test(test_a_closed_season_takes_everything),
        cmocka_unit_test(test_a_request_is_done_unless_somebody_is_at_work),
        cmocka_unit_test(test_what_stays_after_a_request_is_named),
        cmocka_unit_test(test_a_request_leaves_nothing_that_was_not_named),
        cmocka_unit_test(test_a_consent_taken_back_empties_the_box),
    };
    return cmocka_run_group_tests_name("retention", tests, NULL, NULL);
}
