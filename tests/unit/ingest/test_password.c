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
    };
    return cmocka_run_group_tests_name("password", tests, make_hash, NULL);
}
