/*
 * Where the head stands in photos produced from ../shared/data/faces, by the
 * detector's own eyes: it reads what was made, and measures the bands of
 * domain.md anew.  Skipped, and said so, where those photos are not.
 */
#include "core/cleanup.h"
#include "qc/check/verdict.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { PATH_SIZE = 4096, LINE_SIZE = 256, FILE_BYTES_MAX = 64 * 1024 * 1024 };

/* What a second reading may differ by, and how far two eyes' line may lean. */
#define TOLERANCE_PX 3.0f
#define LEAN_MAX_DEG 2.5f

static struct verdict_maker *maker;
static struct face_reader *reader;
static int n_there; /* photos */

static void path_of(const char *name, char ret[PATH_SIZE])
{
    (void)snprintf(ret, PATH_SIZE, "%s/%s", getenv("TUCAI_SOURCE_ROOT"), name);
}

static int open_all(void **state)
{
    char models[PATH_SIZE];

    (void)state;
    path_of(".models", models);
    if (verdict_maker_new(models, &maker) < 0)
        maker = NULL;
    return maker ? face_reader_new(models, &reader) : 0;
}

static int close_all(void **state)
{
    (void)state;
    verdict_maker_freep(&maker);
    face_reader_freep(&reader);
    return 0;
}

static bool read_file(const char *path, struct buf *ret)
{
    _cleanup_(fclosep) FILE *f = fopen(path, "rbe");
    uint8_t part[65536];
    size_t n;

    while (f && (n = fread(part, 1, sizeof part, f)) > 0)
        assert_int_equal(buf_add(ret, part, n), 0);
    return f != NULL;
}

static void expect(const char *file, const char *what, float v, struct band b)
{
    if (!(v >= b.min - TOLERANCE_PX && v <= b.max + TOLERANCE_PX))
        fail_msg("%s: %s at %.1f, not in %.0f to %.0f", file, what, (double)v,
                 (double)b.min, (double)b.max);
}

static void expect_bands(const char *file, struct bytes made)
{
    const struct geometry_spec *g = &PRODUCE_STANDARD.geometry;
    const struct face_reading *f;

    assert_int_equal(face_read(reader, made, &f), 0);
    assert_int_equal(f->n_boxes, 1);
    assert_int_equal(f->upright.width, g->width);
    expect(file, "hair", f->crown_y, g->hair_top);
    expect(file, "eyes", f->eyes.y, g->eyes);
    expect(file, "face", f->face_width, g->face_width);
    expect(file, "centre",
           (f->points[POINT_CHEEK_LEFT].x + f->points[POINT_CHEEK_RIGHT].x) / 2,
           (struct band){235, 245});
    if (fabsf(f->roll_deg) > LEAN_MAX_DEG)
        fail_msg("%s leans by %.1f degrees", file, (double)f->roll_deg);
}

/* Whether it passed: what does not pass is not made. */
static bool judge(const char *file)
{
    _cleanup_(buf_done) struct buf photo = BUF_INIT(FILE_BYTES_MAX);
    char name[LINE_SIZE + 32], path[PATH_SIZE];
    struct ruleset rules;
    struct verdict v;

    (void)snprintf(name, sizeof name, "../shared/data/faces/%s", file);
    path_of(name, path);
    if (!read_file(path, &photo))
        return false;
    n_there++;
    ruleset_default(&rules);

    const struct verdict_request request = {
        .photo = buf_view(&photo), .rules = &rules, .spec = &PRODUCE_STANDARD};

    assert_int_equal(verdict_make(maker, &request, &v), 0);
    if (v.passed)
        expect_bands(file, v.made);
    return v.passed;
}

/* Near the standard, and looked at one by one. */
static void test_bands(void **state)
{
    static const char *const FILES[] = {
        "if-001.jpg", "if-007.jpg", "if-011.jpg", "if-035.jpg", "if-047.jpg",
        "if-061.jpg", "if-073.jpg", "if-077.jpg", "if-083.jpg", "if-087.jpg"};
    int made = 0;

    (void)state;
    for (size_t i = 0; maker && i < sizeof FILES / sizeof *FILES; i++)
        made += judge(FILES[i]);
    if (n_there == 0) {
        print_message("# no networks, or no photos in ../shared/data/faces\n");
        skip();
    }
    print_message("# %d photos made and measured\n", made);
    assert_int_equal(made, n_there);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bands)};

    return cmocka_run_group_tests_name("bands", tests, open_all, close_all);
}
