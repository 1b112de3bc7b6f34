#include "net/multipart.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define B "multipart/form-data; boundary=xyz"
#define PART(name) "Content-Disposition: form-data; name=\"" name "\"\r\n"

static void on_begin(void *ctx, const struct multipart_part *part)
{
    (void)sprintf((char *)ctx + strlen(ctx), "<%s %s>", part->name, part->type);
}

static void on_data(void *ctx, struct bytes piece)
{
    (void)sprintf((char *)ctx + strlen(ctx), "%.*s", (int)piece.len, piece.at);
}

static void on_end(void *ctx)
{
    strcat(ctx, "</>");
}

/* What came out as text, "." at the end when complete, "!" when malformed. */
static void play(const char *type, const char *input, size_t step, char *ret)
{
    struct multipart_handlers handlers = {on_begin, on_data, on_end, ret};
    struct multipart *m = NULL;
    size_t len = strlen(input);
    int r = multipart_new(type, &handlers, &m);

    *ret = '\0';
    for (size_t at = 0; at < len && r == 0; at += step) {
        size_t n = len - at < step ? len - at : step;

        r = multipart_feed(m, (struct bytes){(const uint8_t *)input + at, n});
    }
    if (r == -EINVAL)
        strcat(ret, "!");
    else if (multipart_is_complete(m))
        strcat(ret, ".");
    multipart_free(m);
}

/* clang-format off */
static const struct row {
    const char *name, *type, *input, *expected;
} ROWS[] = {
    {"one part", B, "--xyz\r\n" PART("a") "\r\nbody\r\n--xyz--\r\n", "<a >body</>."},
    {"two parts and a type", B, "--xyz\r\n" PART("photo") "Content-Type: Image/JPEG; q=1\r\n\r\nab\r\n--xyz\r\n" PART("nonce") "\r\n12\r\n--xyz--", "<photo image/jpeg>ab</><nonce >12</>."},
    {"an empty part", B, "--xyz\r\n" PART("a") "\r\n\r\n--xyz--", "<a ></>."},
    {"nothing in it", B, "--xyz--\r\n", "."},
    {"a preamble and what follows are dropped", B, "hello\r\n--xyz\r\n" PART("a") "\r\nb\r\n--xyz--\r\nbye", "<a >b</>."},
    {"almost a delimiter", B, "--xyz\r\n" PART("a") "\r\n\r\n\r\n-\r\n--xy\r\r\n--xyz--", "<a >\r\n\r\n-\r\n--xy\r</>."},
    {"a quoted boundary", "multipart/form-data; charset=u; boundary=\"x y\"", "--x y\r\n" PART("a") "\r\nb\r\n--x y--", "<a >b</>."},
    {"a file name", B, "--xyz\r\nContent-Type: image/jpeg\r\ncontent-disposition: form-data; filename=\"b;c\"; name=a\r\n\r\nb\r\n--xyz--", "<a image/jpeg>b</>."},
    {"cut in the content", B, "--xyz\r\n" PART("a") "\r\nbo", "<a >bo"},
    {"cut in the headers", B, "--xyz\r\nConte", ""},
    {"junk behind a delimiter", B, "--xyzz\r\n", "!"},
    {"no name", B, "--xyz\r\nContent-Disposition: form-data\r\n\r\n", "!"},
    {"no disposition", B, "--xyz\r\nContent-Type: a\r\n\r\n", "!"},
    {"not a form", B, "--xyz\r\nContent-Disposition: attachment; name=a\r\n\r\n", "!"},
    {"a name that is too long", B, "--xyz\r\n" PART("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") "\r\n", "!"},
    {"another type", "multipart/mixed; boundary=xyz", "", "!"},
    {"no boundary", "multipart/form-data", "", "!"},
    {"an empty boundary", "multipart/form-data; boundary=", "", "!"},
    {"a boundary with a control character", "multipart/form-data; boundary=a\x01", "", "!"},
};
/* clang-format on */

static void test_rows(void **state)
{
    char got[512];

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *r = &ROWS[i];

        for (size_t step = 1; step < 12; step++) {
            play(r->type, r->input, step, got);
            if (strcmp(got, r->expected) != 0)
                fail_msg("%s, by %zu: got \"%s\"", r->name, step, got);
        }
        play(r->type, r->input, 1000, got);
        assert_string_equal(got, r->expected);
    }
}

static void test_long_headers(void **state)
{
    char input[2048] = "--xyz\r\nX: ";
    char got[512];

    (void)state;
    memset(input + 10, 'a', sizeof input - 11);
    play(B, input, 100, got);
    assert_string_equal(got, "!");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_long_headers),
    };
    return cmocka_run_group_tests_name("multipart", tests, NULL, NULL);
}
