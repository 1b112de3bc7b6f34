#include "relay/chain.h"

#include "keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define HEX_A "abababababababababababababababababababababababababababababababab"
#define HEX_C "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
#define HEX_0 "0000000000000000000000000000000000000000000000000000000000000000"

static const char RECEIPT[] =
    "{\"batch_id\":\"chsi-1\",\"submission_id\":\"s1\",\"student_uid\":\"u1\","
    "\"photo_sha256\":\"" HEX_C "\",\"result\":\"accepted\",\"reason\":\"\","
    "\"receipt_no\":\"R1\",\"at\":1748736000410,\"manifest_sha256\":\"" HEX_A
    "\",\"key_id\":\"0011223344556677\",\"signature\":\"00\"}";

static struct test_keys keys, others;

static void step(struct submission *sub, enum submission_state state,
                 int64_t at_ms)
{
    sub->history[sub->history_len++] =
        (struct history_line){.state = state, .at_ms = at_ms};
}

static struct student *sent(void)
{
    struct student *s = student_new();
    struct submission *sub = &s->submission;

    memcpy(s->uid, "u1", 3);
    memcpy(s->school_code, "10294", 6);
    memcpy(sub->id, "s1", 3);
    memcpy(sub->batch_id, "chsi-1", 7);
    memcpy(sub->decided_by, "teacher", 8);
    sub->state = SUBMISSION_SENT;
    sub->draft.stored_ms = 1748735000000;
    memcpy(sub->draft.rule_set, "diploma", 8);
    memcpy(sub->draft.original.location, "a", 2);
    memset(sub->draft.original.sha256, 0xab, 32);
    memcpy(sub->draft.photo.location, "c", 2);
    memset(sub->draft.photo.sha256, 0xcd, 32);
    step(sub, SUBMISSION_APPROVED, 1748735100000);
    step(sub, SUBMISSION_SENT, 1748735200000);
    return s;
}

static json_t *made(const char *receipt)
{
    struct student *s = sent();
    json_t *document = NULL;

    assert_int_equal(chain_make(s, receipt, keys.private, &document), 0);
    student_free(s);
    return document;
}

static const char *broken(const json_t *document,
                          const struct chain_evidence *evidence)
{
    const char *what = chain_verify(document, evidence).broken;

    return what ? what : "";
}

static void test_a_receipt_holds(void **state)
{
    const struct chain_evidence plain = {.keys = &keys.public};
    const struct chain_evidence files = {
        .keys = &keys.public, .photo_sha256 = HEX_C, .original_sha256 = HEX_A};
    json_t *document = made(RECEIPT);
    char *text = json_dumps(document, 0);

    (void)state;
    assert_string_equal(broken(document, &plain), "");
    assert_string_equal(broken(document, &files), "");
    assert_null(strstr(text, "teacher")); /* a person's name is left out */
    assert_true(strlen(text) < SUBMISSION_CHAIN_MAX);
    free(text);
    json_decref(document);
}

/* clang-format off */
static const struct {
    const char *where; /* index of the link, "-" for the document */
    const char *member, *value;
    const char *broken;
} ROWS[] = {
    {"-", "format", "tucai-chain 2", "format"},
    {"0", "sha256", HEX_C, "raw"},
    {"0", "at", "2025-06-01T00:00:00+08:00", "raw"},
    {"0", "hash", HEX_0, "raw"},
    {"0", "link", "produced", "raw"},
    {"1", "sha256", HEX_A, "produced"},
    {"1", "rule_set", "other", "produced"},
    {"2", "by", "system", "approved"},
    {"2", "by", "a\nb", "approved"},
    {"3", "batch_id", "chsi-2", "sent"},
    {"4", "result", "refused", "accepted"},
    {"4", "receipt_no", "R2", "accepted"},
    {"4", "hash", HEX_0, "accepted"},
    {"-", "submission_id", "s2", "accepted"},
    {"-", "student_uid", "u2", "accepted"},
    {"-", "school_code", "10295", "signature"},
    {"-", "signature", "00", "signature"},
    {"-", "key_id", "0011223344556677", "signature"},
    {"-", "state", "accepted", ""}, /* what is not signed may be added */
};
/* clang-format on */

static void test_the_first_broken_link_is_named(void **state)
{
    const struct chain_evidence evidence = {.keys = &keys.public};

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        json_t *document = made(RECEIPT);
        json_t *chain = json_object_get(document, "chain");
        json_t *at =
            ROWS[i].where[0] == '-'
                ? document
                : json_array_get(chain, (size_t)ROWS[i].where[0] - '0');

        (void)json_object_set_new(at, ROWS[i].member,
                                  json_string(ROWS[i].value));
        if (strcmp(broken(document, &evidence), ROWS[i].broken) != 0)
            fail_msg("%s of %s: %s", ROWS[i].member, ROWS[i].where,
                     broken(document, &evidence));
        json_decref(document);
    }
}

static void test_it_is_held_against_files_and_keys(void **state)
{
    const struct chain_evidence photo = {.keys = &keys.public,
                                         .photo_sha256 = HEX_A};
    const struct chain_evidence original = {.keys = &keys.public,
                                            .original_sha256 = HEX_C};
    const struct chain_evidence other = {.keys = &others.public};
    const struct chain_evidence registry = {.keys = &keys.public,
                                            .registry = &others.public};
    json_t *document = made(RECEIPT);

    (void)state;
    assert_string_equal(broken(document, &photo), "produced");
    assert_string_equal(broken(document, &original), "raw");
    assert_string_equal(broken(document, &other), "signature");
    assert_string_equal(broken(document, &registry), "accepted");
    json_decref(document);
}

static void test_what_is_no_receipt_breaks_nothing(void **state)
{
    static const char *const ODD[] = {
        "{}", "[]", "{\"format\":\"tucai-chain 1\"}",
        "{\"format\":\"tucai-chain 1\",\"chain\":[1,2,3,4,5]}",
        "{\"format\":\"tucai-chain 1\",\"chain\":[{},{},{},{},{}]}"};
    static const char *const WORST[] = {"", "[]", "{}", "{\"at\":[]}"};
    const struct chain_evidence evidence = {.keys = &keys.public};

    (void)state;
    assert_string_equal(broken(NULL, &evidence), "format");
    for (size_t i = 0; i < sizeof ODD / sizeof *ODD; i++) {
        json_t *document = json_loads(ODD[i], 0, NULL);

        assert_string_not_equal(broken(document, &evidence), "");
        json_decref(document);
    }
    for (size_t i = 0; i < sizeof WORST / sizeof *WORST; i++) {
        struct student *s = sent();
        json_t *document = NULL;

        assert_true(chain_make(s, WORST[i], keys.private, &document) < 0);
        student_free(s);
    }
}

static int set_up(void **state)
{
    (void)state;
    test_keys_make(&keys);
    test_keys_make(&others);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_keys_done(&keys);
    test_keys_done(&others);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_receipt_holds),
        cmocka_unit_test(test_the_first_broken_link_is_named),
        cmocka_unit_test(test_it_is_held_against_files_and_keys),
        cmocka_unit_test(test_what_is_no_receipt_breaks_nothing),
    };
    return cmocka_run_group_tests_name("chain", tests, set_up, tear_down);
}
