#include "billing/journal/book.h"
#include "billing/journal/files.h"
#include "billing/journal/rebuild.h"
#include "billing/journal/verify.h"
#include "core/time.h"
#include "../relay/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOON 1748750400000 /* 2025-06-01 12:00 in China */
#define DAY 86400000

static struct test_keys keys;
static char folder[] = "/tmp/journal-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    test_keys_make(&keys);
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[64];

    (void)state;
    test_keys_done(&keys);
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static void clear(void)
{
    char command[64];

    (void)snprintf(command, sizeof command, "rm -f %s/*", folder);
    assert_int_equal(system(command), 0);
}

static struct event event_of(const char *no, enum order_state state)
{
    struct event e = {.at_ms = NOON, .state = state, .amount_fen = 1500};

    (void)snprintf(e.uid, sizeof e.uid, "u1");
    (void)snprintf(e.school_code, sizeof e.school_code, "10294");
    (void)snprintf(e.order_no, sizeof e.order_no, "%s", no);
    (void)snprintf(e.channel, sizeof e.channel, "native");
    return e;
}

/* Appends one event to an open book. */
static void add(struct book *book, const char *outbox, const char *no,
                enum order_state state)
{
    struct event e = event_of(no, state);
    json_t *json = event_json(&e);
    char *text = json_dumps(json, JSON_COMPACT);

    assert_int_equal(book_add(book, outbox, bytes_of_text(text)), 0);
    free(text);
    json_decref(json);
}

static struct book *opened(int64_t now_ms)
{
    struct book *book;

    assert_int_equal(book_open(folder, keys.private, now_ms, &book), 0);
    return book;
}

static void write_one(int64_t now_ms, const char *outbox)
{
    struct book *book = opened(now_ms);

    add(book, outbox, "T00001", ORDER_CREATED);
    assert_int_equal(book_commit(book), 0);
    book_close(book);
}

static struct verify_report verified(const struct signature_keys *with)
{
    const struct verify_request request = {.folder = folder, .keys = with};
    struct verify_report report;

    assert_int_equal(verify_journal(&request, &report), 0);
    return report;
}

static void test_what_is_committed_is_known_to_the_next(void **state)
{
    struct book *book = opened(NOON);

    (void)state;
    assert_string_equal(book_outbox(book), "0-0");
    add(book, "5-0", "T00001", ORDER_CREATED);
    add(book, "5-1", "T00001", ORDER_PAID);
    assert_int_equal(book_commit(book), 0);
    book_close(book);
    book = opened(NOON);
    assert_string_equal(book_outbox(book), "5-1");
    add(book, "6-0", "T00002", ORDER_CREATED); /* and killed before commit */
    book_close(book);
    book = opened(NOON);
    assert_string_equal(book_outbox(book), "5-1");
    book_close(book);
    assert_int_equal(verified(&keys.public).lines, 2);
    clear();
}

static void append_raw(const char *text)
{
    char path[96];
    FILE *f;

    (void)snprintf(path, sizeof path, "%s/journal-2025-06-01.jsonl", folder);
    f = fopen(path, "a");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void test_a_cut_line_is_taken_out(void **state)
{
    static const char *const CUTS[] = {"{", "{\"seq\":2,\"outbox\":\"9-9\"}"};
    struct book *book;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        write_one(NOON, "5-0");
        append_raw(CUTS[i]);
        assert_non_null(verified(NULL).what);
        book = opened(NOON);
        assert_string_equal(book_outbox(book), "5-0");
        book_close(book);
        assert_null(verified(NULL).what);
        clear();
    }
    append_raw("{\"seq\""); /* the very first line */
    write_one(NOON, "5-0");
    assert_int_equal(verified(NULL).lines, 1);
    clear();
}

static void test_what_is_no_line_stops_it(void **state)
{
    struct book *book;

    (void)state;
    append_raw("not a line\n");
    assert_int_equal(book_open(folder, keys.private, NOON, &book), -EBADMSG);
    clear();
}

static bool exists(const char *name)
{
    char path[96];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

static void test_days_are_signed_when_they_are_over(void **state)
{
    struct verify_report report;

    (void)state;
    write_one(NOON, "5-0");
    assert_false(exists("journal-2025-06-01.sig"));
    write_one(NOON + DAY, "6-0");
    assert_true(exists("journal-2025-06-01.sig"));
    report = verified(&keys.public);
    assert_null(report.what);
    assert_int_equal(report.days, 2);
    assert_int_equal(report.days_signed, 1);
    book_close(opened(NOON + 3 * DAY)); /* nothing to write, but to sign */
    assert_true(exists("journal-2025-06-02.sig"));
    write_one(NOON, "7-0"); /* a clock that was set back */
    assert_null(verified(&keys.public).what);
    assert_int_equal(verified(&keys.public).lines, 3);
    clear();
}

static void test_a_missing_signature_is_a_fault(void **state)
{
    char path[96];

    (void)state;
    write_one(NOON, "5-0");
    write_one(NOON + DAY, "6-0");
    (void)snprintf(path, sizeof path, "%s/journal-2025-06-01.sig", folder);
    assert_int_equal(unlink(path), 0);
    assert_string_equal(verified(&keys.public).date, "2025-06-01");
    assert_null(verified(NULL).what);
    clear();
}

/* clang-format off */
static const struct {
    const char *name, *edit; /* of a signed day with three lines */
    const char *what;
    int64_t seq;
} FRAUDS[] = {
    {"nothing", "true", NULL, 0},
    {"an amount", "sed -i '2s/1500/1400/' *01.jsonl", "a line before it is not as it was written", 3},
    {"a line left out", "sed -i 2d *01.jsonl", "a line is missing, or out of order", 2},
    {"and the numbers mended", "sed -i '2d;s/\"seq\":3/\"seq\":2/' *01.jsonl", "a line before it is not as it was written", 2},
    {"two lines exchanged", "sed -i '1{h;d};2G' *01.jsonl", "a line is missing, or out of order", 1},
    {"a number of the last line", "sed -i 's/\"seq\":3/\"seq\":4/' *01.jsonl", "a line is missing, or out of order", 3},
    {"an order without a number", "sed -i 1s/T00001// *01.jsonl", "the line cannot be read", 1},
    {"the last line's end", "truncate -s -1 *01.jsonl", "the last line was cut off", 3},
    {"the last line of a signed day", "sed -i '$d' *01.jsonl", "the signature does not fit", 0},
    {"the signature", "sed -i 's/\"signature\":\"../\"signature\":\"zz/' *01.sig", "the signature does not fit", 0},
    {"no signature", "rm *01.sig", "the day is over, and not signed", 0},
};
/* clang-format on */

static void test_what_was_tampered_with_is_named(void **state)
{
    char command[256];

    (void)state;
    for (size_t i = 0; i < sizeof FRAUDS / sizeof *FRAUDS; i++) {
        struct verify_report report;

        write_one(NOON, "5-0");
        write_one(NOON, "5-1");
        write_one(NOON, "5-2");
        write_one(NOON + DAY, "6-0");
        (void)snprintf(command, sizeof command, "cd %s && %s", folder,
                       FRAUDS[i].edit);
        assert_int_equal(system(command), 0);
        report = verified(&keys.public);
        if (!report.what != !FRAUDS[i].what ||
            (report.what && (strcmp(report.what, FRAUDS[i].what) != 0 ||
                             report.seq != FRAUDS[i].seq)))
            fail_msg("%s: %s, line %d", FRAUDS[i].name, report.what,
                     (int)report.seq);
        clear();
    }
}

static void test_lines_come_back_as_they_went(void **state)
{
    struct event e = event_of("T00001", ORDER_REFUNDED), back;
    struct buf line = BUF_INIT(EVENT_LINE_MAX);
    json_t *json;
    char *text;

    (void)state;
    e.seq = 7;
    (void)snprintf(e.season, sizeof e.season, "2025");
    e.paid_ms = NOON + 1;
    e.refunded_ms = NOON + 2;
    (void)snprintf(e.transaction_id, sizeof e.transaction_id, "4200\"x");
    (void)snprintf(e.refund_no, sizeof e.refund_no, "T00001R");
    (void)snprintf(e.outbox, sizeof e.outbox, "5-1");
    memset(e.prev, 'a', CHAIN_HEX - 1);
    json = event_json(&e);
    text = json_dumps(json, 0);
    assert_int_equal(event_line(bytes_of_text(text), &e, &line), 0);
    assert_int_equal(event_read(buf_view(&line), &back), 0);
    assert_memory_equal(&back, &e, sizeof e);
    free(text);
    buf_done(&line);
    json_object_del(json, "season"); /* a line from before it was written */
    text = json_dumps(json, 0);
    line = BUF_INIT(EVENT_LINE_MAX);
    assert_int_equal(event_line(bytes_of_text(text), &e, &line), 0);
    assert_int_equal(event_read(buf_view(&line), &back), 0);
    assert_string_equal(back.season, "");
    free(text);
    json_decref(json);
    buf_done(&line);
    assert_int_equal(event_line(bytes_of_text("[]"), &e, &line), -EBADMSG);
    assert_int_equal(event_read(bytes_of_text("{\"seq\":1}"), &back), -EBADMSG);
}

struct seen {
    char text[256];
};

static void see(void *ctx, const struct event *orders, size_t n)
{
    struct seen *seen = ctx;
    size_t len;

    for (size_t i = 0; i < n; i++) {
        len = strlen(seen->text);
        (void)snprintf(seen->text + len, sizeof seen->text - len, "%s:%s=%s ",
                       orders[i].uid, orders[i].order_no,
                       order_state_name(orders[i].state));
    }
}

static void test_the_last_word_about_an_order_counts(void **state)
{
    struct rebuild *rebuild = rebuild_new();
    struct seen seen = {""};
    struct event e;

    (void)state;
    for (int64_t seq = 1; seq <= 5000; seq++) { /* more than its first room */
        e = event_of("T00002", seq < 5000 ? ORDER_CREATED : ORDER_PAID);
        e.seq = seq;
        e.created_ms = 20;
        rebuild_add(rebuild, &e);
    }
    e = event_of("T00009", ORDER_EXPIRED); /* older, whatever its number */
    e.created_ms = 10;
    rebuild_add(rebuild, &e);
    e = event_of("T00001", ORDER_CREATED);
    (void)snprintf(e.uid, sizeof e.uid, "u0");
    rebuild_add(rebuild, &e);
    rebuild_students(rebuild, see, &seen);
    assert_string_equal(seen.text,
                        "u0:T00001=created u1:T00009=expired u1:T00002=paid ");
    rebuild_free(rebuild);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_committed_is_known_to_the_next),
        cmocka_unit_test(test_a_cut_line_is_taken_out),
        cmocka_unit_test(test_what_is_no_line_stops_it),
        cmocka_unit_test(test_days_are_signed_when_they_are_over),
        cmocka_unit_test(test_a_missing_signature_is_a_fault),
        cmocka_unit_test(test_what_was_tampered_with_is_named),
        cmocka_unit_test(test_lines_come_back_as_they_went),
        cmocka_unit_test(test_the_last_word_about_an_order_counts),
    };
    return cmocka_run_group_tests_name("journal", tests, set_up, tear_down);
}
