#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ingest/password.h"

#include <sodium.h>
#include <string.h>

enum { MANY = 64, NONE = -1 };

static char hash[crypto_pwhash_STRBYTES];

static void heard(void *ctx, enum password_verdict verdict)
{
    int *ret = ctx;

    assert_int_equal(*ret, NONE); /* once */
    *ret = (int)verdict;
}

static int judge(struct loop *loop, const char *of, const char *password)
{
    struct passwords *p = passwords_new(loop);
    int verdict = NONE;

    assert_true(passwords_judge(p, of, password, heard, &verdict));
    assert_int_equal(verdict, NONE); /* later, not now */
    loop_run(loop);
    passwords_free(p);
    return verdict;
}

static void test_verdicts(void **state)
{
    char longer[200];
    struct loop *loop = loop_new();

    (void)state;
    memset(longer, 'a', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    assert_int_equal(judge(loop, hash, "s3cret"), PASSWORD_HOLDS);
    assert_int_equal(judge(loop, hash, "s3cret "), PASSWORD_FAILS);
    assert_int_equal(judge(loop, hash, ""), PASSWORD_FAILS);
    assert_int_equal(judge(loop, "", "s3cret"), PASSWORD_FAILS);
    assert_int_equal(judge(loop, "", ""), PASSWORD_FAILS);
    assert_int_equal(judge(loop, "no hash", "no hash"), PASSWORD_FAILS);
    assert_int_equal(judge(loop, longer, longer), PASSWORD_FAILS);
    loop_free(loop);
}

static void test_only_so_many_at_a_time(void **state)
{
    struct loop *loop = loop_new();
    struct passwords *p = passwords_new(loop);
    int verdicts[MANY];
    size_t taken = 0;

    (void)state;
    for (size_t i = 0; i < MANY; i++)
        verdicts[i] = NONE;
    while (taken < MANY &&
           passwords_judge(p, hash, "s3cret", heard, &verdicts[taken]))
        taken++;
    assert_int_equal(taken, 18);
    loop_run(loop);
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(verdicts[i], i < taken ? (int)PASSWORD_HOLDS : NONE);
    /* And there is room again. */
    assert_true(passwords_judge(p, hash, "guess", heard, &verdicts[taken]));
    loop_run(loop);
    assert_int_equal(verdicts[taken], PASSWORD_FAILS);
    loop_free(loop);
    passwords_free(p);
}

static void take(void *ctx, const char *made)
{
    char *ret = ctx;

    assert_non_null(made);
    memcpy(ret, made, strlen(made) + 1);
}

static void test_a_new_hash_is_of_its_password(void **state)
{
    struct loop *loop = loop_new();
    struct passwords *p = passwords_new(loop);
    char made[2][crypto_pwhash_STRBYTES] = {"", ""};

    (void)state;
    assert_true(passwords_hash(p, "correct horse", take, made[0]));
    assert_true(passwords_hash(p, "correct horse", take, made[1]));
    loop_run(loop);
    assert_string_not_equal(made[0], made[1]); /* salted */
    assert_int_equal(crypto_pwhash_str_verify(made[0], "correct horse", 13), 0);
    assert_memory_equal(made[0], "$argon2id$", 10);
    loop_free(loop);
    passwords_free(p);
}

static void test_what_may_be_a_password(void **state)
{
    char longest[258];

    (void)state;
    assert_false(password_is_sound(""));
    assert_false(password_is_sound("123456789"));
    assert_true(password_is_sound("1234567890"));
    assert_false(password_is_sound("密码密码密码密码密")); /* 9 characters */
    assert_true(password_is_sound("密码密码密码密码密码"));
    memset(longest, 'x', sizeof longest);
    longest[257] = '\0';
    assert_false(password_is_sound(longest));
    longest[256] = '\0';
    assert_true(password_is_sound(longest));
}

static int make_hash(void **state)
{
    (void)state;
    if (sodium_init() < 0)
        return -1;
    return crypto_pwhash_str(hash, "s3cret", 6,
                             crypto_pwhash_OPSLIMIT_INTERACTIVE,
                             crypto_pwhash_MEMLIMIT_INTERACTIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_only_so_many_at_a_time),
        cmocka_unit_test(test_a_new_hash_is_of_its_password),
        cmocka_unit_test(test_what_may_be_a_password),
    };
    return cmocka_run_group_tests_name("password", tests, make_hash, NULL);
}
