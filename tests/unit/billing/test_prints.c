#include "parcel.h"

#include <stdio.h>
#include <string.h>

static const Tucai__V1__OrderPrints ORDER = {
    PROTOBUF_C_MESSAGE_INIT(&tucai__v1__order_prints__descriptor),
    .school_code = (char *)"10294",
    .paper = (char *)"5inch",
    .format = (char *)"pdf",
    .reason = (char *)"",
};

static void order(struct world *w, const Tucai__V1__OrderPrints *op)
{
    Tucai__V1__OrderPrints copy = *op;
    Tucai__V1__PrintScope scope = TUCAI__V1__PRINT_SCOPE__INIT;

    if (!copy.scope)
        copy.scope = &scope;
    strcpy(w->scene.print.school_code, "10294");
    world_act(w, COMMAND(order_prints, ORDER_PRINTS, &copy), prints_order);
}

/* What was put into print:<id>. */
static Tucai__V1__PrintRun *kept(const struct world *w)
{
    char key[KEY_SIZE];
    const struct effect *e;

    assert_true(print_key(world_answer(w, "print_id"), key));
    e = world_effect(w, EFFECT_PUT, key);
    assert_non_null(e);
    return print_run_decode(buf_view(&e->value));
}

static void test_an_order_is_kept_and_begun(void **state)
{
    Tucai__V1__PrintScope scope = TUCAI__V1__PRINT_SCOPE__INIT;
    Tucai__V1__OrderPrints op = ORDER;
    Tucai__V1__PrintRun *run;
    struct world w;

    (void)state;
    world_open(&w);
    w.scene.student = NULL;
    w.scene.by = "zhang";
    scope.class_name = (char *)"2班";
    op.scope = &scope;
    strcpy(w.scene.print.school_code, "10294");
    w.scene.command = COMMAND(order_prints, ORDER_PRINTS, &op);
    prints_order(&w.scene, &w.d);
    assert_int_equal(w.d.status, 202);
    assert_false(w.d.is_changed);
    run = kept(&w);
    assert_non_null(run);
    assert_int_equal(run->state, PRINT_QUEUED);
    assert_string_equal(run->scope->class_name, "2班");
    assert_string_equal(run->by, "zhang");
    assert_string_equal(run->school_code, "10294");
    assert_int_equal(run->ordered_ms, NOW);
    print_run_freep(&run);
    assert_int_equal(world_count(&w, EFFECT_JOB, "print"), 1);
    assert_int_equal(world_count(&w, EFFECT_EXPIRE, NULL), 0);
    assert_non_null(world_effect(&w, EFFECT_ADD, "prints:10294"));
    world_close(&w);
}

static void test_what_makes_no_sense(void **state)
{
    static char LONG[] = "一二三四五六七八九十一二三四五六七八九十一二";
    static const struct {
        const char *paper, *format, *college;
        bool is_empty;
        unsigned status;
        const char *code;
    } ROWS[] = {
        {"7inch", "pdf", "", false, 422, "request_invalid"},
        {"", "pdf", "", false, 422, "request_invalid"},
        {"a4", "png", "", false, 422, "request_invalid"},
        {"a4", "jpeg", LONG, false, 422, "request_invalid"},
        {"a4", "jpeg", "水利", true, 409, "scope_empty"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        Tucai__V1__PrintScope scope = TUCAI__V1__PRINT_SCOPE__INIT;
        Tucai__V1__OrderPrints op = ORDER;
        struct world w;

        world_open(&w);
        scope.college = (char *)ROWS[i].college;
        op.scope = &scope;
        op.paper = (char *)ROWS[i].paper;
        op.format = (char *)ROWS[i].format;
        w.scene.print.is_empty = ROWS[i].is_empty;
        order(&w, &op);
        world_refused(&w, ROWS[i].status, ROWS[i].code);
        world_close(&w);
    }
}

/* R38: the second time there has to be a reason, and both are on record. */
static void test_a_sheet_again_needs_a_reason(void **state)
{
    static const struct {
        const char *name;
        int64_t ordered_ms;
        enum prints_state prints;
        const char *reason;
        unsigned status;
    } ROWS[] = {
        {"the first time", 0, PRINTS_MADE, "", 202},
        {"the first time, with a reason", 0, PRINTS_MADE, "急用", 202},
        {"again", 1, PRINTS_MADE, "", 422},
        {"again, with a reason", 1, PRINTS_MADE, "裁坏了", 202},
        {"packed already", 0, PRINTS_PACKED, "", 422},
        {"received already", 0, PRINTS_RECEIVED, "丢失", 202},
    };

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        Tucai__V1__OrderPrints op = ORDER;
        struct world w;

        world_open(&w);
        w.student->sheet_ordered_ms = ROWS[i].ordered_ms;
        w.student->prints = ROWS[i].prints;
        op.reason = (char *)ROWS[i].reason;
        order(&w, &op);
        if (w.d.status != ROWS[i].status)
            fail_msg("%s: %u", ROWS[i].name, w.d.status);
        if (w.d.status == 202) {
            assert_int_equal(w.student->sheet_ordered_ms, w.scene.now_ms);
            assert_int_equal(w.student->notes_len, *ROWS[i].reason != '\0');
        }
        world_close(&w);
    }
}

static void test_files_are_made_again_once_they_are_gone(void **state)
{
    Tucai__V1__PrintRef op = TUCAI__V1__PRINT_REF__INIT;

    (void)state;
    for (int s = 0; s < PRINT_STATES; s++) {
        struct world w;
        Tucai__V1__PrintRun *run;

        world_open(&w);
        parcel_order(&w, "pA", (enum print_state)s, 2);
        world_act(&w, COMMAND(remake_prints, REMAKE_PRINTS, &op),
                  prints_remake);
        if (s != PRINT_EXPIRED) {
            world_refused(&w, 409, "state_conflict");
            world_close(&w);
            continue;
        }
        assert_int_equal(w.d.status, 202);
        run = kept(&w);
        assert_int_equal(run->state, PRINT_PRINTING);
        assert_int_equal(run->total, 4);
        assert_int_equal(run->done, 0);
        print_run_freep(&run);
        assert_int_equal(world_count(&w, EFFECT_JOB, "print"), 1);
        world_close(&w);
    }
}

static void prints(struct world *w, const char *state, const char *submission,
                   const char *location)
{
    Tucai__V1__PrintsMade op = TUCAI__V1__PRINTS_MADE__INIT;
    Tucai__V1__BlobRef sheet = TUCAI__V1__BLOB_REF__INIT;
    static uint8_t key[60], sum[32];

    sheet.location = (char *)location;
    sheet.wrapped_key = (ProtobufCBinaryData){sizeof key, key};
    sheet.sha256 = (ProtobufCBinaryData){sizeof sum, sum};
    op.state = (char *)state;
    op.submission_id = (char *)submission;
    if (*location)
        op.sheet = &sheet;
    world_act(w, COMMAND(prints, PRINTS, &op), delivery_prints);
}

/* R36, R44: the sheet lies in the student's state, the one before it goes. */
static void test_the_sheet_that_is_made_by_itself(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    strcpy(w.student->submission.id, "s1");
    w.student->prints = PRINTS_PLANNED;
    prints(&w, "made", "s1", "aaaa");
    assert_int_equal(w.student->prints, PRINTS_MADE);
    assert_string_equal(w.student->sheet.location, "aaaa");
    assert_int_equal(world_count(&w, EFFECT_JOB, "erase"), 0);
    assert_int_equal(world_count(&w, EFFECT_EVENT, "print"), 1);
    prints(&w, "made", "s0", "bbbb"); /* of another photo */
    assert_string_equal(w.student->sheet.location, "aaaa");
    assert_false(w.d.is_changed);
    prints(&w, "made", "s1", "cccc");
    assert_string_equal(w.student->sheet.location, "cccc");
    assert_int_equal(world_count(&w, EFFECT_JOB, "erase"), 1);
    prints(&w, "packed", "", "");
    assert_int_equal(w.student->prints, PRINTS_PACKED);
    prints(&w, "made", "s1", "cccc"); /* late: nothing goes back */
    assert_int_equal(w.student->prints, PRINTS_PACKED);
    assert_false(w.d.is_changed);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_order_is_kept_and_begun),
        cmocka_unit_test(test_what_makes_no_sense),
        cmocka_unit_test(test_a_sheet_again_needs_a_reason),
        cmocka_unit_test(test_files_are_made_again_once_they_are_gone),
        cmocka_unit_test(test_the_sheet_that_is_made_by_itself),
    };

    return cmocka_run_group_tests_name("prints", tests, NULL, NULL);
}
