#include "core/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each record as "line:field|field", a broken one as "line!", joined by " ". */
static void read_all(const char *text, size_t len, struct buf *ret)
{
    char *copy = malloc(len + 1);
    struct csv_record record;
    struct csv csv;
    char word[64];

    assert_non_null(copy);
    memcpy(copy, text, len);
    csv_init(&csv, copy, len);
    while (csv_next(&csv, &record)) {
        (void)snprintf(word, sizeof word, "%s%zu%s", ret->len ? " " : "",
                       record.line, record.is_broken ? "!" : ":");
        assert_int_equal(buf_add_text(ret, word), 0);
        for (size_t i = 0; i < record.n && i < CSV_FIELDS_MAX; i++) {
            assert_int_equal(buf_add_text(ret, i ? "|" : ""), 0);
            assert_int_equal(buf_add_text(ret, record.fields[i]), 0);
        }
    }
    assert_int_equal(buf_add(ret, "", 1), 0);
    free(copy);
}

/* clang-format off */
static const struct row {
    const char *name, *text, *records;
} ROWS[] = {
    {"nothing", "", ""},
    {"one field", "a", "1:a"},
    {"three lines, the last without an end", "a,b\nc,d\ne,f", "1:a|b 2:c|d 3:e|f"},
    {"as Excel ends lines", "a,b\r\nc,d\r\n", "1:a|b 2:c|d"},
    {"as an old Mac did", "a\rb\r", "1:a 2:b"},
    {"empty fields", ",a,\n", "1:|a|"},
    {"empty lines are passed over and counted", "a\n\n\r\n,,\n \nb", "1:a 6:b"},
    {"spaces around are left out", "  a b ,c \n", "1:a b|c"},
    {"quotes", "\"a,b\",\"c\"\n", "1:a,b|c"},
    {"a doubled quote is one", "\"a\"\"b\",\"\"\"\"\n", "1:a\"b|\""},
    {"spaces in quotes stay, around them not", " \" a \" ,b\n", "1: a |b"},
    {"a line end in quotes", "\"a\r\nb\",c\nd\n", "1:a\r\nb|c 3:d"},
    {"and one of each kind", "\"a\nb\rc\"\nd\n", "1:a\nb\rc 4:d"},
    {"empty quotes", "\"\",a\n", "1:|a"},
    {"a quote within an open field is a sign as others", "a\"b\"\n", "1:a\"b\""},
    {"text behind a quote breaks the line", "\"a\"b,c\nd\n", "1! 2:d"},
    {"no closing quote breaks one line, not the rest", "\"a,b\nc\nd\n", "1! 2:c 3:d"},
    {"also in the second field, with nothing changed before it", "\"x\ny\",\"a\nc\n", "1! 2! 3:c"},
    {"a quote that ends the text", "a,\"", "1!"},
    {"a quoted field that ends the text", "a,\"b\"", "1:a|b"},
    {"more fields than are kept", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17\n",
     "1:1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16"},
};
/* clang-format on */

static void test_records(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct buf got = BUF_INIT(4096);

        read_all(ROWS[i].text, strlen(ROWS[i].text), &got);
        if (strcmp((char *)got.at, ROWS[i].records) != 0)
            fail_msg("%s: %s", ROWS[i].name, (char *)got.at);
        buf_done(&got);
    }
}

/* A quote that is never closed is not looked for to the end of the file. */
static void test_a_quoted_field_has_an_end(void **state)
{
    static char text[3 * CSV_QUOTED_BYTES_MAX];
    struct buf got = BUF_INIT(4 * CSV_QUOTED_BYTES_MAX);

    (void)state;
    memset(text, 'x', sizeof text);
    text[0] = '"';
    text[CSV_QUOTED_BYTES_MAX] = '"';
    text[CSV_QUOTED_BYTES_MAX + 1] = '\n';
    read_all(text, CSV_QUOTED_BYTES_MAX + 2, &got);
    assert_int_equal(got.at[1], ':');
    got.len = 0;
    text[CSV_QUOTED_BYTES_MAX] = 'x';
    text[CSV_QUOTED_BYTES_MAX + 1] = '"';
    text[CSV_QUOTED_BYTES_MAX + 2] = '\n';
    read_all(text, CSV_QUOTED_BYTES_MAX + 3, &got);
    assert_string_equal((char *)got.at, "1!");
    buf_done(&got);
}

/* clang-format off */
static const struct {
    const char *fields[3];
    const char *text;
} WRITTEN[] = {
    {{"a", "b", "c"}, "a,b,c\r\n"},
    {{"", "", ""}, ",,\r\n"},
    {{"a,b", "\"", "a b"}, "\"a,b\",\"\"\"\",a b\r\n"},
    {{" a", "a ", "a\nb"}, "\" a\",\"a \",\"a\nb\"\r\n"},
    {{"一", "a\rb", " "}, "一,\"a\rb\",\" \"\r\n"},
};
/* clang-format on */

/* What is written is read as it was. */
static void test_writing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof WRITTEN / sizeof *WRITTEN; i++) {
        const char *const *fields = WRITTEN[i].fields;
        struct csv_record record = {.n = 0};
        struct buf text = BUF_INIT(256);
        struct csv csv;

        assert_int_equal(csv_add(&text, fields, 3), 0);
        assert_int_equal(buf_add(&text, "", 1), 0);
        assert_string_equal((char *)text.at, WRITTEN[i].text);
        csv_init(&csv, (char *)text.at, text.len - 1);
        if (csv_next(&csv, &record)) {
            assert_int_equal(record.n, 3);
            for (size_t j = 0; j < 3; j++)
                assert_string_equal(record.fields[j], fields[j]);
        } else {
            assert_int_equal(i, 1); /* of empty fields only */
        }
        buf_done(&text);
    }
}

/* clang-format off */
static const struct {
    const char *field, *text;
} INERT[] = {
    {"",            ",\r\n"},
    {"2025000123",  "2025000123,\r\n"},
    {"=1+1",        "'=1+1,\r\n"},
    {"+86",         "'+86,\r\n"},
    {"-1",          "'-1,\r\n"},
    {"@SUM(A1)",    "'@SUM(A1),\r\n"},
    {"\t=1",        "'\t=1,\r\n"},
    {"\r=1",        "\"'\r=1\",\r\n"},
    {"=\"a\",1",    "\"'=\"\"a\"\",1\",\r\n"},
    {"＝1",         "'＝1,\r\n"},
    {"＠a",         "'＠a,\r\n"},
    {"一=1",        "一=1,\r\n"},
};
/* clang-format on */

static void test_no_cell_is_a_formula(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof INERT / sizeof *INERT; i++) {
        const char *const fields[] = {INERT[i].field, ""};
        struct buf text = BUF_INIT(256);

        assert_int_equal(csv_add_inert(&text, fields, 2), 0);
        assert_int_equal(buf_add(&text, "", 1), 0);
        assert_string_equal((char *)text.at, INERT[i].text);
        buf_done(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_a_quoted_field_has_an_end),
        cmocka_unit_test(test_writing),
        cmocka_unit_test(test_no_cell_is_a_formula),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
