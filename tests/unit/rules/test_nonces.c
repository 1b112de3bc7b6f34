#include "rules/nonces.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define MIN(n) ((int64_t)(n)*60000)

static const struct nonce *find(const struct nonces *nonces, uint8_t name,
                                int64_t now_ms)
{
    const uint8_t sha256[NONCE_SHA256_BYTES] = {name};

    return nonces_find(nonces, sha256, now_ms);
}

static void use(struct nonces *nonces, uint8_t name)
{
    const uint8_t sha256[NONCE_SHA256_BYTES] = {name};

    nonces_use(nonces, sha256);
}

/* One that is good for five minutes. */
static void add(struct nonces *nonces, uint8_t name, int64_t now_ms)
{
    const struct nonce nonce = {.sha256 = {name},
                                .expires_ms = now_ms + MIN(5)};

    nonces_add(nonces, &nonce, now_ms);
}

static void test_each_is_good_for_its_own_time(void **state)
{
    struct nonces n = {0};

    (void)state;
    assert_null(find(&n, 0, 0));
    add(&n, 1, MIN(0));
    add(&n, 2, MIN(1));
    assert_non_null(find(&n, 1, MIN(5) - 1));
    assert_null(find(&n, 1, MIN(5)));
    assert_non_null(find(&n, 2, MIN(5)));
    assert_null(find(&n, 3, MIN(1)));
    assert_null(nonces_find(&n, NULL, MIN(1)));
}

static void test_a_used_one_takes_no_other_with_it(void **state)
{
    struct nonces n = {0};

    (void)state;
    add(&n, 1, 0);
    add(&n, 2, 0);
    use(&n, 3);
    assert_int_equal(n.len, 2);
    use(&n, 1);
    assert_null(find(&n, 1, 1));
    assert_non_null(find(&n, 2, 1));
    use(&n, 1);
    assert_int_equal(n.len, 1);
}

static void test_the_same_again_is_one(void **state)
{
    struct nonces n = {0};

    (void)state;
    add(&n, 1, 0);
    add(&n, 1, MIN(1));
    assert_int_equal(n.len, 1);
    assert_non_null(find(&n, 1, MIN(6) - 1));
    use(&n, 1);
    assert_int_equal(n.len, 0);
}

/* One that has run out goes before the oldest does. */
static void test_room_is_made(void **state)
{
    struct nonces n = {0};

    (void)state;
    add(&n, 1, MIN(1));
    add(&n, 2, MIN(-3)); /* ends first, though it came second */
    for (uint8_t name = 3; name <= NONCES_MAX; name++)
        add(&n, name, MIN(1));
    assert_int_equal(n.len, NONCES_MAX);
    add(&n, 101, MIN(2));
    assert_int_equal(n.len, NONCES_MAX);
    assert_non_null(find(&n, 1, MIN(2)));
    add(&n, 102, MIN(2));
    assert_int_equal(n.len, NONCES_MAX);
    assert_null(find(&n, 1, MIN(2)));
    for (uint8_t name = 3; name <= NONCES_MAX; name++)
        assert_non_null(find(&n, name, MIN(2)));
    assert_non_null(find(&n, 101, MIN(2)));
    assert_non_null(find(&n, 102, MIN(2)));
}

/* At its last moment it makes room: it is good for nothing any more. */
static void test_what_ends_now_makes_room(void **state)
{
    struct nonces n = {0};

    (void)state;
    add(&n, 1, MIN(0));
    add(&n, 2, MIN(5));
    assert_int_equal(n.len, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_is_good_for_its_own_time),
        cmocka_unit_test(test_a_used_one_takes_no_other_with_it),
        cmocka_unit_test(test_the_same_again_is_one),
        cmocka_unit_test(test_room_is_made),
        cmocka_unit_test(test_what_ends_now_makes_room),
    };
    return cmocka_run_group_tests_name("nonces", tests, NULL, NULL);
}
