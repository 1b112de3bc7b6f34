#include "service/effects.h"
#include "service/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* Packs, frees the outcome, and reads the message back. */
static Tucai__V1__Done *packed(struct outcome *o)
{
    struct buf out = BUF_INIT(1 << 24);
    Tucai__V1__Done *done;

    assert_int_equal(outcome_pack(o, "job", 7, &out), 0);
    done = tucai__v1__done__unpack(NULL, out.len, out.at);
    assert_non_null(done);
    assert_string_equal(done->id, "job");
    assert_int_equal(done->token, 7);
    buf_done(&out);
    outcome_done(o);
    return done;
}

static void fill(struct outcome *o)
{
    effect_put(o, "s:u", 4, bytes_of_text("state"));
    effect_incr(o, "b:n", -1);
    outcome_blob(o, "made", bytes_of_text("pixels"));
}

/* Behind the files, and no bytes follow the message for it. */
static void test_a_text_for_later_stages(void **state)
{
    struct outcome o;
    Tucai__V1__Done *d;

    (void)state;
    outcome_init(&o);
    outcome_text(&o, "openid", bytes_of_text("oA"));
    outcome_blob(&o, "made", bytes_of_text("pixels"));
    outcome_ok(&o, bytes_of_text(""));
    assert_int_equal(outcome_files(&o), 1);
    d = packed(&o);
    assert_int_equal(d->n_blobs, 2);
    assert_string_equal(d->blobs[0]->name, "made");
    assert_string_equal(d->blobs[1]->name, "openid");
    assert_int_equal(d->blobs[1]->size, 0);
    assert_memory_equal(d->blobs[1]->key.data, "oA", 2);
    tucai__v1__done__free_unpacked(d, NULL);
}

/* clang-format off */
static const struct { size_t len; bool is_taken; } TEXTS[] = {
    {0, false}, {1, true}, {1024, true}, {1025, false},
};
/* clang-format on */

static void test_a_text_has_limits(void **state)
{
    static uint8_t text[1025];

    (void)state;
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        struct outcome o;
        Tucai__V1__Done *d;

        outcome_init(&o);
        outcome_text(&o, "openid", (struct bytes){text, TEXTS[i].len});
        outcome_ok(&o, bytes_of_text(""));
        d = packed(&o);
        assert_int_equal(d->outcome == TUCAI__V1__OUTCOME__OUTCOME_OK,
                         TEXTS[i].is_taken);
        assert_int_equal(d->n_blobs, TEXTS[i].is_taken);
        tucai__v1__done__free_unpacked(d, NULL);
    }
}

static void test_saying_nothing_is_fatal(void **state)
{
    struct outcome o;
    Tucai__V1__Done *d;

    (void)state;
    outcome_init(&o);
    fill(&o);
    d = packed(&o);
    assert_int_equal(d->outcome, TUCAI__V1__OUTCOME__OUTCOME_FATAL);
    assert_string_equal(d->reason, "no outcome");
    assert_int_equal(d->n_effects, 0);
    tucai__v1__done__free_unpacked(d, NULL);
}

static void test_ok_carries_all(void **state)
{
    struct outcome o;
    Tucai__V1__Done *d;

    (void)state;
    outcome_init(&o);
    fill(&o);
    outcome_retry(&o, "first thought");
    outcome_ok(&o, bytes_of_text("result"));
    assert_int_equal(outcome_files(&o), 1);
    d = packed(&o);
    assert_int_equal(d->outcome, TUCAI__V1__OUTCOME__OUTCOME_OK);
    assert_memory_equal(d->result.data, "result", 6);
    assert_string_equal(d->reason, "");
    assert_int_equal(d->n_effects, 2);
    assert_int_equal(d->effects[0]->kind, TUCAI__V1__EFFECT__KIND__PUT);
    assert_int_equal(d->effects[0]->number, 4);
    assert_int_equal(d->effects[1]->number, -1);
    assert_int_equal(d->n_blobs, 1);
    assert_int_equal(d->blobs[0]->size, 6);
    tucai__v1__done__free_unpacked(d, NULL);
}

static void test_what_is_not_committed_is_dropped(void **state)
{
    struct outcome o;
    Tucai__V1__Done *d;

    (void)state;
    outcome_init(&o);
    fill(&o);
    outcome_later(&o, 500, "away");
    assert_int_equal(outcome_files(&o), 0);
    d = packed(&o);
    assert_int_equal(d->outcome, TUCAI__V1__OUTCOME__OUTCOME_LATER);
    assert_int_equal(d->after_ms, 500);
    assert_string_equal(d->reason, "away");
    assert_int_equal(d->n_effects + d->n_blobs, 0);
    tucai__v1__done__free_unpacked(d, NULL);
}

static void expect_broken(struct outcome *o)
{
    Tucai__V1__Done *d;

    outcome_ok(o, bytes_of_text(""));
    assert_int_equal(outcome_files(o), 0);
    d = packed(o);
    assert_int_equal(d->outcome, TUCAI__V1__OUTCOME__OUTCOME_FATAL);
    assert_int_equal(d->n_effects + d->n_blobs, 0);
    tucai__v1__done__free_unpacked(d, NULL);
}

static void test_limits(void **state)
{
    struct outcome o;

    (void)state;
    outcome_init(&o);
    for (int i = 0; i <= OUTCOME_EFFECTS_MAX; i++)
        effect_incr(&o, "b:n", 1);
    expect_broken(&o);
    outcome_init(&o);
    for (int i = 0; i <= OUTCOME_BLOBS_MAX; i++)
        outcome_blob(&o, "made", bytes_of_text("x"));
    expect_broken(&o);
}

static void test_fields_added_one_by_one_are_a_message(void **state)
{
    struct buf frame = BUF_INIT(4096);
    Tucai__V1__Held held = TUCAI__V1__HELD__INIT;
    Tucai__V1__FromPeer *msg;
    static char id[300];

    (void)state;
    memset(id, 'x', sizeof id - 1);
    held.id = id;
    held.token = UINT64_MAX;
    assert_int_equal(wire_add(&frame, 3, &held.base), 0);
    assert_int_equal(wire_add_number(&frame, 6, 1), 0);
    held.id = (char[]){"b"};
    assert_int_equal(wire_add(&frame, 3, &held.base), 0);
    msg = tucai__v1__from_peer__unpack(NULL, frame.len, frame.at);
    assert_non_null(msg);
    assert_int_equal(msg->n_give_back, 2);
    assert_string_equal(msg->give_back[0]->id, id);
    assert_true(msg->give_back[0]->token == UINT64_MAX);
    assert_string_equal(msg->give_back[1]->id, "b");
    assert_true(msg->bye);
    tucai__v1__from_peer__free_unpacked(msg, NULL);
    buf_done(&frame);
}

static void test_a_full_frame_stays_as_it_was(void **state)
{
    struct buf frame = BUF_INIT(8);
    Tucai__V1__Held held = TUCAI__V1__HELD__INIT;

    (void)state;
    held.id = (char[]){"longer than that"};
    assert_int_equal(wire_add_number(&frame, 6, 1), 0);
    assert_true(wire_add(&frame, 3, &held.base) < 0);
    assert_int_equal(frame.len, 2);
    buf_done(&frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_text_for_later_stages),
        cmocka_unit_test(test_a_text_has_limits),
        cmocka_unit_test(test_saying_nothing_is_fatal),
        cmocka_unit_test(test_ok_carries_all),
        cmocka_unit_test(test_what_is_not_committed_is_dropped),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_fields_added_one_by_one_are_a_message),
        cmocka_unit_test(test_a_full_frame_stays_as_it_was),
    };
    return cmocka_run_group_tests_name("outcome", tests, NULL, NULL);
}
