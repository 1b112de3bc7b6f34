#include "image/exif.h"

#include "pictures.h"

#include <string.h>

/* clang-format off */
#define LITTLE(type, count, value) \
    {'E','x','i','f',0,0, 'I','I',42,0, 8,0,0,0, 1,0, \
     0x12,1, (type),0, (count),0,0,0, (value),0,0,0, 0,0,0,0}
#define BIG(value) \
    {'E','x','i','f',0,0, 'M','M',0,42, 0,0,0,8, 0,1, \
     1,0x12, 0,3, 0,0,0,1, 0,(value),0,0, 0,0,0,0}

static const struct row {
    const char *name;
    uint8_t block[36];
    int orientation;
} ROWS[] = {
    {"little endian, turn right", LITTLE(3, 1, 6), 6},
    {"little endian, as is", LITTLE(3, 1, 1), 1},
    {"little endian, turn left", LITTLE(3, 1, 8), 8},
    {"big endian, upside down", BIG(3), 3},
    {"big endian, mirrored", BIG(2), 2},
    {"0 makes no sense", LITTLE(3, 1, 0), 1},
    {"9 makes no sense", LITTLE(3, 1, 9), 1},
    {"a long is not a short", LITTLE(4, 1, 6), 1},
    {"two values are not one", LITTLE(3, 2, 6), 1},
    {"another tag", {'E','x','i','f',0,0, 'I','I',42,0, 8,0,0,0, 1,0,
                     0x10,1, 3,0, 1,0,0,0, 6,0}, 1},
    {"41 is not 42", {'E','x','i','f',0,0, 'I','I',41,0, 8,0,0,0, 1,0,
                      0x12,1, 3,0, 1,0,0,0, 6,0}, 1},
    {"not EXIF", {'h','t','t','p',':','/'}, 1},
    {"mixed byte order", {'E','x','i','f',0,0, 'I','M',42,0, 8,0,0,0}, 1},
    {"a directory beyond the end", {'E','x','i','f',0,0, 'I','I',42,0,
                                    255,255,255,255, 1,0}, 1},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *r = &ROWS[i];
        int got = exif_orientation((struct bytes){r->block, sizeof r->block});
        if (got != r->orientation)
            fail_msg("%s: got %d", r->name, got);
    }
}

/* Cut anywhere, a block says what it says whole, or nothing. */
static void test_every_prefix(void **state)
{
    static const uint8_t WHOLE[] = LITTLE(3, 1, 6);

    (void)state;
    for (size_t n = 0; n <= sizeof WHOLE; n++) {
        uint8_t *copy = test_malloc(n + 1);
        int got;

        memcpy(copy, WHOLE, n);
        got = exif_orientation((struct bytes){copy, n});
        assert_true(got == 1 || got == 6);
        test_free(copy);
    }
}

static void test_many_entries(void **state)
{
    uint8_t block[16 + 12 * 40] = LITTLE(3, 1, 1);

    (void)state;
    memset(block + 16, 0, sizeof block - 16);
    block[14] = 40;
    memcpy(block + 16 + 12 * 39, (uint8_t[]){0x12, 1, 3, 0, 1, 0, 0, 0, 5, 0},
           10);
    assert_int_equal(exif_orientation((struct bytes){block, sizeof block}), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_every_prefix),
        cmocka_unit_test(test_many_entries),
    };
    return cmocka_run_group_tests_name("exif", tests, NULL, NULL);
}
