#include "image/halve.h"

#include "pictures.h"

static int mean_of_four(const struct image *img, int x, int y, int colour)
{
    return (image_at(img, x, y)[colour] + image_at(img, x + 1, y)[colour] +
            image_at(img, x, y + 1)[colour] +
            image_at(img, x + 1, y + 1)[colour] + 2) /
           4;
}

/* Wider than what is worked on at a time, and narrower; odd and even. */
static void test_every_pixel_is_the_mean_of_four(void **state)
{
    static const int SIZES[][2] = {
        {2, 2}, {7, 3}, {128, 4}, {131, 5}, {400, 6}};
    struct image img = {0}, half = {0};

    (void)state;
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        picture_noise(&img, SIZES[i][0], SIZES[i][1], 200);
        assert_int_equal(image_halve(&img, &half), 0);
        assert_int_equal(half.width, img.width / 2);
        assert_int_equal(half.height, img.height / 2);
        for (int k = 0; k < 3 * half.width * half.height; k++)
            assert_int_equal(half.px[k],
                             mean_of_four(&img, k / 3 % half.width * 2,
                                          k / 3 / half.width * 2, k % 3));
    }
    image_done(&img);
    image_done(&half);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pixel_is_the_mean_of_four),
    };
    return cmocka_run_group_tests_name("halve", tests, NULL, NULL);
}
