#include "net/blob_stream.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

enum { SEGMENT = 65536 };

struct store {
    char dir[64];
    char location[BLOB_LOCATION_SIZE];
    struct blob_key key;
};

static void new_place(struct store *s)
{
    char location[BLOB_LOCATION_SIZE];

    blob_location_new(location);
    memcpy(s->location, location, sizeof location);
}

static int set_up(void **state)
{
    struct store *s = must_alloc(sizeof *s);

    strcpy(s->dir, "/tmp/test_stream.XXXXXX");
    *state = s;
    blob_key_new(&s->key);
    new_place(s);
    return mkdtemp(s->dir) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct store *s = *state;
    char command[128];

    (void)snprintf(command, sizeof command, "rm -r %s", s->dir);
    free(s);
    return system(command); /* NOLINT(cert-env33-c): our own folder */
}

static uint8_t *write_pattern(struct store *s, size_t len)
{
    uint8_t *at = malloc(len + 1);
    struct blob_info info;

    for (size_t i = 0; i < len; i++)
        at[i] = (uint8_t)(i * 7 + i / 251);
    new_place(s);
    assert_int_equal(blob_write(s->dir, s->location, &s->key,
                                (struct bytes){at, len}, &info),
                     0);
    return at;
}

/* Reads all of it: 0, or what it said, after *ret_len sound bytes. */
static int read_all(const struct store *s, const uint8_t *wanted,
                    size_t *ret_len)
{
    _cleanup_(blob_stream_freep) struct blob_stream *stream = NULL;
    int r = blob_stream_open(s->dir, s->location, &s->key, &stream);

    *ret_len = 0;
    while (r == 0) {
        struct bytes piece;

        r = blob_stream_next(stream, &piece);
        if (r != 0 || piece.len == 0)
            break;
        assert_true(piece.len <= SEGMENT);
        assert_memory_equal(piece.at, wanted + *ret_len, piece.len);
        *ret_len += piece.len;
    }
    if (r == 0)
        assert_int_equal(blob_stream_size(stream), *ret_len);
    return r;
}

static void test_every_size_comes_back(void **state)
{
    static const size_t SIZES[] = {
        0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 3 * SEGMENT + 5};
    struct store *s = *state;

    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        _cleanup_(freep) uint8_t *at = write_pattern(s, SIZES[i]);
        size_t len;

        assert_int_equal(read_all(s, at, &len), 0);
        assert_int_equal(len, SIZES[i]);
    }
}

static void path_of(const struct store *s, char *ret, size_t size)
{
    const char *l = s->location;

    (void)snprintf(ret, size, "%s/%.2s/%.2s/%s", s->dir, l, l + 2, l);
}

/* What was handed out before it was noticed is sound. */
static void test_damage_is_seen_where_it_is(void **state)
{
    struct store *s = *state;
    _cleanup_(freep) uint8_t *at = write_pattern(s, 2 * SEGMENT + 100);
    _cleanup_(closep) int fd = -1;
    char path[160];
    uint8_t byte;
    size_t len;

    path_of(s, path, sizeof path);
    fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &byte, 1, SEGMENT + 200), 1);
    byte ^= 1;
    assert_int_equal(pwrite(fd, &byte, 1, SEGMENT + 200), 1);
    assert_int_equal(read_all(s, at, &len), BLOB_DAMAGED);
    assert_int_equal(len, SEGMENT);
    byte ^= 1;
    assert_int_equal(pwrite(fd, &byte, 1, SEGMENT + 200), 1);
    assert_int_equal(read_all(s, at, &len), 0);
}

static void test_what_was_cut_or_is_not_there(void **state)
{
    struct store *s = *state;
    _cleanup_(freep) uint8_t *at = write_pattern(s, 2 * SEGMENT + 100);
    struct blob_key other;
    struct store stranger = *s;
    char path[160];
    size_t len;

    path_of(s, path, sizeof path);
    blob_key_new(&other);
    stranger.key = other;
    assert_int_equal(read_all(&stranger, at, &len), BLOB_DAMAGED);
    assert_int_equal(truncate(path, 16 + SEGMENT + 16), 0);
    assert_int_equal(read_all(s, at, &len), BLOB_DAMAGED);
    assert_int_equal(truncate(path, 20), 0);
    assert_int_equal(read_all(s, at, &len), BLOB_DAMAGED);
    assert_int_equal(truncate(path, 3), 0);
    assert_int_equal(read_all(s, at, &len), BLOB_DAMAGED);
    new_place(s);
    assert_int_equal(read_all(s, at, &len), -ENOENT);
}

#define STORE_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_every_size_comes_back),
        STORE_TEST(test_damage_is_seen_where_it_is),
        STORE_TEST(test_what_was_cut_or_is_not_there),
    };

    return cmocka_run_group_tests_name("blob_stream", tests, NULL, NULL);
}
