#include "model/student.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "model/records.h"
#include "rules/order.h"

#include <errno.h>
#include <string.h>

#define COPY(field, text) memcpy((field), (text), sizeof(text))

static void fill_photo(struct photo_ref *p, uint8_t with)
{
    COPY(p->location, "ab/cdef");
    memset(p->wrapped_key, with, sizeof p->wrapped_key);
    memset(p->sha256, with + 1, sizeof p->sha256);
    p->size = 30000;
}

static void fill_draft(struct draft *d)
{
    COPY(d->id, "d1");
    COPY(d->shot_id, "shot1");
    d->stored_ms = 11;
    d->warnings_len = 2;
    COPY(d->warnings[0], "jewellery");
    COPY(d->warnings[1], "make_up");
    fill_photo(&d->photo, 1);
    fill_photo(&d->original, 2);
    COPY(d->rule_set, "diploma");
    d->rule_set_version = 2;
    d->real_name = REAL_NAME_OTHER;
    d->is_suspected = true;
}

static void fill_submission(struct submission *s)
{
    COPY(s->id, "s1");
    s->state = SUBMISSION_REFUSED;
    COPY(s->reason, "背景");
    COPY(s->ground, "other");
    s->history_len = 2;
    s->history[0].state = SUBMISSION_IN_REVIEW;
    s->history[0].at_ms = 21;
    COPY(s->history[0].by, "student");
    s->history[1].state = SUBMISSION_REFUSED;
    COPY(s->history[1].reason, "背景");
    fill_draft(&s->draft);
    s->submitted_ms = 22;
    s->opened_ms = 23;
    s->decided_ms = 24;
    COPY(s->decided_by, "wang");
    COPY(s->batch_id, "chsi-1");
    s->receipt_len = 3;
    COPY(s->receipt, "xyz");
    s->receipt[3] = 0;
    s->chain_len = 2;
    s->chain[1] = 6;
    s->downloaded_ms = 25;
}

static void fill_order(struct order *o)
{
    COPY(o->no, "20250401aa");
    COPY(o->submission_id, "s1");
    o->state = ORDER_PAID;
    o->amount_fen = 1500;
    o->prints = 5;
    COPY(o->channel, "jsapi");
    o->created_ms = 31;
    o->expires_ms = 32;
    o->paid_ms = 33;
    o->refunded_ms = 34;
    COPY(o->transaction_id, "tx1");
    COPY(o->refund_no, "20250401aaR");
    COPY(o->pay_json, "{}");
    COPY(o->pay_failure, "none");
}

static void fill_identity(struct student *s)
{
    COPY(s->uid, "u1");
    COPY(s->name_masked, "张*三");
    COPY(s->id_masked, "3201**********1234");
    COPY(s->school_code, "10294");
    COPY(s->campus, "南京");
    s->graduation_year = 2025;
    COPY(s->level, "本科");
    COPY(s->season, "2025");
    s->erased_ms = 77;
    consents_add(&s->consents, 75, "3");
    consents_add(&s->consents, 76, "");
    s->first_seen_ms = 1;
    s->ticket_issued_ms = 2;
    s->phone.len = 39;
    s->phone.bytes[38] = 7;
    s->phone.hash[31] = 8;
    COPY(s->phone.masked, "138****8000");
    s->notify_photo = true;
    s->openid.len = SEALED_SIZE;
    s->openid.bytes[0] = 1;
    s->wechat.pending.len = 30;
    s->wechat.pending.hash[30] = 2;
    s->wechat.js_code_hash[1] = 3;
    s->wechat.pending_until_ms = 4;
    s->wechat.video_len = 2;
    s->wechat.video[1][31] = 6;
    COPY(s->student_no, "B1");
    COPY(s->college, "水利");
    COPY(s->class_name, "一班");
    s->devices_len = 2;
    s->devices[1][31] = 9;
    COPY(s->challenge.id, "c1");
    s->challenge.otp_hash[3] = 4;
    s->challenge.device_hash[4] = 5;
    s->challenge.expires_ms = 3;
    s->challenge.tries = 2;
}

static void fill_people(struct student *s)
{
    struct appeal *a = appeals_add(&s->appeals);

    COPY(a->id, "a1");
    COPY(a->object, "shot1");
    a->is_shot = true;
    a->state = APPEAL_ACCEPTED;
    a->made_ms = 61;
    COPY(a->text, "我的头巾是民族服饰");
    COPY(a->first_by, APPEAL_MACHINE);
    a->first_ms = 62;
    COPY(a->first_reason, "无");
    a->findings_len = 1;
    COPY(a->findings[0], "head_covered");
    a->result = ATTEMPT_NOT_LIVE;
    COPY(a->decided_by, "li");
    a->decided_ms = 63;
    COPY(a->reason, "符合规定");
    fill_photo(&a->original, 4);
    fill_photo(&a->preview, 5);
    COPY(a->draft_id, "d9");
    a->is_unmade = true;
    a->opened_ms = 64;
    s->waived_len = 2;
    COPY(s->waived[0], "head_covered");
    COPY(s->waived[1], "turned");
    assert_true(reports_add(&s->reports, "p1", 65));
    COPY(s->season, "2025");
    s->season_closed_ms = 66;
}

/* Every member with another value than its neighbour. */
static struct student *full(void)
{
    struct student *s = student_new();

    fill_identity(s);
    steps_mark(&s->steps, STEP_NOTICE, "v2", 41);
    steps_mark(&s->steps, STEP_REQUIREMENTS, "", 42);
    s->video_started_ms = 43;
    s->nonces.len = 2;
    s->nonces.at[0].sha256[0] = 6;
    s->nonces.at[0].expires_ms = 44;
    COPY(s->nonces.at[0].challenge, "blink");
    s->nonces.at[1].sha256[0] = 7;
    s->nonces.at[1].expires_ms = 45;
    s->lockout.failed_in_row = 3;
    s->lockout.run_from_ms = 51;
    s->lockout.not_live_from_ms = 52;
    s->lockout.cooling_off_until_ms = 45;
    s->lockout.not_live_count = 2;
    s->lockout.not_live_day = 20179;
    s->lockout.locks[LOCKOUT_VIOLATION] =
        (struct lock){LOCKOUT_VIOLATION, 46, 47};
    s->judged_len = 1;
    COPY(s->judged[0], "shot1");
    s->drafts.len = 2;
    fill_draft(&s->drafts.at[0]);
    fill_draft(&s->drafts.at[1]);
    fill_submission(&s->submission);
    s->past_len = 1;
    fill_submission(&s->past[0]);
    s->orders.len = 1;
    fill_order(&s->orders.at[0]);
    COPY(s->paid_order_no, "20250401aa");
    s->prints = PRINTS_SHIPPED;
    s->window_from_ms = 48;
    s->window_to_ms = 49;
    s->notes_len = 1;
    s->notes[0].at_ms = 50;
    COPY(s->notes[0].by, "li");
    COPY(s->notes[0].what, "unlock");
    COPY(s->notes[0].reason, "到场");
    fill_people(s);
    return s;
}

static struct student *there_and_back(const struct student *s)
{
    struct buf data = BUF_INIT(1 << 20);
    struct student *back = NULL;

    assert_int_equal(student_encode(s, &data), 0);
    assert_int_equal(student_decode(buf_view(&data), &back), 0);
    buf_done(&data);
    return back;
}

static void test_round_trip(void **state)
{
    struct student *s = full();
    struct student *back = there_and_back(s);

    (void)state;
    assert_memory_equal(s, back, sizeof *s);
    student_freep(&s);
    student_freep(&back);
}

static void test_an_empty_one(void **state)
{
    struct student *s = student_new();
    struct student *back = there_and_back(s);

    (void)state;
    assert_memory_equal(s, back, sizeof *s);
    assert_int_equal(student_submission_state(s), SUBMISSION_NONE);
    student_freep(&s);
    student_freep(&back);
}

/* Bytes that are no student, cut or changed, never pass a limit. */
static void test_damaged_bytes(void **state)
{
    struct student *s = full();
    struct buf data = BUF_INIT(1 << 20);
    uint32_t seed = 5;

    (void)state;
    assert_int_equal(student_encode(s, &data), 0);
    for (int i = 0; i < 3000; i++) {
        struct student *back = NULL;
        uint8_t *byte;
        uint8_t old;

        seed = seed * 1664525u + 1013904223u;
        byte = &data.at[(seed >> 8) % data.len];
        old = *byte;
        *byte = (uint8_t)(seed >> 3);
        if (student_decode((struct bytes){data.at, data.len - (size_t)i % 3},
                           &back) == 0) {
            assert_true(back->drafts.len <= DRAFTS_MAX);
            assert_true(back->submission.state < SUBMISSION_STATES);
        }
        student_freep(&back);
        *byte = old;
    }
    buf_done(&data);
    student_freep(&s);
}

static void test_size(void **state)
{
    struct student *s = full();
    struct buf data = BUF_INIT(1 << 20);

    (void)state;
    assert_int_equal(student_encode(s, &data), 0);
    assert_true(data.len < 4096); /* what Redis holds of a busy student, */
    buf_done(&data);              /* and, accepted, the receipt beside it */
    s->submission.chain_len = SUBMISSION_CHAIN_MAX;
    assert_int_equal(student_encode(s, &data), 0);
    assert_true(data.len < 4096 + SUBMISSION_CHAIN_MAX);
    buf_done(&data);
    student_freep(&s);
}

static void test_keys(void **state)
{
    char key[KEY_SIZE];
    char longest[KEY_SIZE + 1];

    (void)state;
    assert_true(key_of("s", "2021000000001", key));
    assert_string_equal(key, "s:2021000000001");
    assert_true(key_of("s", "学生", key));
    assert_false(key_of("s", "", key));
    assert_false(key_of("s", "a b", key));
    assert_false(key_of("s", "a\nb", key));
    assert_false(key_of("s", "a\"b", key));
    memset(longest, 'x', KEY_SIZE);
    longest[KEY_SIZE] = '\0';
    assert_false(key_of("s", longest, key));
    longest[KEY_SIZE - 3] = '\0';
    assert_true(key_of("s", longest, key));
}

static void test_sessions(void **state)
{
    struct session s = {.uid = "u1",
                        .role = "college",
                        .school_code = "10294",
                        .college = "水利",
                        .account_epoch = 3,
                        .is_enrolling = true,
                        .expires_ms = 77};
    struct session back;
    struct buf data = BUF_INIT(1000);

    (void)state;
    assert_int_equal(session_encode(&s, &data), 0);
    assert_int_equal(session_decode(buf_view(&data), &back), 0);
    assert_memory_equal(&s, &back, sizeof s);
    assert_int_equal(session_decode(bytes_of_text("\x0a\x7f"), &back),
                     -EBADMSG);
    buf_done(&data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_an_empty_one),
        cmocka_unit_test(test_damaged_bytes),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_sessions),
    };
    return cmocka_run_group_tests_name("student", tests, NULL, NULL);
}
