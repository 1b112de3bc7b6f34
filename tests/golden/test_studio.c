/*
 * Photos produced from ../shared/data/faces, by measures of what a person would
 * see at a glance: the wall, the lower edge, what floats or gapes, rims, haze.
 * Skipped, and said so, where networks or photos are missing.
 */
#include "studio.h"

#include "core/cleanup.h"
#include "qc/produce/produce.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define BLUE                                                                   \
    {                                                                          \
        100, 197, 255                                                          \
    }

static struct face_reader *reader;
static struct producer *producer;
static struct jpeg_decoder decoder;
static uint8_t photo[4 * 1024 * 1024];

static const char *path_of(const char *folder, const char *name)
{
    static char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s%s", getenv("TUCAI_SOURCE_ROOT"),
                     folder, name);

    assert_true(n > 0 && n < (int)sizeof path);
    return path;
}

static int open_all(void **state)
{
    int r = face_reader_new(path_of(".models", ""), &reader);

    (void)state;
    assert_true(r == 0 || r == -ENOENT);
    producer = producer_new();
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    face_reader_freep(&reader);
    producer_freep(&producer);
    jpeg_decoder_done(&decoder);
    return 0;
}

static struct bytes load(const char *file)
{
    _cleanup_(fclosep) FILE *f =
        fopen(path_of("../shared/data/faces/", file), "rbe");
    size_t len = f ? fread(photo, 1, sizeof photo, f) : 0;

    if (!reader || len == 0) {
        print_message("# networks or %s are not there\n", file);
        skip();
    }
    return (struct bytes){photo, len};
}

/* Before a wall of that colour, as decoded; 0 or the refusal. */
static int make(struct bytes file, const uint8_t wall[3], struct image *ret)
{
    struct produce_spec spec = PRODUCE_STANDARD;
    const struct face_reading *f;
    struct produced made;
    int r;

    memcpy(spec.background, wall, sizeof spec.background);
    assert_int_equal(face_read(reader, file, &f), 0);
    r = produce_photo(producer, f, file, &spec, &made);
    assert_true(r >= 0);
    if (r == 0)
        assert_int_equal(jpeg_read(&decoder, made.jpeg, 1, ret), 0);
    return r;
}

static void expect_at_most(const char *file, const char *what, float v,
                           float limit)
{
    if (!(v <= limit))
        fail_msg("%s: %s %.4f, more than %.4f", file, what, (double)v,
                 (double)limit);
}

/* `loose`: share of the person that may float or gape. */
static void expect_whole(const char *file, const struct studio *s, float loose)
{
    expect_at_most(file, "torn edge", s->torn, 0.01f);
    expect_at_most(file, "islands", s->islands, loose);
    expect_at_most(file, "holes", s->holes, loose);
    expect_at_most(file, "rims", s->rims, 0.08f);
}

/* Haze as the photo's own softness allows. */
static const struct row {
    const char *file;
    float haze;
} ROWS[] = {
    {"if-001.jpg", 6.5f}, {"if-007.jpg", 8},    {"if-011.jpg", 6.5f},
    {"if-035.jpg", 7},    {"if-047.jpg", 4.5f}, {"if-061.jpg", 5.5f},
    {"if-073.jpg", 5},    {"if-077.jpg", 6.5f}, {"if-083.jpg", 7},
    {"if-087.jpg", 5},
};

static void test_as_made_in_a_studio(void **state)
{
    static const uint8_t WALL[3] = BLUE;
    _cleanup_(image_done) struct image px = {0};

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *file = ROWS[i].file;

        assert_int_equal(make(load(file), WALL, &px), 0);

        struct studio s = studio_of(&px, WALL);

        expect_at_most(file, "uneven wall", 1 - s.even, 0.001f);
        expect_whole(file, &s, 0.004f);
        expect_at_most(file, "haze", s.haze, ROWS[i].haze);
    }
}

/* White clothes are no wall to a person, but to a measure: only the wall. */
static void test_every_wall_is_even(void **state)
{
    static const uint8_t WALLS[][3] = {{255, 255, 255}, {240, 240, 240}};
    static const char *const FILES[] = {"if-001.jpg", "if-061.jpg",
                                        "if-087.jpg"};
    _cleanup_(image_done) struct image px = {0};

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        const uint8_t *wall = WALLS[i % 2];
        assert_int_equal(make(load(FILES[i / 2]), wall, &px), 0);
        expect_at_most(FILES[i / 2], "uneven wall",
                       1 - studio_of(&px, wall).even, 0.001f);
    }
}

/* A wall as a camera sees it: a little noise, light from one side. */
static void soil(struct image *px, const uint8_t wall[3])
{
    uint32_t seed = 1;

    for (int y = 0; y < px->height; y++) {
        for (int x = 0; x < px->width; x++) {
            uint8_t *p = image_at(px, x, y);
            if (memcmp(p, wall, 3) != 0)
                continue;
            seed = seed * 1664525u + 1013904223u;
            int d = (int)(seed >> 30) - 2 + 8 * x / px->width;
            for (int c = 0; c < 3; c++)
                p[c] = (uint8_t)(p[c] + d > 255 ? 255 : p[c] + d);
        }
    }
}

/* The same person before a wall of the colour of clothes or hair, made again:
 * refused, or whole and where it was. */
static void test_like_before_like(void **state)
{
    static const struct {
        const char *file;
        const char *seen;
        uint8_t wall[3];
    } LIKE[] = {
        {"if-047.jpg", "white shirt, white wall", {246, 246, 246}},
        {"if-077.jpg", "grey-white shirt and wall", {222, 226, 232}},
        {"if-001.jpg", "blue shirt, blue wall", {45, 48, 68}},
        {"if-001.jpg", "brown hair, brown wall", {100, 70, 60}},
        {"if-073.jpg", "dark hair, dark wall", {30, 30, 34}},
        {"if-083.jpg", "red hair, brown wall", {150, 85, 40}},
        {"if-051.jpg", "dark jacket, dark wall", {40, 38, 42}},
    };
    static const uint8_t WALL[3] = BLUE;
    _cleanup_(image_done) struct image first = {0}, like = {0}, again = {0};
    _cleanup_(buf_done) struct buf jpeg = BUF_INIT(4 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof LIKE / sizeof *LIKE; i++) {
        struct bytes file = load(LIKE[i].file);

        assert_int_equal(make(file, WALL, &first), 0);
        assert_int_equal(make(file, LIKE[i].wall, &like), 0);
        soil(&like, LIKE[i].wall);
        assert_int_equal(jpeg_write(&like, 95, 72, &jpeg), 0);

        int r = make(buf_view(&jpeg), WALL, &again);

        if (r > 0) {
            print_message("# %s: refused %d\n", LIKE[i].seen, r);
            continue;
        }

        struct studio s = studio_of(&again, WALL);

        expect_whole(LIKE[i].seen, &s, 0.01f);
        expect_at_most(LIKE[i].seen, "moved",
                       studio_moved(&first, &again, WALL), 0.04f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_made_in_a_studio),
        cmocka_unit_test(test_every_wall_is_even),
        cmocka_unit_test(test_like_before_like),
    };
    return cmocka_run_group_tests_name("studio", tests, open_all, close_all);
}
