#include "proof/chain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

/* GB/T 32905-2016, examples 1 and 2. */
static void test_sm3(void **state)
{
    char got[CHAIN_HEX];

    (void)state;
    chain_digest(bytes_of_text("abc"), got);
    assert_string_equal(
        got,
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    chain_digest(bytes_of_text("abcdabcdabcdabcdabcdabcdabcdabcd"
                               "abcdabcdabcdabcdabcdabcdabcdabcd"),
                 got);
    assert_string_equal(
        got,
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

static void test_start_is_a_digest(void **state)
{
    (void)state;
    assert_int_equal(strlen(CHAIN_START), CHAIN_HEX - 1);
    assert_int_equal(strspn(CHAIN_START, "0"), CHAIN_HEX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sm3),
        cmocka_unit_test(test_start_is_a_digest),
    };
    return cmocka_run_group_tests_name("chain", tests, NULL, NULL);
}
