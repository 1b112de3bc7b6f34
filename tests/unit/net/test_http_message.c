#include "net/http_message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum { HEAD_BYTES = 1024 };

#define HOST "Host: a\r\n"

/* What a whole input led to, as text: "GET /a?b 12 | body | end". */
static void play(const char *input, size_t len, size_t step, char *ret)
{
    struct http_message *m = http_message_new(HEAD_BYTES);
    char *out = ret;

    *out = '\0';
    for (size_t at = 0; at < len;) {
        size_t n = len - at < step ? len - at : step;
        struct bytes in = {(const uint8_t *)input + at, n};
        struct bytes piece = {0};
        enum http_event event = http_message_next(m, &in, &piece);

        at += n - in.len;
        if (event == HTTP_EVENT_HEAD)
            out += sprintf(out, "%s %s?%s %d|", http_message_method(m),
                           http_message_path(m), http_message_query(m),
                           (int)http_message_length(m));
        if (event == HTTP_EVENT_BODY)
            out += sprintf(out, "%.*s", (int)piece.len, piece.at);
        if (event == HTTP_EVENT_END) {
            out += sprintf(out, "|%s;",
                           http_message_keeps_alive(m) ? "keep" : "close");
            http_message_reset(m);
        }
        if (event == HTTP_EVENT_REFUSED) {
            (void)sprintf(out, "%u", http_message_refusal(m));
            break;
        }
    }
    http_message_free(m);
}

/* clang-format off */
static const struct row {
    const char *name, *input, *expected;
} ROWS[] = {
    {"a plain GET", "GET /a?b=1 HTTP/1.1\r\n" HOST "\r\n", "GET /a?b=1 0||keep;"},
    {"absolute form", "GET http://a/b?c HTTP/1.1\r\n" HOST "\r\n", "GET /b?c 0||keep;"},
    {"a fragment is no part of the query", "GET /a?b#c HTTP/1.1\r\n" HOST "\r\n", "GET /a?b 0||keep;"},
    {"OPTIONS *", "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", "OPTIONS *? 0||keep;"},
    {"a body", "PUT /a HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nxyz", "PUT /a? 3|xyz|keep;"},
    {"chunks", "PUT /a HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n2\r\nxy\r\n1\r\nz\r\n0\r\n\r\n", "PUT /a? -1|xyz|keep;"},
    {"trailers are dropped", "PUT /a HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nA: b\r\n\r\n", "PUT /a? -1|x|keep;"},
    {"two in a row", "GET /a HTTP/1.1\r\n" HOST "\r\nGET /b HTTP/1.1\r\n" HOST "\r\n", "GET /a? 0||keep;GET /b? 0||keep;"},
    {"close is heard", "GET /a HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", "GET /a? 0||close;"},
    {"1.0 closes", "GET /a HTTP/1.0\r\n\r\n", "GET /a? 0||close;"},
    {"1.0 can keep alive", "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "GET /a? 0||keep;"},
    {"an upgrade is not heard", "GET /a HTTP/1.1\r\n" HOST "Connection: upgrade\r\nUpgrade: h2c\r\n\r\n", "GET /a? 0||keep;"},
    {"both lengths", "PUT /a HTTP/1.1\r\n" HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
    {"both lengths, other order", "PUT /a HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", "400"},
    {"two lengths", "PUT /a HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 3\r\n\r\n", "400"},
    {"a length with a sign", "PUT /a HTTP/1.1\r\n" HOST "Content-Length: +3\r\n\r\n", "400"},
    {"a length too large", "PUT /a HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999\r\n\r\n", "400"},
    {"gzip, chunked", "PUT /a HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n", "501"},
    {"identity", "PUT /a HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n", "501"},
    {"chunked twice", "PUT /a HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
    {"chunks in 1.0", "PUT /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
    {"space before the colon", "PUT /a HTTP/1.1\r\n" HOST "Content-Length : 3\r\n\r\n", "400"},
    {"no host", "GET /a HTTP/1.1\r\n\r\n", "400"},
    {"two hosts", "GET /a HTTP/1.1\r\n" HOST HOST "\r\n", "400"},
    {"HTTP/2.0", "GET /a HTTP/2.0\r\n" HOST "\r\n", "505"},
    {"HTTP/0.9", "GET /a\r\n\r\n", "505"},
    {"not HTTP", "\x16\x03\x01\x02", "400"},
    {"a bad chunk size", "PUT /a HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "PUT /a? -1|400"},
    {"a bare CR in a value", "GET /a HTTP/1.1\r\nHost: a\rb\r\n\r\n", "400"},
    {"a control character in a value", "GET /a HTTP/1.1\r\nHost: a\x01\r\n\r\n", "400"},
};
/* clang-format on */

static void test_rows(void **state)
{
    char whole[512];
    char bytewise[512];

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *r = &ROWS[i];

        play(r->input, strlen(r->input), SIZE_MAX, whole);
        if (strcmp(whole, r->expected) != 0)
            fail_msg("%s: got \"%s\"", r->name, whole);
        play(r->input, strlen(r->input), 1, bytewise);
        if (strcmp(bytewise, r->expected) != 0)
            fail_msg("%s, byte by byte: got \"%s\"", r->name, bytewise);
    }
}

static void test_long_heads(void **state)
{
    char input[8192];
    char got[16384];

    (void)state;
    memset(input, 'a', sizeof input);
    memcpy(input, "GET /", 5);
    play(input, sizeof input, SIZE_MAX, got);
    assert_string_equal(got, "414");
    memset(input, 'a', sizeof input);
    memcpy(input, "GET / HTTP/1.1\r\nA: ", 19);
    play(input, sizeof input, SIZE_MAX, got);
    assert_string_equal(got, "431");
    memcpy(input, "GET / HTTP/1.1\r\n", 16);
    for (size_t i = 16; i + 4 < sizeof input; i += 4)
        memcpy(input + i, "a:\r\n", 4);
    play(input, sizeof input, SIZE_MAX, got);
    assert_string_equal(got, "431");
}

static void test_headers_are_found(void **state)
{
    const char *text = "POST /a HTTP/1.1\r\nHost: a\r\nX-Empty:\r\n"
                       "expect: 100-Continue\r\nX-Two: 1\r\nx-two: 2\r\n\r\n";
    struct http_message *m = http_message_new(HEAD_BYTES);
    struct bytes in = bytes_of_text(text);
    struct bytes piece;

    (void)state;
    assert_false(http_message_begun(m));
    assert_int_equal(http_message_next(m, &in, &piece), HTTP_EVENT_HEAD);
    assert_true(http_message_begun(m));
    assert_string_equal(http_message_header(m, "HOST"), "a");
    assert_string_equal(http_message_header(m, "x-empty"), "");
    assert_string_equal(http_message_header(m, "x-two"), "1");
    assert_null(http_message_header(m, "x"));
    assert_true(http_message_expects_continue(m));
    assert_false(http_message_is_http_1_0(m));
    http_message_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_long_heads),
        cmocka_unit_test(test_headers_are_found),
    };
    return cmocka_run_group_tests_name("http_message", tests, NULL, NULL);
}
