#include "relay/answer.h"

#include "core/cleanup.h"
#include "core/text.h"
#include "keys.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct test_keys keys, others;

static const struct answer_photo PHOTOS[] = {{"s-1", "u-1", {1}},
                                             {"s-2", "u-2", {2}}};
static const struct answer_wanted WANTED = {"chsi-7", {7}, PHOTOS, 2};

static char *hex_of(const uint8_t sha256[32])
{
    static char text[65];

    text_hex((struct bytes){sha256, 32}, text);
    return text;
}

/* Signs a receipt as the registry would, whatever it says. */
static void sign(json_t *receipt, const struct signature_key *key)
{
    char text[2048], signature[SIGNATURE_HEX];
    const char *batch, *submission, *uid, *sha256, *result, *reason, *no;
    json_int_t at;

    batch = WANTED.batch_id;
    assert_int_equal(json_unpack(receipt, "{s:s, s:s, s:s, s:s, s:s, s:s, s:I}",
                                 "submission_id", &submission, "student_uid",
                                 &uid, "photo_sha256", &sha256, "result",
                                 &result, "reason", &reason, "receipt_no", &no,
                                 "at", &at),
                     0);
    (void)snprintf(text, sizeof text,
                   "tucai-receipt 1\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%" PRId64
                   "\n%s\n",
                   batch, submission, uid, sha256, result, reason, no,
                   (int64_t)at, hex_of(WANTED.manifest_sha256));
    assert_int_equal(signature_make(key, bytes_of_text(text), signature), 0);
    json_object_set_new(receipt, "key_id", json_string(signature_key_id(key)));
    json_object_set_new(receipt, "signature", json_string(signature));
}

static json_t *receipt_of(const struct answer_photo *p, const char *result,
                          const char *reason)
{
    json_t *r =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "submission_id",
                  p->submission_id, "student_uid", p->student_uid,
                  "photo_sha256", hex_of(p->sha256), "result", result, "reason",
                  reason, "receipt_no", "R1", "at", (json_int_t)1748736000410);

    sign(r, keys.private);
    return r;
}

/* One accepted, one refused. */
static json_t *good_document(void)
{
    return json_pack("{s:s, s:s, s:s, s:I, s:[o, o]}", "batch_id", "chsi-7",
                     "manifest_sha256", hex_of(WANTED.manifest_sha256), "state",
                     "done", "received_at", (json_int_t)1, "receipts",
                     receipt_of(&PHOTOS[0], "accepted", ""),
                     receipt_of(&PHOTOS[1], "refused", "photo_nonconforming"));
}

static int read_document(const json_t *document, struct answer *ret)
{
    _cleanup_(freep) char *text = json_dumps(document, JSON_COMPACT);

    return answer_read(bytes_of_text(text), &WANTED, &keys.public, ret);
}

static void test_a_good_answer(void **state)
{
    struct answer a = ANSWER_INIT;
    json_t *document = good_document(), *record;

    (void)state;
    assert_int_equal(read_document(document, &a), 0);
    assert_true(a.done);
    assert_int_equal(a.n_receipts, 2);
    assert_true(a.receipts[0].accepted);
    assert_string_equal(a.receipts[0].reason, "");
    assert_false(a.receipts[1].accepted);
    assert_string_equal(a.receipts[1].reason, "photo_nonconforming");
    record = json_loads(a.receipts[0].record, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(record, "batch_id")),
                        "chsi-7");
    assert_string_equal(
        json_string_value(json_object_get(record, "receipt_no")), "R1");
    assert_non_null(json_object_get(record, "manifest_sha256"));
    assert_non_null(json_object_get(record, "signature"));
    json_decref(record);
    json_decref(document);
    answer_done(&a);
}

static void test_processing_has_no_receipts(void **state)
{
    struct answer a = ANSWER_INIT;
    json_t *document = good_document();

    (void)state;
    json_object_set_new(document, "state", json_string("processing"));
    assert_int_equal(read_document(document, &a), 0);
    assert_false(a.done);
    assert_int_equal(a.n_receipts, 0);
    json_decref(document);
    answer_done(&a);
}

/* clang-format off */
static const struct row {
    const char *name;
    int receipt;        /* which one to change; -1: the document itself */
    const char *member;
    const char *value;  /* JSON; NULL: taken away */
    bool signed_again;  /* by the registry's key: the lie is well signed */
    int want;
} ROWS[] = {
    {"another batch",       -1, "batch_id", "\"chsi-8\"", false, ANSWER_OTHER_BATCH},
    {"no batch",            -1, "batch_id", NULL, false, ANSWER_OTHER_BATCH},
    {"another manifest",    -1, "manifest_sha256", "\"00\"", false, ANSWER_OTHER_BATCH},
    {"a number as digest",  -1, "manifest_sha256", "7", false, ANSWER_OTHER_BATCH},
    {"strange state",       -1, "state", "\"maybe\"", false, ANSWER_BAD_STATE},
    {"no state",            -1, "state", NULL, false, ANSWER_BAD_STATE},
    {"no receipts",         -1, "receipts", NULL, false, ANSWER_BAD_COUNT},
    {"empty receipts",      -1, "receipts", "[]", false, ANSWER_BAD_COUNT},
    {"too many receipts",   -1, "receipts", "[1,2,3]", false, ANSWER_BAD_COUNT},
    {"receipts of numbers", -1, "receipts", "[1,2]", false, ANSWER_BAD_RECEIPT},
    {"receipts as object",  -1, "receipts", "{\"a\":1,\"b\":2}", false, ANSWER_BAD_COUNT},
    {"another submission",   0, "submission_id", "\"s-2\"", true, ANSWER_BAD_RECEIPT},
    {"another student",      0, "student_uid", "\"u-2\"", true, ANSWER_BAD_RECEIPT},
    {"another photo",        1, "photo_sha256", "\"ff\"", true, ANSWER_BAD_RECEIPT},
    {"strange result",       0, "result", "\"perhaps\"", true, ANSWER_BAD_RECEIPT},
    {"accepted, but why",    0, "reason", "\"photo_held\"", true, ANSWER_BAD_RECEIPT},
    {"refused without why",  1, "reason", "\"\"", true, ANSWER_BAD_RECEIPT},
    {"reason with markup",   1, "reason", "\"<b>\"", true, ANSWER_BAD_RECEIPT},
    {"reason of 41",         1, "reason", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", true, ANSWER_BAD_RECEIPT},
    {"reason of 40",         1, "reason", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", true, 0},
    {"no receipt number",    0, "receipt_no", "\"\"", true, ANSWER_BAD_RECEIPT},
    {"number with a line",   0, "receipt_no", "\"R1\\n\"", true, ANSWER_BAD_RECEIPT},
    {"before 1970",          0, "at", "-1", true, ANSWER_BAD_RECEIPT},
    {"time as text",         0, "at", "\"now\"", false, ANSWER_BAD_RECEIPT},
    {"time changed",         0, "at", "1", false, ANSWER_BAD_SIGNATURE},
    {"number changed",       1, "receipt_no", "\"R2\"", false, ANSWER_BAD_SIGNATURE},
    {"result changed",       1, "result", "\"accepted\"", false, ANSWER_BAD_RECEIPT},
    {"no signature",         0, "signature", NULL, false, ANSWER_BAD_SIGNATURE},
    {"empty signature",      1, "signature", "\"\"", false, ANSWER_BAD_SIGNATURE},
    {"unknown key",          0, "key_id", "\"0000000000000000\"", false, ANSWER_BAD_SIGNATURE},
    {"a member we ignore",   0, "colour", "\"blue\"", false, 0},
};
/* clang-format on */

static int try_row(const struct row *row)
{
    struct answer a = ANSWER_INIT;
    json_t *document = good_document(), *at = document;
    int r;

    if (row->receipt >= 0)
        at = json_array_get(json_object_get(document, "receipts"),
                            (size_t)row->receipt);
    if (row->value)
        json_object_set_new(at, row->member,
                            json_loads(row->value, JSON_DECODE_ANY, NULL));
    else
        json_object_del(at, row->member);
    if (row->signed_again)
        sign(at, keys.private);
    r = read_document(document, &a);
    if (r != 0)
        assert_int_equal(a.n_receipts, 0);
    json_decref(document);
    answer_done(&a);
    return r;
}

static void test_lies(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        int r = try_row(&ROWS[i]);
        if (r != ROWS[i].want)
            fail_msg("%s: got %d", ROWS[i].name, r);
    }
}

static void test_signed_by_a_stranger(void **state)
{
    struct answer a = ANSWER_INIT;
    json_t *document = good_document();

    (void)state;
    sign(json_array_get(json_object_get(document, "receipts"), 1),
         others.private);
    assert_int_equal(read_document(document, &a), ANSWER_BAD_SIGNATURE);
    json_decref(document);
}

static void test_receipts_in_another_order(void **state)
{
    struct answer a = ANSWER_INIT;
    json_t *document = good_document();
    json_t *list = json_object_get(document, "receipts");
    json_t *first = json_incref(json_array_get(list, 0));

    (void)state;
    json_array_remove(list, 0);
    json_array_append_new(list, first);
    assert_int_equal(read_document(document, &a), ANSWER_BAD_RECEIPT);
    json_decref(document);
}

static void test_no_document(void **state)
{
    static const char *const texts[] = {
        "", "null", "[]", "{", "\"x\"", "{\"a\":1,\"a\":2}", "{}x", "\x00\x01",
    };
    struct answer a = ANSWER_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(
            answer_read(bytes_of_text(texts[i]), &WANTED, &keys.public, &a),
            ANSWER_NOT_JSON);
}

/* Every cut of a good answer is refused, none crashes. */
static void test_cut_anywhere(void **state)
{
    struct answer a = ANSWER_INIT;
    json_t *document = good_document();
    char *text = json_dumps(document, JSON_COMPACT);

    (void)state;
    for (size_t len = 0; len < strlen(text); len++)
        assert_int_not_equal(answer_read((struct bytes){(uint8_t *)text, len},
                                         &WANTED, &keys.public, &a),
                             0);
    free(text);
    json_decref(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_good_answer),
        cmocka_unit_test(test_processing_has_no_receipts),
        cmocka_unit_test(test_lies),
        cmocka_unit_test(test_signed_by_a_stranger),
        cmocka_unit_test(test_receipts_in_another_order),
        cmocka_unit_test(test_no_document),
        cmocka_unit_test(test_cut_anywhere),
    };
    int r;

    test_keys_make(&keys);
    test_keys_make(&others);
    r = cmocka_run_group_tests_name("relay/answer", tests, NULL, NULL);
    test_keys_done(&keys);
    test_keys_done(&others);
    return r;
}
