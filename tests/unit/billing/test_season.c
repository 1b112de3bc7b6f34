#include "world.h"

#include "billing/walk.h"

#include <string.h>

static void set_document(struct document *d, const char *json)
{
    buf_done(&d->value);
    d->value = BUF_INIT(4096);
    d->version = *json ? 3 : 0;
    assert_int_equal(buf_add_text(&d->value, json), 0);
}

static void done(struct world *w)
{
    buf_done(&w->scene.document.value);
    buf_done(&w->scene.beside.value);
    world_close(w);
}

static json_t *put_of(const struct world *w)
{
    const struct effect *e = decision_find(&w->d, EFFECT_PUT);

    return e ? json_loadb((const char *)e->value.at, e->value.len, 0, NULL)
             : NULL;
}

static void close_it(struct world *w)
{
    Tucai__V1__CloseSeason op = TUCAI__V1__CLOSE_SEASON__INIT;

    op.season = (char *)"2025";
    world_act(w, COMMAND(close_season, CLOSE_SEASON, &op), season_close);
}

static void test_closing_a_season(void **state)
{
    char first[KEY_SIZE];
    json_t *kept;
    struct world w;

    (void)state;
    world_open(&w);
    close_it(&w);
    world_refused(&w, 404, "not_found");
    set_document(&w.scene.document, "{\"graduation_years\":[2025]}");
    close_it(&w);
    assert_int_equal(w.d.status, 202);
    kept = put_of(&w);
    assert_true(json_is_true(json_object_get(kept, "closed")));
    assert_int_equal(json_integer_value(json_object_get(kept, "closed_ms")),
                     NOW);
    assert_int_equal(json_array_size(json_object_get(kept, "graduation_years")),
                     1);
    json_decref(kept);
    assert_int_equal(world_count(&w, EFFECT_JOB, "command"), 1);
    scene_copy(first, sizeof first, decision_find(&w.d, EFFECT_JOB)->key);
    /* again: the document stays, the walk has the same name */
    set_document(&w.scene.document, "{\"closed\":true,\"closed_ms\":77}");
    close_it(&w);
    assert_null(decision_find(&w.d, EFFECT_PUT));
    assert_string_equal(decision_find(&w.d, EFFECT_JOB)->key, first);
    done(&w);
}

/* clang-format off */
static const struct end {
    const char *name;
    enum submission_state state;
    bool is_sealed, is_paid;
    enum submission_state after;
    bool refunds;
} ENDS[] = {
    {"nothing submitted, paid before", SUBMISSION_NONE, false, true, SUBMISSION_NONE, true},
    {"nothing at all", SUBMISSION_NONE, false, false, SUBMISSION_NONE, false},
    {"in review", SUBMISSION_IN_REVIEW, false, true, SUBMISSION_WITHDRAWN, true},
    {"approved, in no batch", SUBMISSION_APPROVED, false, true, SUBMISSION_RESET, true},
    {"approved and sealed", SUBMISSION_APPROVED, true, true, SUBMISSION_APPROVED, false},
    {"sent", SUBMISSION_SENT, false, true, SUBMISSION_SENT, false},
    {"accepted", SUBMISSION_ACCEPTED, false, true, SUBMISSION_ACCEPTED, false},
    {"rejected", SUBMISSION_REJECTED, false, true, SUBMISSION_REJECTED, true},
    {"refused", SUBMISSION_REFUSED, false, true, SUBMISSION_REFUSED, true},
    {"reset", SUBMISSION_RESET, false, true, SUBMISSION_RESET, true},
    {"withdrawn", SUBMISSION_WITHDRAWN, false, false, SUBMISSION_WITHDRAWN, false},
};
/* clang-format on */

static void pay(struct world *w)
{
    struct order *o = &w->student->orders.at[0];

    w->student->orders.len = 1;
    scene_copy(o->no, sizeof o->no, "20250401aa");
    o->state = ORDER_PAID;
    o->amount_fen = 1500;
    scene_copy(w->student->paid_order_no, 33, o->no);
    w->student->prints = PRINTS_PLANNED;
}

static void submitted(struct world *w, enum submission_state state)
{
    if (state == SUBMISSION_NONE)
        return;
    scene_copy(w->student->submission.id, ID_SIZE, "s1");
    w->student->submission.state = state;
    w->student->submission.history_len = 1;
}

static void end_for(struct world *w, const char *season)
{
    Tucai__V1__SeasonRef op = TUCAI__V1__SEASON_REF__INIT;

    op.season = (char *)season;
    world_act(w, COMMAND(season_closed, SEASON_CLOSED, &op), season_closed);
}

static void test_what_it_means_for_a_student(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(ENDS); i++) {
        const struct end *e = &ENDS[i];
        struct world w;
        enum submission_state after;

        world_open(&w);
        scene_copy(w.student->season, 36, "2025");
        w.scene.by = "system";
        w.scene.is_sealed = e->is_sealed;
        submitted(&w, e->state);
        if (e->is_paid)
            pay(&w);
        end_for(&w, "2025");
        after = student_submission_state(w.student);
        if (after != e->after)
            fail_msg("%s: %s", e->name, submission_state_name(after));
        if (world_count(&w, EFFECT_JOB, "pay") != e->refunds)
            fail_msg("%s: refund", e->name);
        assert_int_equal(w.student->season_closed_ms, NOW);
        end_for(&w, "2025"); /* a replay */
        assert_int_equal(world_count(&w, EFFECT_JOB, "pay"), 0);
        assert_false(w.d.is_changed);
        done(&w);
    }
}

/* R40: what was paid for may be downloaded, also after the end. */
static void test_money_back_no_photo(void **state)
{
    Tucai__V1__Nothing nothing = TUCAI__V1__NOTHING__INIT;

    (void)state;
    for (size_t i = 0; i < LEN(ENDS); i++) {
        const struct end *e = &ENDS[i];
        bool has_photo = e->after != SUBMISSION_NONE && !e->refunds &&
                         e->after != SUBMISSION_WITHDRAWN;
        struct world w;

        world_open(&w);
        scene_copy(w.student->season, 36, "2025");
        w.scene.is_sealed = e->is_sealed;
        submitted(&w, e->state);
        if (e->is_paid)
            pay(&w);
        end_for(&w, "2025");
        world_act(&w, COMMAND(downloaded, DOWNLOADED, &nothing),
                  submit_downloaded);
        if ((w.d.status == 204) != has_photo)
            fail_msg("%s: %u", e->name, w.d.status);
        if (!has_photo)
            assert_string_equal(w.d.code, "not_ready");
        done(&w);
    }
}

static void test_an_unpaid_order_is_closed(void **state)
{
    Tucai__V1__Submit op = TUCAI__V1__SUBMIT__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    op.draft_id = (char *)"d1";
    op.channel = (char *)"native";
    world_act(&w, COMMAND(submit, SUBMIT, &op), submit_draft);
    w.student->graduation_year = 2025;
    end_for(&w, "2025");
    assert_int_equal(w.student->orders.at[0].state, ORDER_EXPIRED);
    assert_int_equal(w.student->submission.state, SUBMISSION_WITHDRAWN);
    world_draft(&w, "d2");
    op.draft_id = (char *)"d2";
    world_act(&w, COMMAND(submit, SUBMIT, &op), submit_draft);
    world_refused(&w, 409, "season_closed");
    done(&w);
}

/* Whose season it is: the student's, else the school's, else the year's. */
static void test_only_its_own_students(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    w.student->graduation_year = 2025;
    end_for(&w, "2026");
    assert_false(w.d.is_changed);
    world_school(&w, "\"season\":\"spring\"");
    end_for(&w, "2025");
    assert_false(w.d.is_changed);
    scene_copy(w.student->season, 36, "autumn");
    end_for(&w, "spring");
    assert_false(w.d.is_changed);
    end_for(&w, "autumn");
    assert_true(w.d.is_changed);
    done(&w);
}

/* What was on its way when the season closed. */
static void test_a_late_refusal_refunds(void **state)
{
    Tucai__V1__Receipt op = TUCAI__V1__RECEIPT__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    submitted(&w, SUBMISSION_SENT);
    pay(&w);
    w.student->season_closed_ms = NOW - DAY(1);
    op.submission_id = (char *)"s1";
    op.reason = (char *)"背景不均匀";
    op.batch_id = (char *)"chsi-1";
    w.scene.by = "registry";
    world_act(&w, COMMAND(registry_receipt, REGISTRY_RECEIPT, &op),
              delivery_receipt);
    assert_int_equal(w.student->submission.state, SUBMISSION_REFUSED);
    assert_int_equal(w.student->orders.at[0].state, ORDER_REFUNDING);
    assert_int_equal(w.student->window_to_ms, 0); /* no other try */
    done(&w);
}

/* ---- cloning ---- */

static void clone(struct world *w, const char *season, int years)
{
    Tucai__V1__CloneSeason op = TUCAI__V1__CLONE_SEASON__INIT;

    op.season = (char *)season;
    op.from = (char *)"2025";
    op.years = years;
    world_act(w, COMMAND(clone_season, CLONE_SEASON, &op), season_clone);
}

static void test_a_new_season_like_the_last(void **state)
{
    json_t *kept;
    struct world w;

    (void)state;
    world_open(&w);
    clone(&w, "2026", 1);
    world_refused(&w, 404, "not_found");
    set_document(&w.scene.beside, "{\"graduation_years\":[2025]}");
    clone(&w, "2026", 1);
    world_refused(&w, 409, "season_open");
    set_document(&w.scene.beside, "{\"closed\":true}"); /* it only pauses */
    clone(&w, "2026", 1);
    world_refused(&w, 409, "season_open");
    set_document(&w.scene.beside,
                 "{\"graduation_years\":[2025],\"levels\":[\"本科\"],"
                 "\"closed\":true,\"closed_ms\":5}");
    clone(&w, "春季", 1);
    world_refused(&w, 422, "request_invalid");
    clone(&w, "2026", 0);
    world_refused(&w, 422, "request_invalid");
    clone(&w, "2026", 11);
    world_refused(&w, 422, "request_invalid");
    clone(&w, "2026", 1);
    assert_int_equal(w.d.status, 202);
    kept = put_of(&w);
    assert_int_equal(json_integer_value(json_array_get(
                         json_object_get(kept, "graduation_years"), 0)),
                     2026);
    assert_null(json_object_get(kept, "closed"));
    assert_null(json_object_get(kept, "closed_ms"));
    assert_string_equal(json_string_value(json_object_get(kept, "cloned_from")),
                        "2025");
    assert_int_equal(world_count(&w, EFFECT_ADD, "2026"), 1); /* the list */
    assert_non_null(json_object_get(kept, "levels"));
    json_decref(kept);
    set_document(&w.scene.document, "{}");
    clone(&w, "2026", 1);
    world_refused(&w, 409, "season_exists");
    done(&w);
}

/* clang-format off */
static const struct {
    const char *name, *before, *after; /* "": it stays as it is */
} SCHOOLS[] = {
    {"names none, and is in use", "{\"name\":\"a\",\"phases\":[{\"phase\":\"review\",\"from\":\"2025-03-01\",\"to\":\"2025-04-01\"}]}", ""},
    {"names none: dates alone", "{\"name\":\"a\",\"phases\":[{\"phase\":\"review\",\"from\":\"2025-03-01\",\"to\":\"2025-03-31\"}]}",
     "{\"name\":\"a\",\"phases\":[{\"phase\":\"review\",\"from\":\"2026-03-01\",\"to\":\"2026-03-31\"}]}"},
    {"dates and season",
     "{\"name\":\"a\",\"season\":\"2025\",\"phases\":[{\"phase\":\"review\",\"from\":\"2024-02-29\",\"to\":\"2024-03-01\"}],\"closed_days\":[\"2024-04-04\"]}",
     "{\"name\":\"a\",\"phases\":[{\"phase\":\"review\",\"from\":\"2025-02-28\",\"to\":\"2025-03-01\"}],\"closed_days\":[\"2025-04-04\"],\"season\":\"2026\"}"},
    {"named in the season",
     "{\"name\":\"a\",\"season\":\"2025\"}", "{\"name\":\"a\",\"season\":\"2026\"}"},
    {"rounds of single students are left out",
     "{\"name\":\"a\",\"season\":\"2025\",\"phases\":[{\"phase\":\"make_up\",\"from\":\"2024-05-01\",\"to\":\"2024-05-01\",\"uids\":[\"u\"]},"
     "{\"phase\":\"review\",\"from\":\"2024-05-02\",\"to\":\"2024-05-02\",\"uids\":[]}]}",
     "{\"name\":\"a\",\"phases\":[{\"phase\":\"review\",\"from\":\"2025-05-02\",\"to\":\"2025-05-02\",\"uids\":[]}],\"season\":\"2026\"}"},
    {"of another season", "{\"name\":\"a\",\"season\":\"spring\"}", ""},
    {"cloned before", "{\"name\":\"a\",\"season\":\"2026\"}", ""},
};
/* clang-format on */

static void test_its_schools(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(SCHOOLS); i++) {
        Tucai__V1__Walk op = TUCAI__V1__WALK__INIT;
        json_t *wanted = json_loads(SCHOOLS[i].after, 0, NULL);
        json_t *kept;
        struct world w;

        world_open(&w);
        op.what = TUCAI__V1__WALK__WHAT__CLONE;
        op.season = (char *)"2026";
        op.from = (char *)"2025";
        op.years = 1;
        scene_copy(w.scene.page.school_code, 8, "10294");
        scene_copy(w.scene.page.next_school, 8, "10295");
        set_document(&w.scene.document, SCHOOLS[i].before);
        world_act(&w, COMMAND(walk, WALK, &op), walk_step);
        kept = put_of(&w);
        if (wanted ? !json_equal(kept, wanted) : kept != NULL)
            fail_msg("%s", SCHOOLS[i].name);
        assert_int_equal(world_count(&w, EFFECT_JOB, "command"), 1);
        json_decref(kept);
        json_decref(wanted);
        done(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_closing_a_season),
        cmocka_unit_test(test_what_it_means_for_a_student),
        cmocka_unit_test(test_money_back_no_photo),
        cmocka_unit_test(test_an_unpaid_order_is_closed),
        cmocka_unit_test(test_only_its_own_students),
        cmocka_unit_test(test_a_late_refusal_refunds),
        cmocka_unit_test(test_a_new_season_like_the_last),
        cmocka_unit_test(test_its_schools),
    };
    return cmocka_run_group_tests_name("season", tests, NULL, NULL);
}
