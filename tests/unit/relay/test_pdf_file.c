#include "relay/print/pdf_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* ---- numbers ---- */

/* clang-format off */
static const struct length {
    int32_t um;
    int mpt;
} LENGTHS[] = {
    {0, 0}, {127000, 360000}, {25400, 72000}, {33000, 93543}, {48000, 136063},
    {1, 3}, {-1, -3}, {-25400, -72000},
};
/* clang-format on */

static void test_lengths(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof LENGTHS / sizeof *LENGTHS; i++)
        assert_int_equal(pdf_mpt(LENGTHS[i].um), LENGTHS[i].mpt);
}

static void test_no_room(void **state)
{
    struct pdf_text t = {.buf = BUF_INIT(300)};

    (void)state;
    pdf_put(&t, "%d", 1);
    assert_int_equal(t.fault, 0);
    pdf_put(&t, "%s", "fifty characters stand in here, and they are too many");
    pdf_put(&t, "%s", "and these");
    assert_int_equal(t.fault, -EMSGSIZE);
    assert_true(t.buf.len <= 300);
    buf_done(&t.buf);
}

/* ---- a file ---- */

struct sink {
    struct buf buf;
    size_t room; /* then the disk is full */
};

static int take(void *to, struct bytes piece)
{
    struct sink *sink = to;

    if (sink->buf.len + piece.len > sink->room)
        return -ENOSPC;
    return buf_add(&sink->buf, piece.at, piece.len);
}

static int make(struct sink *sink, unsigned pages)
{
    struct pdf_file *file = pdf_file_new(take, sink);
    struct pdf_text page = {.buf = BUF_INIT(1024)};
    uint32_t late = pdf_file_reserve(file);
    int r;

    pdf_put(&page, "/MediaBox [0 0 9 9]");
    for (unsigned i = 0; i < pages; i++)
        pdf_file_page(file, &page);
    pdf_file_stream(file, late, "", bytes_of_text("late"));
    r = pdf_file_finish(file, 0);
    pdf_file_free(file);
    buf_done(&page.buf);
    return r;
}

static const char *text_of(struct sink *sink)
{
    assert_int_equal(buf_add(&sink->buf, "", 1), 0);
    return (const char *)sink->buf.at;
}

static unsigned count(const char *text, const char *word)
{
    unsigned n = 0;

    for (const char *at = text; (at = strstr(at, word)); at++)
        n++;
    return n;
}

/* The index says where each object begins. */
static void assert_index(const uint8_t *file, const char *words)
{
    const char *size = strstr(words, "/XRef /Size ");
    const uint8_t *index = (const uint8_t *)strstr(words, "stream\n") + 7;
    unsigned long n = strtoul(size + 12, NULL, 10);

    for (unsigned long i = 1; i < n; i++) {
        char head[32];
        uint64_t at = 0;

        assert_int_equal(index[i * 9], 1);
        for (unsigned b = 1; b < 9; b++)
            at = at << 8 | index[i * 9 + b];
        (void)snprintf(head, sizeof head, "%lu 0 obj\n", i);
        assert_memory_equal(file + at, head, strlen(head));
    }
}

static void test_pages(void **state)
{
    static const unsigned PAGES[] = {0, 1, 128, 129, 300};

    (void)state;
    for (size_t i = 0; i < sizeof PAGES / sizeof *PAGES; i++) {
        struct sink sink = {BUF_INIT(1 << 20), SIZE_MAX / 2};
        const char *text;
        char root[64];

        assert_int_equal(make(&sink, PAGES[i]), 0);
        text = text_of(&sink);
        (void)snprintf(root, sizeof root, "<< /Type /Pages /Count %u /Kids",
                       PAGES[i]);
        assert_int_equal(count(text, root), 1);
        assert_int_equal(count(text, "/Type /Page "), PAGES[i]);
        assert_int_equal(count(text, "/Type /Pages /Parent 1 0 R"),
                         (PAGES[i] + 127) / 128);
        assert_int_equal(count(text, "/CreationDate (D:19700101080000+08'00')"),
                         1);
        assert_index(sink.buf.at, strstr(text, "/Type /XRef") - 1);
        buf_done(&sink.buf);
    }
}

/* Whichever byte the disk has no room for. */
static void test_full_disk(void **state)
{
    struct sink whole = {BUF_INIT(1 << 20), SIZE_MAX / 2};

    (void)state;
    assert_int_equal(make(&whole, 200), 0);
    for (size_t room = 0; room < whole.buf.len; room += 511) {
        struct sink sink = {BUF_INIT(1 << 20), room};
        assert_int_equal(make(&sink, 200), -ENOSPC);
        buf_done(&sink.buf);
    }
    buf_done(&whole.buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_full_disk),
    };

    return cmocka_run_group_tests_name("relay_pdf_file", tests, NULL, NULL);
}
