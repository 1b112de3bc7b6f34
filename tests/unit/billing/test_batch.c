#include "world.h"

#include "proto/relay.pb-c.h"

#include <string.h>

typedef Tucai__V1__ResolveBatch__Refusal refusal_t;

/* Uncertain: the relay's value of a batch of two. */
static void put_batch(struct world *w, struct buf *value)
{
    Tucai__V1__SealedBatch batch = TUCAI__V1__SEALED_BATCH__INIT;
    Tucai__V1__SealedPhoto photos[2] = {TUCAI__V1__SEALED_PHOTO__INIT,
                                        TUCAI__V1__SEALED_PHOTO__INIT};
    Tucai__V1__SealedPhoto *list[] = {&photos[0], &photos[1]};

    photos[0].submission_id = (char *)"s-1";
    photos[1].submission_id = (char *)"s-2";
    batch.batch_id = (char *)"chsi-7";
    batch.photos = list;
    batch.n_photos = 2;
    batch.state = TUCAI__V1__SEALED_BATCH__STATE__UNCERTAIN;
    *value = BUF_INIT(4096);
    uint8_t *room =
        buf_room(value, tucai__v1__sealed_batch__get_packed_size(&batch));
    assert_non_null(room);
    buf_grew(value, tucai__v1__sealed_batch__pack(&batch, room));
    w->scene.document.version = 3;
    w->scene.document.value = *value;
}

#define LIST_MAX 2

/* clang-format off */
static const struct row {
    const char *name, *outcome, *reason;
    const char *refused[LIST_MAX][2]; /* submission, reason */
    unsigned status;
    const char *code;
} ROWS[] = {
    {"not there",               "not_received", "asked", {{0}},             202, NULL},
    {"there, all accepted",     "received",     "asked", {{0}},             202, NULL},
    {"there, one refused",      "received",     "asked", {{"s-2", "photo_held"}}, 202, NULL},
    {"no reason",               "received",     "",      {{0}},             422, "request_invalid"},
    {"no outcome",              "",             "asked", {{0}},             422, "outcome_invalid"},
    {"another outcome",         "lost",         "asked", {{0}},             422, "outcome_invalid"},
    {"not there, but refused",  "not_received", "asked", {{"s-1", "photo_held"}}, 422, "outcome_invalid"},
    {"another batch's photo",   "received",     "asked", {{"s-3", "photo_held"}}, 422, "refused_invalid"},
    {"refused for nothing",     "received",     "asked", {{"s-1", ""}},     422, "refused_invalid"},
    {"refused in prose",        "received",     "asked", {{"s-1", "Not nice"}}, 422, "refused_invalid"},
    {"refused twice",           "received",     "asked", {{"s-1", "a"}, {"s-1", "b"}}, 422, "refused_invalid"},
};
/* clang-format on */

static void resolve(struct world *w, const struct row *r)
{
    Tucai__V1__ResolveBatch op = TUCAI__V1__RESOLVE_BATCH__INIT;
    refusal_t refusals[LIST_MAX];
    refusal_t *list[LIST_MAX];

    op.id = (char *)"chsi-7";
    op.decision = (char *)r->outcome;
    op.reason = (char *)r->reason;
    op.refused = list;
    for (size_t i = 0; i < LIST_MAX && r->refused[i][0]; i++) {
        tucai__v1__resolve_batch__refusal__init(&refusals[i]);
        refusals[i].submission_id = (char *)r->refused[i][0];
        refusals[i].reason = (char *)r->refused[i][1];
        list[op.n_refused++] = &refusals[i];
    }
    world_act(w, COMMAND(resolve_batch, RESOLVE_BATCH, &op), batch_resolve);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *r = &ROWS[i];
        struct world w;
        struct buf value;
        size_t jobs;

        world_open(&w);
        put_batch(&w, &value);
        resolve(&w, r);
        jobs = world_count(&w, EFFECT_JOB, NULL);
        if (w.d.status != r->status || jobs != (r->status == 202) ||
            world_count(&w, EFFECT_TAKE, NULL) != jobs)
            fail_msg("%s: %u", r->name, w.d.status);
        if (r->code)
            world_refused(&w, r->status, r->code);
        world_close(&w);
        buf_done(&value);
    }
}

static void test_what_is_handed_over(void **state)
{
    Tucai__V1__ResolveBatch *got;
    const struct effect *job;
    struct world w;
    struct buf value;

    (void)state;
    world_open(&w);
    put_batch(&w, &value);
    resolve(&w, &ROWS[2]);
    job = world_effect(&w, EFFECT_JOB, "resolve:chsi-7:3");
    assert_non_null(job);
    assert_string_equal(job->member, "resolve");
    got = tucai__v1__resolve_batch__unpack(NULL, job->value.len, job->value.at);
    assert_non_null(got);
    assert_string_equal(got->decision, "received");
    assert_int_equal(got->n_refused, 1);
    assert_string_equal(got->refused[0]->submission_id, "s-2");
    tucai__v1__resolve_batch__free_unpacked(got, NULL);
    assert_string_equal(w.d.noted.detail, "received, 1 refused");
    world_close(&w);
    buf_done(&value);
}

static void test_other_batches(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    resolve(&w, &ROWS[0]);
    world_refused(&w, 404, "not_found");
    w.scene.document.version = 3; /* there, and nobody's doubt */
    resolve(&w, &ROWS[0]);
    world_refused(&w, 409, "not_uncertain");
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_what_is_handed_over),
        cmocka_unit_test(test_other_batches),
    };

    return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
