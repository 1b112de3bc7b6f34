#include "image/orient.h"

#include "pictures.h"

/*
 * The stored picture, as letters:   a b c
 *                                   d e f
 */
/* clang-format off */
static const struct row {
    int orientation;
    int width;
    const char *upright;
} ROWS[] = {
    {1, 3, "abcdef"},
    {2, 3, "cbafed"},
    {3, 3, "fedcba"},
    {4, 3, "defabc"},
    {5, 2, "adbecf"},
    {6, 2, "daebfc"},
    {7, 2, "fcebda"},
    {8, 2, "cfbead"},
};
/* clang-format on */

static void letters(struct image *ret)
{
    assert_int_equal(image_fit(ret, 3, 2), 0);
    for (int i = 0; i < 18; i++)
        ret->px[i] = (uint8_t)("abcdef"[i / 3] + (i % 3) * 32);
}

static void test_rows(void **state)
{
    struct image stored = {0}, upright = {0};

    (void)state;
    letters(&stored);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *r = &ROWS[i];
        assert_int_equal(orient_apply(&stored, (struct rect){0, 0, 3, 2},
                                      r->orientation, &upright),
                         0);
        assert_int_equal(upright.width, r->width);
        assert_int_equal(orient_swaps(r->orientation), r->width == 2);
        for (int k = 0; k < 6; k++)
            for (int c = 0; c < 3; c++)
                if (upright.px[3 * k + c] != r->upright[k] + c * 32)
                    fail_msg("orientation %d, pixel %d", r->orientation, k);
    }
    image_done(&stored);
    image_done(&upright);
}

/* A part of the upright picture is the same as the turned part of the stored
 * one that orient_to_stored names. */
static void test_parts(void **state)
{
    struct image stored = {0}, whole = {0}, part = {0};
    struct rect want = {2, 1, 3, 4};

    (void)state;
    picture_gradient(&stored, 9, 7);
    for (int o = 1; o <= 8; o++) {
        struct rect r = orient_to_stored(want, o, 9, 7);
        assert_int_equal(
            orient_apply(&stored, (struct rect){0, 0, 9, 7}, o, &whole), 0);
        assert_int_equal(orient_apply(&stored, r, o, &part), 0);
        assert_int_equal(part.width, want.width);
        assert_int_equal(part.height, want.height);
        for (int y = 0; y < want.height; y++)
            assert_memory_equal(image_at(&part, 0, y),
                                image_at(&whole, want.x, want.y + y),
                                3 * (size_t)want.width);
    }
    image_done(&stored);
    image_done(&whole);
    image_done(&part);
}

static void test_clip(void **state)
{
    struct rect r = rect_clip((struct rect){-3, 2, 10, 10}, 5, 6);

    (void)state;
    assert_memory_equal(&r, &((struct rect){0, 2, 5, 4}), sizeof r);
    r = rect_clip((struct rect){9, 9, 3, 3}, 5, 6);
    assert_int_equal(r.width, 0);
    assert_int_equal(r.height, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_clip),
    };
    return cmocka_run_group_tests_name("orient", tests, NULL, NULL);
}
