#include "ingest/archive/zip.h"

#include "ingest/archive/spool.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <zlib.h>

/* Archives are read back by libarchive, which shares no line with us. */

#define AT_MS INT64_C(1749000001000) /* 2025-06-04 09:20:01 in China */

enum { SPOOL_MAX = 64 << 20 };

struct written {
    struct zip zip;
    struct spool *directory;
    FILE *file;
};

static void open_file(struct written *w)
{
    w->file = tmpfile();
    assert_non_null(w->file);
    w->directory = spool_new(SPOOL_MAX);
    zip_init(&w->zip, w->directory);
}

static void put(struct written *w, struct bytes piece)
{
    assert_int_equal(fwrite(piece.at, 1, piece.len, w->file), piece.len);
}

static void add(struct written *w, const char *name, const char *text)
{
    struct bytes content = bytes_of_text(text);
    struct buf out = BUF_INIT(4096);
    const struct zip_entry entry = {
        .name = name,
        .made_ms = AT_MS,
        .crc = (uint32_t)crc32(0, content.at, (unsigned)content.len),
        .length = content.len,
        .stored = content.len,
    };

    assert_int_equal(zip_entry(&w->zip, &entry, &out), 0);
    put(w, buf_view(&out));
    put(w, content);
    buf_done(&out);
}

/* A hole in the file: where the next entry begins is all that it changes. */
static void leave_hole(struct written *w, uint64_t bytes)
{
    assert_int_equal(fseeko(w->file, (off_t)bytes, SEEK_CUR), 0);
    w->zip.offset += bytes;
}

static void finish(struct written *w)
{
    struct buf out = BUF_INIT(1 << 20);
    bool is_end = false;

    assert_int_equal(spool_close(w->directory), 0);
    while (!is_end) {
        assert_int_equal(zip_directory(&w->zip, 65536, &out, &is_end), 0);
        put(w, buf_view(&out));
        out.len = 0;
    }
    assert_int_equal(zip_end(&w->zip, &out), 0);
    put(w, buf_view(&out));
    buf_done(&out);
}

static void close_file(struct written *w)
{
    spool_free(w->directory);
    (void)fclose(w->file);
}

static struct archive *reader(FILE *file)
{
    struct archive *a = archive_read_new();
    int fd = fileno(file);

    assert_int_equal(fflush(file), 0);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    assert_int_equal(archive_read_support_format_zip_seekable(a), ARCHIVE_OK);
    assert_int_equal(archive_read_open_fd(a, fd, 65536), ARCHIVE_OK);
    return a;
}

static void check_next(struct archive *a, const char *name, const char *text)
{
    struct archive_entry *entry;
    char content[64] = "";

    assert_int_equal(archive_read_next_header(a, &entry), ARCHIVE_OK);
    assert_string_equal(archive_entry_pathname_utf8(entry), name);
    assert_int_equal(archive_entry_size(entry), strlen(text));
    assert_int_equal(archive_entry_perm(entry), 0644);
    assert_int_equal(archive_read_data(a, content, sizeof content),
                     strlen(text));
    assert_string_equal(content, text);
}

static void check_end(struct archive *a)
{
    struct archive_entry *entry;

    assert_int_equal(archive_read_next_header(a, &entry), ARCHIVE_EOF);
    archive_read_free(a);
}

static void test_few_entries(void **state)
{
    struct written w;
    struct archive *a;

    (void)state;
    open_file(&w);
    add(&w, "水利/1班/1.jpg", "one");
    add(&w, "b.jpg", "");
    finish(&w);
    a = reader(w.file);
    check_next(a, "水利/1班/1.jpg", "one");
    check_next(a, "b.jpg", "");
    check_end(a);
    close_file(&w);
}

static void test_the_first_header_byte_by_byte(void **state)
{
    static const uint8_t EXPECTED[] = {
        0x50, 0x4b, 3,    4,    20, 0, 0, 8, 0, 0, /* UTF-8, stored */
        0x80, 0x4a, 0xc4, 0x5a,                    /* 09:20:00 4 June */
        0x86, 0xa6, 0x10, 0x36, 5,  0, 0, 0, 5, 0, 0, 0, 1, 0, 0, 0, 'a',
    };
    struct spool *directory = spool_new(SPOOL_MAX);
    struct buf out = BUF_INIT(4096);
    struct zip zip;

    (void)state;
    zip_init(&zip, directory);
    assert_int_equal(zip_entry(&zip,
                               &(struct zip_entry){.name = "a",
                                                   .made_ms = AT_MS,
                                                   .crc = 0x3610a686,
                                                   .length = 5,
                                                   .stored = 5},
                               &out),
                     0);
    assert_int_equal(out.len, sizeof EXPECTED);
    assert_memory_equal(out.at, EXPECTED, sizeof EXPECTED);
    assert_int_equal(zip.offset, out.len + 5);
    buf_done(&out);
    spool_free(directory);
}

/* Around the numbers from which on ZIP64 is needed. */
static void test_many_entries(void **state)
{
    static const int COUNTS[] = {65534, 65535};

    (void)state;
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
        struct archive *a;
        struct written w;
        char name[16];

        open_file(&w);
        for (int k = 0; k < COUNTS[i]; k++) {
            (void)snprintf(name, sizeof name, "%d", k);
            add(&w, name, "x");
        }
        finish(&w);
        a = reader(w.file);
        for (int k = 0; k < COUNTS[i]; k++) {
            (void)snprintf(name, sizeof name, "%d", k);
            check_next(a, name, "x");
        }
        check_end(a);
        close_file(&w);
    }
}

static void test_beyond_4_gib(void **state)
{
    struct archive *a;
    struct written w;

    (void)state;
    open_file(&w);
    add(&w, "near.jpg", "near");
    leave_hole(&w, UINT64_C(0xFFFFFFFF) - w.zip.offset - 1);
    add(&w, "last near.jpg", "last near");
    add(&w, "far.jpg", "far");
    leave_hole(&w, UINT64_C(5) << 30);
    add(&w, "farther.jpg", "farther");
    finish(&w);
    a = reader(w.file);
    check_next(a, "near.jpg", "near");
    check_next(a, "last near.jpg", "last near");
    check_next(a, "far.jpg", "far");
    check_next(a, "farther.jpg", "farther");
    check_end(a);
    close_file(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few_entries),
        cmocka_unit_test(test_the_first_header_byte_by_byte),
        cmocka_unit_test(test_many_entries),
        cmocka_unit_test(test_beyond_4_gib),
    };

    (void)setlocale(LC_ALL,
                    "C.UTF-8"); /* libarchive's names are the locale's */
    return cmocka_run_group_tests_name("archive_zip", tests, NULL, NULL);
}
