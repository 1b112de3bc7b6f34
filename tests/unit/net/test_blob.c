#include "net/blob.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <cmocka.h>

/* A store of its own for each test, in a fresh folder. */
struct store {
    char dir[64];
    char location[BLOB_LOCATION_SIZE];
    struct blob_key key;
};

static int set_up(void **state)
{
    struct store *s = must_alloc(sizeof *s);
    char location[BLOB_LOCATION_SIZE];

    strcpy(s->dir, "/tmp/test_blob.XXXXXX");
    *state = s;
    blob_key_new(&s->key);
    blob_location_new(location);
    memcpy(s->location, location, sizeof location);
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

static uint8_t *pattern(size_t len)
{
    uint8_t *at = malloc(len + 1);

    for (size_t i = 0; i < len; i++)
        at[i] = (uint8_t)(i * 7 + i / 251);
    return at;
}

static void path_of(const struct store *s, char *ret, size_t len)
{
    (void)snprintf(ret, len, "%s/%.2s/%.2s/%s", s->dir, s->location,
                   s->location + 2, s->location);
}

static unsigned count_files(const char *dir, const char *sub)
{
    char path[128];
    unsigned n = 0;
    DIR *d;

    (void)snprintf(path, sizeof path, "%s/%s", dir, sub);
    d = opendir(path);
    for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d))
        n += e->d_name[0] != '.';
    if (d)
        (void)closedir(d);
    return n;
}

static const size_t SIZES[] = {0,     1,     15,     16,     65535,
                               65536, 65537, 131072, 200000, 1000000};

static void test_round_trips(void **state)
{
    struct store *s = *state;

    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        _cleanup_(freep) uint8_t *content = pattern(SIZES[i]);
        _cleanup_(buf_done) struct buf got = BUF_INIT(SIZES[i]);
        struct bytes view = {content, SIZES[i]};
        struct blob_info info;

        blob_location_new(s->location);
        assert_int_equal(blob_write(s->dir, s->location, &s->key, view, &info),
                         0);
        assert_int_equal(info.size, SIZES[i]);
        assert_int_equal(blob_read(s->dir, s->location, &s->key, &got), 0);
        assert_true(bytes_equal(buf_view(&got), view));
    }
    assert_int_equal(count_files(s->dir, "tmp"), 0);
}

static void test_pieces_and_digest(void **state)
{
    static const uint8_t SHA256_ABC[4] = {0xba, 0x78, 0x16, 0xbf};
    struct store *s = *state;
    struct blob_writer *w = NULL;
    struct blob_info info;

    assert_int_equal(blob_writer_open(s->dir, s->location, &s->key, &w), 0);
    for (const char *c = "abc"; *c; c++)
        assert_int_equal(
            blob_writer_add(w, (struct bytes){(const uint8_t *)c, 1}), 0);
    assert_int_equal(blob_writer_commit(w, &info), 0);
    blob_writer_free(w);
    assert_memory_equal(info.sha256, SHA256_ABC, sizeof SHA256_ABC);
}

static void test_not_committed_is_not_there(void **state)
{
    struct store *s = *state;
    struct blob_writer *w = NULL;
    _cleanup_(buf_done) struct buf got = BUF_INIT(100);

    assert_int_equal(blob_writer_open(s->dir, s->location, &s->key, &w), 0);
    assert_int_equal(blob_writer_add(w, bytes_of_text("abc")), 0);
    assert_int_equal(blob_read(s->dir, s->location, &s->key, &got), -ENOENT);
    assert_int_equal(count_files(s->dir, "tmp"), 1);
    blob_writer_free(w);
    assert_int_equal(count_files(s->dir, "tmp"), 0);
}

static void test_limit_key_and_removal(void **state)
{
    struct store *s = *state;
    struct blob_key other;
    struct blob_info info;
    _cleanup_(buf_done) struct buf small = BUF_INIT(2);
    _cleanup_(buf_done) struct buf got = BUF_INIT(100);

    assert_int_equal(
        blob_write(s->dir, s->location, &s->key, bytes_of_text("abc"), &info),
        0);
    assert_int_equal(blob_read(s->dir, s->location, &s->key, &small),
                     BLOB_TOO_LARGE);
    blob_key_new(&other);
    assert_int_equal(blob_read(s->dir, s->location, &other, &got),
                     BLOB_DAMAGED);
    assert_int_equal(got.len, 0);
    assert_int_equal(blob_remove(s->dir, s->location), 0);
    assert_int_equal(blob_remove(s->dir, s->location), 0);
    assert_int_equal(blob_read(s->dir, s->location, &s->key, &got), -ENOENT);
    assert_int_equal(blob_read(s->dir, "../../etc/passwd", &s->key, &got),
                     -EINVAL);
}

/* Every changed byte and every cut of a two-segment object is noticed; also
 * the cut between the two, behind which all that is left is sound. */
static void test_damage_is_seen(void **state)
{
    struct store *s = *state;
    _cleanup_(freep) uint8_t *content = pattern(65600);
    _cleanup_(freep) uint8_t *file = malloc(70000);
    struct blob_info info;
    char path[256];
    ssize_t len;
    int fd;

    assert_int_equal(blob_write(s->dir, s->location, &s->key,
                                (struct bytes){content, 65600}, &info),
                     0);
    path_of(s, path, sizeof path);
    fd = open(path, O_RDWR);
    len = pread(fd, file, 70000, 0);
    assert_int_equal(len, 16 + 65600 + 32);
    for (ssize_t i = 0; i < len; i += i < 64 || i > len - 100 ? 1 : 4093) {
        _cleanup_(buf_done) struct buf got = BUF_INIT(100000);
        uint8_t flipped = file[i] ^ 1;

        if (i >= 11 && i < 16)
            continue; /* the zero bytes behind the prefix say nothing */
        assert_int_equal(pwrite(fd, &flipped, 1, i), 1);
        assert_int_equal(blob_read(s->dir, s->location, &s->key, &got),
                         BLOB_DAMAGED);
        assert_int_equal(pwrite(fd, &file[i], 1, i), 1);
    }
    for (ssize_t cut = len - 1; cut >= 0; cut -= cut > len - 100 ? 1 : 997) {
        _cleanup_(buf_done) struct buf got = BUF_INIT(100000);

        assert_int_equal(ftruncate(fd, cut), 0);
        assert_int_equal(blob_read(s->dir, s->location, &s->key, &got),
                         BLOB_DAMAGED);
    }
    (void)close(fd);
}

/* The disk is full after n bytes, for n = 0...: a fault, and nothing left. */
static void test_full_disk(void **state)
{
    struct store *s = *state;
    _cleanup_(freep) uint8_t *content = pattern(70000);
    struct rlimit before;
    struct blob_info info;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    for (rlim_t n = 0; n < 70048; n += n < 40 ? 1 : 5000) {
        struct rlimit full = {n, before.rlim_max};
        int r;

        assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
        r = blob_write(s->dir, s->location, &s->key,
                       (struct bytes){content, 70000}, &info);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(r, -EFBIG);
        assert_int_equal(count_files(s->dir, "tmp"), 0);
    }
    assert_int_equal(blob_write(s->dir, s->location, &s->key,
                                (struct bytes){content, 70000}, &info),
                     0);
}

static void test_keys(void **state)
{
    struct store *s = *state;
    struct blob_key master, key;
    uint8_t wrapped[BLOB_WRAPPED_BYTES];
    char path[128];
    FILE *f;

    (void)snprintf(path, sizeof path, "%s/master", s->dir);
    f = fopen(path, "w");
    for (int i = 0; i < 32; i++)
        (void)fprintf(f, "%02x", i);
    (void)fclose(f);
    assert_int_equal(blob_key_load(path, &master), 0);
    assert_int_equal(master.bytes[31], 31);
    assert_int_equal(truncate(path, 63), 0);
    assert_int_equal(blob_key_load(path, &key), -EINVAL);

    assert_int_equal(blob_key_wrap(&master, &s->key, wrapped), 0);
    assert_int_equal(
        blob_key_unwrap(&master, (struct bytes){wrapped, 60}, &key), 0);
    assert_memory_equal(&key, &s->key, sizeof key);
    wrapped[20] ^= 1;
    assert_int_equal(
        blob_key_unwrap(&master, (struct bytes){wrapped, 60}, &key),
        BLOB_DAMAGED);
    assert_int_equal(
        blob_key_unwrap(&master, (struct bytes){wrapped, 59}, &key),
        BLOB_DAMAGED);
}

#define STORE_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_round_trips),
        STORE_TEST(test_pieces_and_digest),
        STORE_TEST(test_not_committed_is_not_there),
        STORE_TEST(test_limit_key_and_removal),
        STORE_TEST(test_damage_is_seen),
        STORE_TEST(test_full_disk),
        STORE_TEST(test_keys),
    };
    return cmocka_run_group_tests_name("blob", tests, NULL, NULL);
}
