#include "dispatch/op.h"
#include "dispatch/stages.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum { WORDS = 64, BILLING = 2 };

/* The words, joined by '|'. */
static const char *words(const struct op *op)
{
    static char text[1024];
    struct bytes views[WORDS];
    size_t len = 0;

    assert_true(op->n_words <= WORDS);
    op_views(op, views);
    for (size_t i = 0; i < op->n_words; i++) {
        if (i)
            text[len++] = '|';
        if (views[i].len)
            memcpy(text + len, views[i].at, views[i].len);
        len += views[i].len;
    }
    text[len] = 0;
    return text;
}

static ProtobufCBinaryData data(const char *text)
{
    return (ProtobufCBinaryData){strlen(text), (uint8_t *)(uintptr_t)text};
}

static void expect(struct op *op, const char *text)
{
    assert_non_null(op);
    assert_string_equal(words(op), text);
    op_free(op);
}

static void test_admissions(void **state)
{
    static char id[] = "job", kind[] = "shot", uid[] = "u", reply[] = "r";
    Tucai__V1__Admit a = TUCAI__V1__ADMIT__INIT;

    (void)state;
    a.id = id;
    a.kind = kind;
    expect(op_admit(&a), "ADMIT|job|shot|||||0|||");
    a.uid = uid;
    a.reply_to = reply;
    a.payload = data("p");
    a.not_before_ms = 1748736000123;
    a.exclusive = true;
    a.state_version = 3;
    expect(op_admit(&a), "ADMIT|job|shot|u|p|r||1748736000123|1||");
    a.guarded = true;
    a.state_version = UINT64_MAX;
    a.fingerprint = data("fp");
    expect(op_admit(&a),
           "ADMIT|job|shot|u|p|r||1748736000123|1|18446744073709551615|fp");
    a.id = (char[]){"not an id"};
    assert_null(op_admit(&a));
}

/* A file's own key never reaches the ledger. */
static void test_keys_stay_out(void **state)
{
    static char id[] = "job", name[] = "photo";
    Tucai__V1__Blob blob = TUCAI__V1__BLOB__INIT;
    Tucai__V1__Blob *blobs[] = {&blob};
    Tucai__V1__Admit a = TUCAI__V1__ADMIT__INIT;
    struct op *op;

    (void)state;
    a.id = id;
    a.blobs = blobs;
    a.n_blobs = 1;
    blob.name = name;
    blob.key = data("SECRET");
    blob.wrapped_key = data("WRAPPED");
    op = op_admit(&a);
    assert_null(memmem(op->words.at, op->words.len, "SECRET", 6));
    assert_non_null(memmem(op->words.at, op->words.len, "WRAPPED", 7));
    op_free(op);
}

/* clang-format off */
static const struct {
    Tucai__V1__Effect__Kind kind;
    const char *words;
} EFFECTS[] = {
    {TUCAI__V1__EFFECT__KIND__PUT, "PUT|s:u|7|val"},
    {TUCAI__V1__EFFECT__KIND__SET_NEW, "SET_NEW|s:u|7|val"},
    {TUCAI__V1__EFFECT__KIND__DEL, "DEL|s:u"},
    {TUCAI__V1__EFFECT__KIND__EXPIRE, "EXPIRE|s:u|7"},
    {TUCAI__V1__EFFECT__KIND__INCR, "INCR|s:u|7"},
    {TUCAI__V1__EFFECT__KIND__ZADD, "ZADD|s:u|1748736000123.5|txt"},
    {TUCAI__V1__EFFECT__KIND__ZREM, "ZREM|s:u|txt|7"},
    {TUCAI__V1__EFFECT__KIND__HSET, "HSET|s:u|txt|val"},
    {TUCAI__V1__EFFECT__KIND__HDEL, "HDEL|s:u|txt"},
    {TUCAI__V1__EFFECT__KIND__XADD, "XADD|s:u|7|2|n|v"},
    {TUCAI__V1__EFFECT__KIND__XTRIM, "XTRIM|s:u|txt"},
    {TUCAI__V1__EFFECT__KIND__PUBLISH, "PUBLISH|s:u|val"},
    {TUCAI__V1__EFFECT__KIND__CHILD, "CHILD|kid|pay|||||0|||"},
};
/* clang-format on */

/* One effect with every field filled, so that a wrong field shows. */
static Tucai__V1__Effect full_effect(Tucai__V1__Effect__Kind kind)
{
    static char key[] = "s:u", text[] = "txt", kid[] = "kid", pay[] = "pay";
    static ProtobufCBinaryData pairs[2];
    static Tucai__V1__Admit child;
    Tucai__V1__Effect e = TUCAI__V1__EFFECT__INIT;

    child = (Tucai__V1__Admit)TUCAI__V1__ADMIT__INIT;
    child.id = kid;
    child.kind = pay;
    pairs[0] = data("n");
    pairs[1] = data("v");
    e.kind = kind;
    e.key = key;
    e.number = 7;
    e.text = text;
    e.value = data("val");
    e.score = 1748736000123.5;
    e.pairs = pairs;
    e.n_pairs = 2;
    e.child = &child;
    return e;
}

static void test_effects(void **state)
{
    static char id[] = "job";
    char text[256];

    (void)state;
    for (size_t i = 0; i < sizeof EFFECTS / sizeof *EFFECTS; i++) {
        Tucai__V1__Effect e = full_effect(EFFECTS[i].kind);
        Tucai__V1__Effect *list[] = {&e};
        Tucai__V1__Done d = TUCAI__V1__DONE__INIT;

        d.id = id;
        d.token = 12;
        d.result = data("res");
        d.effects = list;
        d.n_effects = 1;
        snprintf(text, sizeof text, "DONE|job|12|ok|res||0||1|%s",
                 EFFECTS[i].words);
        expect(op_done(&d, BILLING), text);
    }
}

static void test_a_forbidden_effect_takes_the_whole_with_it(void **state)
{
    static char id[] = "job", key[] = "j:other";
    Tucai__V1__Effect good = full_effect(TUCAI__V1__EFFECT__KIND__PUT);
    Tucai__V1__Effect bad = full_effect(TUCAI__V1__EFFECT__KIND__PUT);
    Tucai__V1__Effect *list[] = {&good, &bad};
    Tucai__V1__Done d = TUCAI__V1__DONE__INIT;

    (void)state;
    bad.key = key;
    d.id = id;
    d.token = 12;
    d.effects = list;
    d.n_effects = 2;
    expect(op_done(&d, BILLING), "DONE|job|12|fatal||an effect that this stage "
                                 "may not have|0||0");
    bad = full_effect((Tucai__V1__Effect__Kind)99);
    expect(op_done(&d, BILLING), "DONE|job|12|fatal||an effect that this stage "
                                 "may not have|0||0");
}

static void test_no_number_is_passed_on_as_none(void **state)
{
    static char id[] = "job";
    Tucai__V1__Effect e = full_effect(TUCAI__V1__EFFECT__KIND__ZADD);
    Tucai__V1__Effect *list[] = {&e};
    Tucai__V1__Done d = TUCAI__V1__DONE__INIT;

    (void)state;
    e.score = NAN;
    d.id = id;
    d.effects = list;
    d.n_effects = 1;
    expect(op_done(&d, BILLING), "DONE|job|0|ok|||0||1|ZADD|s:u|nan|txt");
    d.outcome = (Tucai__V1__Outcome)99;
    assert_null(op_done(&d, BILLING));
}

static void test_the_rest(void **state)
{
    (void)state;
    expect(op_renew("job", 3), "RENEW|job|3");
    expect(op_give_back("job", UINT64_MAX),
           "GIVE_BACK|job|18446744073709551615");
    expect(op_adopt("job", 3, 7), "ADOPT|job|3|7");
    expect(op_lost("job", 3, UINT64_MAX), "LOST|job|3|18446744073709551615|");
    expect(op_crash("job", 3, 7, BILLING), "LOST|job|3|7|worker lost");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_admissions),
        cmocka_unit_test(test_keys_stay_out),
        cmocka_unit_test(test_effects),
        cmocka_unit_test(test_a_forbidden_effect_takes_the_whole_with_it),
        cmocka_unit_test(test_no_number_is_passed_on_as_none),
        cmocka_unit_test(test_the_rest),
    };
    return cmocka_run_group_tests_name("op", tests, NULL, NULL);
}
