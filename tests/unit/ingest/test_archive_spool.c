#include "ingest/archive/spool.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <zlib.h>

enum { LINES = 20000, LINE_BYTES = 16, LIMIT = 1 << 20 };

static void line_of(int i, char ret[LINE_BYTES + 1])
{
    (void)snprintf(ret, LINE_BYTES + 1, "line %09d\r\n", i);
}

static struct spool *fill(int lines)
{
    struct spool *s = spool_new(LIMIT);
    char line[LINE_BYTES + 1];

    for (int i = 0; i < lines; i++) {
        line_of(i, line);
        assert_int_equal(spool_add(s, bytes_of_text(line)), 0);
    }
    assert_int_equal(spool_close(s), 0);
    return s;
}

static void test_it_comes_back_in_pieces(void **state)
{
    static const size_t PIECES[] = {1000, 65536, 1 << 20};

    (void)state;
    for (size_t p = 0; p < sizeof PIECES / sizeof *PIECES; p++) {
        struct spool *s = fill(LINES);
        struct buf out = BUF_INIT(LINES * LINE_BYTES + (1 << 20));
        bool is_end = false;
        char line[LINE_BYTES + 1];

        while (!is_end)
            assert_int_equal(spool_read(s, PIECES[p], &out, &is_end), 0);
        assert_int_equal(out.len, LINES * LINE_BYTES);
        for (int i = 0; i < LINES; i++) {
            line_of(i, line);
            assert_memory_equal(out.at + i * LINE_BYTES, line, LINE_BYTES);
        }
        assert_int_equal(spool_length(s), out.len);
        assert_int_equal(spool_crc(s), crc32(0, out.at, (unsigned)out.len));
        buf_done(&out);
        spool_free(s);
    }
}

static void test_it_is_small(void **state)
{
    struct spool *s = fill(LINES);

    (void)state;
    assert_true(spool_deflated(s).len < LINES * LINE_BYTES / 4);
    spool_free(s);
}

static void test_nothing(void **state)
{
    struct spool *s = fill(0);
    struct buf out = BUF_INIT(1 << 16);
    bool is_end = false;

    (void)state;
    assert_int_equal(spool_read(s, 1000, &out, &is_end), 0);
    assert_true(is_end && out.len == 0);
    buf_done(&out);
    spool_free(s);
}

static void test_its_limit(void **state)
{
    struct spool *s = spool_new(100);
    uint8_t noise[4096];
    uint32_t seed = 1;
    int r = 0;

    (void)state;
    for (int i = 0; i < 100 && r == 0; i++) {
        for (size_t k = 0; k < sizeof noise; k++) {
            seed = seed * 1664525u + 1013904223u;
            noise[k] = (uint8_t)(seed >> 24);
        }
        r = spool_add(s, (struct bytes){noise, sizeof noise});
    }
    assert_int_equal(r, -EMSGSIZE);
    spool_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_comes_back_in_pieces),
        cmocka_unit_test(test_it_is_small),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_its_limit),
    };
    return cmocka_run_group_tests_name("archive_spool", tests, NULL, NULL);
}
