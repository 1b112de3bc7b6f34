/*
 * The demo's photo, read and made: values that a person checked on the
 * picture, with the tolerance of a look.
 */
#include "qc/produce/produce.h"

#include "core/cleanup.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct face_reader *reader;
static struct producer *producer;
static uint8_t photo[256 * 1024];
static size_t photo_len;

static const char *path_of(const char *name)
{
    static char path[4096];
    int n = snprintf(path, sizeof path, "%s/.models%s",
                     getenv("TUCAI_SOURCE_ROOT"), name);

    assert_true(n > 0 && n < (int)sizeof path);
    return path;
}

static int open_all(void **state)
{
    FILE *f = fopen(path_of("/demo/marc.jpg"), "rb");
    int r = face_reader_new(path_of(""), &reader);

    (void)state;
    assert_true(r == 0 || r == -ENOENT);
    producer = producer_new();
    if (f) {
        photo_len = fread(photo, 1, sizeof photo, f);
        (void)fclose(f);
    }
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    face_reader_freep(&reader);
    producer_freep(&producer);
    return 0;
}

static const struct face_reading *read_photo(void)
{
    const struct face_reading *f = NULL;

    if (!reader || photo_len == 0) {
        print_message("# networks or photo were not fetched\n");
        skip();
    }
    assert_int_equal(face_read(reader, (struct bytes){photo, photo_len}, &f),
                     0);
    return f;
}

static void expect(const char *what, float got, float want, float tolerance)
{
    if (!(fabsf(got - want) <= tolerance))
        fail_msg("%s: %f, not %f", what, (double)got, (double)want);
}

static void test_reading(void **state)
{
    const struct face_reading *f = read_photo();

    (void)state;
    assert_int_equal(f->source_width, 400);
    assert_int_equal(f->n_boxes, 1);
    expect("flag", f->flag, 1, 0.05f);
    expect("yaw", f->yaw_deg, 0, 4);
    expect("pitch", f->pitch_deg, -4, 6);
    expect("roll", f->roll_deg, 0, 3);
    expect("left iris", f->points[POINT_IRIS_LEFT].x, 164, 4);
    expect("right iris", f->points[POINT_IRIS_RIGHT].x, 234, 4);
    expect("eye distance", f->eye_distance_px, 69.5f, 3);
    expect("eyes", f->eyes.y, 170, 5);
    expect("chin", f->chin_y, 295, 6);
    expect("crown", f->crown_y, 11, 6);
    expect("cheeks", f->face_width, 152, 8);
    assert_false(f->crown_cut);
}

static void test_classes(void **state)
{
    const struct face_reading *f = read_photo();

    (void)state;
    assert_true(face_map_at(&f->map, FACE_BACKGROUND, 30, 40) > 0.9f);
    assert_true(face_map_at(&f->map, FACE_HAIR, 200, 50) > 0.9f);
    assert_true(face_map_at(&f->map, FACE_FACE_SKIN, 200, 120) > 0.9f);
    assert_true(face_map_at(&f->map, FACE_CLOTHES, 120, 370) > 0.9f);
}

static bool has_marker(struct bytes file, uint8_t mark)
{
    for (size_t i = 2; i + 4 < file.len && file.at[i + 1] != 0xDA;
         i += 2 + (size_t)(file.at[i + 2] << 8 | file.at[i + 3]))
        if (file.at[i + 1] == mark)
            return true;
    return false;
}

static void test_photo(void **state)
{
    const struct face_reading *f = read_photo();
    const struct geometry_spec *g = &PRODUCE_STANDARD.geometry;
    struct jpeg_facts facts;
    struct produced made;

    (void)state;
    assert_int_equal(produce_photo(producer, f,
                                   (struct bytes){photo, photo_len},
                                   &PRODUCE_STANDARD, &made),
                     0);
    assert_int_equal(jpeg_inspect(made.jpeg, &facts), 0);
    assert_int_equal(facts.width, 480);
    assert_int_equal(facts.height, 640);
    assert_true(made.jpeg.len >= 20480 && made.jpeg.len <= 40000);
    assert_true(made.recipe.coding.quality >= 60);
    assert_false(has_marker(made.jpeg, 0xE1));
    assert_true(made.recipe.placement.hair_top_px >= g->hair_top.min);
    assert_true(made.recipe.placement.eyes_px <= g->eyes.max);
    assert_true(made.recipe.placement.face_width_px >= g->face_width.min);
}

/* Both upper corners are the new background, the lower edge is the person. */
static void test_pixels(void **state)
{
    const struct face_reading *f = read_photo();
    struct produced made;

    (void)state;
    assert_int_equal(produce_photo(producer, f,
                                   (struct bytes){photo, photo_len},
                                   &PRODUCE_STANDARD, &made),
                     0);
    for (int x = 0; x < 480; x += 20)
        assert_memory_equal(image_at(made.px, x, 10),
                            PRODUCE_STANDARD.background, 3);
    for (int x = 0; x < 480; x += 20)
        assert_true(image_at(made.px, x, 638)[2] < 200);
}

/* From the photo and the recipe alone, whatever was made in between. */
static void test_the_same_again(void **state)
{
    const struct bytes file = {photo, photo_len};
    const struct face_reading *f = read_photo();
    struct produce_spec other = PRODUCE_STANDARD;
    struct produced made, again;
    _cleanup_(buf_done) struct buf first = BUF_INIT(1 << 20);
    _cleanup_(producer_freep) struct producer *fresh = producer_new();

    (void)state;
    assert_int_equal(produce_photo(producer, f, file, &PRODUCE_STANDARD, &made),
                     0);
    assert_int_equal(buf_add(&first, made.jpeg.at, made.jpeg.len), 0);

    struct recipe recipe = made.recipe;

    other.geometry.face_width_wanted = 250;
    assert_int_equal(produce_photo(producer, f, file, &other, &made), 0);
    f = read_photo();
    assert_int_equal(produce_again(producer, f, file, &recipe, &again), 0);
    assert_int_equal(again.jpeg.len, first.len);
    assert_memory_equal(again.jpeg.at, first.at, first.len);
    assert_int_equal(produce_again(fresh, f, file, &recipe, &again), 0);
    assert_memory_equal(again.jpeg.at, first.at, first.len);
    recipe.version++;
    assert_int_equal(produce_again(fresh, f, file, &recipe, &again), -EINVAL);
}

/* Another standard with odd sides: the identity card's (domain.md). */
static void test_another_standard(void **state)
{
    const struct face_reading *f = read_photo();
    struct produce_spec spec = PRODUCE_STANDARD;
    struct produced made;

    (void)state;
    spec.geometry = (struct geometry_spec){
        .width = 358,
        .height = 441,
        .hair_top = {7, 21},
        .eyes = {100, 234},
        .face_width = {193, 221},
        .hair_top_wanted = 12,
        .face_width_wanted = 207,
    };
    spec.bytes_min = 14 * 1000;
    spec.bytes_max = 20 * 1000;
    spec.dpi = 350;
    assert_int_equal(produce_photo(producer, f,
                                   (struct bytes){photo, photo_len}, &spec,
                                   &made),
                     0);
    assert_int_equal(made.px->width, 358);
    assert_int_equal(made.px->height, 441);
    assert_true(made.jpeg.len >= 14 * 1000 && made.jpeg.len <= 20 * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_photo),
        cmocka_unit_test(test_pixels),
        cmocka_unit_test(test_the_same_again),
        cmocka_unit_test(test_another_standard),
    };
    return cmocka_run_group_tests_name("photo", tests, open_all, close_all);
}
