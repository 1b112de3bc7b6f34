#include "net/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const struct blob_key MASTER = {{1, 2, 3}};
static const struct blob_key OTHER = {{1, 2, 4}};

static void seal(const char *text, struct buf *ret)
{
    *ret = BUF_INIT(SEAL_TEXT_MAX + SEAL_EXTRA_BYTES);
    assert_int_equal(seal_text(&MASTER, bytes_of_text(text), ret), 0);
}

static void test_what_is_sealed_can_be_opened(void **state)
{
    static const char *const TEXTS[] = {"", "13800138000", "验证码123456"};

    (void)state;
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        struct buf plain = BUF_INIT(4096);
        struct buf sealed;

        seal(TEXTS[i], &sealed);
        assert_int_equal(sealed.len, strlen(TEXTS[i]) + SEAL_EXTRA_BYTES);
        assert_int_equal(seal_open(&MASTER, buf_view(&sealed), &plain), 0);
        assert_true(bytes_equal(buf_view(&plain), bytes_of_text(TEXTS[i])));
        if (*TEXTS[i])
            assert_null(
                memmem(sealed.at, sealed.len, TEXTS[i], strlen(TEXTS[i])));
        buf_done(&sealed);
        buf_done(&plain);
    }
}

static void
test_two_seals_of_a_text_differ_and_their_hashes_do_not(void **state)
{
    const struct bytes phone = bytes_of_text("13800138000");
    uint8_t one[SEAL_HASH_BYTES], two[SEAL_HASH_BYTES];
    struct buf a, b;

    (void)state;
    seal("13800138000", &a);
    seal("13800138000", &b);
    assert_memory_not_equal(a.at, b.at, a.len);
    assert_int_equal(seal_hash(&MASTER, phone, one), 0);
    assert_int_equal(seal_hash(&MASTER, phone, two), 0);
    assert_memory_equal(one, two, sizeof one);
    assert_int_equal(seal_hash(&OTHER, phone, two), 0);
    assert_memory_not_equal(one, two, sizeof one);
    assert_int_equal(seal_hash(&MASTER, bytes_of_text("13800138001"), two), 0);
    assert_memory_not_equal(one, two, sizeof one);
    buf_done(&a);
    buf_done(&b);
}

/* Any bit of it, another master key, any length. */
static void test_what_was_changed_is_refused(void **state)
{
    struct buf plain = BUF_INIT(4096);
    struct buf sealed;

    (void)state;
    seal("13800138000", &sealed);
    assert_int_equal(seal_open(&OTHER, buf_view(&sealed), &plain),
                     SEAL_DAMAGED);
    for (size_t i = 0; i < sealed.len; i++) {
        sealed.at[i] ^= 1;
        assert_int_equal(seal_open(&MASTER, buf_view(&sealed), &plain),
                         SEAL_DAMAGED);
        sealed.at[i] ^= 1;
        assert_int_equal(
            seal_open(&MASTER, (struct bytes){sealed.at, i}, &plain),
            SEAL_DAMAGED);
    }
    assert_int_equal(plain.len, 0);
    buf_done(&sealed);
    buf_done(&plain);
}

static void test_a_text_has_its_limit(void **state)
{
    static const uint8_t LONG[SEAL_TEXT_MAX + 1];
    struct buf sealed = BUF_INIT(4096);

    (void)state;
    assert_true(seal_text(&MASTER, (struct bytes){LONG, sizeof LONG}, &sealed) <
                0);
    assert_int_equal(
        seal_text(&MASTER, (struct bytes){LONG, SEAL_TEXT_MAX}, &sealed), 0);
    buf_done(&sealed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_sealed_can_be_opened),
        cmocka_unit_test(
            test_two_seals_of_a_text_differ_and_their_hashes_do_not),
        cmocka_unit_test(test_what_was_changed_is_refused),
        cmocka_unit_test(test_a_text_has_its_limit),
    };
    return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
