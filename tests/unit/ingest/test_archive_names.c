#include "ingest/archive/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define X40 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

/* clang-format off */
static const struct {
    const char *name;
    struct names_of of;
    const char *path;
} ROWS[] = {
    {"as it is", {"u", "21", "江宁", "水利", "一班", false, false}, "江宁/水利/一班/21.jpg"},
    {"one campus", {"u", "21", "", "水利", "一班", false, false}, "水利/一班/21.jpg"},
    {"nothing known", {"u", "", "", "", "", false, false}, "未分院系/未分班/无学号~u.jpg"},
    {"not in the roster", {"u", "21", "江宁", "水利", "一班", true, false}, "未分班/21~u.jpg"},
    {"one of two", {"u", "21", "", "a", "b", false, true}, "a/b/21~u.jpg"},
    {"reserved by Windows", {"u", "1<2", "a:b", "c\\d", "e\"|?*>", false, false}, "a_b/c_d/e_____/1_2.jpg"},
    {"a number with our sign", {"u", "21~v", "", "a", "b", false, false}, "a/b/21_v.jpg"},
    {"upwards", {"u", "../../etc", "..", ".", "...", false, false}, "_/_/_/_._.._etc.jpg"},
    {"absolute", {"u", "/21", "/etc", "a", "b", false, false}, "_etc/a/b/_21.jpg"},
    {"hidden", {"u", ".21", "", ".a", "b", false, false}, "_a/b/_21.jpg"},
    {"a formula", {"u", "@21", "=a", "+b", "－c", false, false}, "_a/_b/_c/_21.jpg"},
    {"blanks and dots", {"u", " 21. ", "", " a .", "b ..", false, false}, "a/b/21.jpg"},
    {"only blanks", {"u", "  ", " ", "  ", " ", false, false}, "未分校区/未分院系/未分班/无学号.jpg"},
    {"devices", {"u", "nul", "CON", "com1.x", "LPT\xC2\xB2", false, false}, "_CON/_com1.x/_LPT\xC2\xB2/_nul.jpg"},
    {"no devices", {"u", "com", "CONX", "com10", "lptx", false, false}, "CONX/com10/lptx/com.jpg"},
    {"a device with a blank", {"u", "1", "", "aux .b", "conout$", false, false}, "_aux .b/_conout$/1.jpg"},
    {"turned round", {"u", "1\xE2\x80\xAEgpj", "", "a\xEF\xBB\xBF", "b\x7F", false, false}, "a_/b_/1_gpj.jpg"},
    {"control characters", {"u", "1\n2", "", "a\tb", "c\x01", false, false}, "a_b/c_/1_2.jpg"},
    {"beyond 16 bits", {"u", "1", "", "𠮷", "😀", false, false}, "𠮷/😀/1.jpg"},
    {"too long", {"u", X40 "1", "", X40 "y", "b", false, false}, X40 "/b/" X40 ".jpg"},
    {"no UTF-8", {"u", "\xC0\xAF", "", "\xFF", "b", false, false}, "未分院系/b/无学号.jpg"},
    {"an odd uid", {"a/b%", "21", "", "a", "b", false, true}, "a/b/21~a%2Fb%25.jpg"},
};
/* clang-format on */

static void test_rows(void **state)
{
    char got[NAMES_PATH_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        names_path(&ROWS[i].of, got);
        if (strcmp(got, ROWS[i].path) != 0)
            fail_msg("%s: %s", ROWS[i].name, got);
    }
}

/* Whatever is in the fields, the path stays in its folder and fits. */
static void test_no_name_escapes(void **state)
{
    static const char *const BITS[] = {
        "..", "/", "\\", "a", "\xE4\xBD\xA0", ".", "\n", "~", "\xC2\xA0", " "};
    uint32_t seed = 1;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char fields[4][80] = {"", "", "", ""}, got[NAMES_PATH_SIZE];

        for (size_t i = 0; i < 4 * 20; i++) {
            seed = seed * 1664525u + 1013904223u;
            strcat(fields[i % 4], BITS[(seed >> 8) % 10]);
        }
        names_path(&(struct names_of){"u", fields[0], fields[1], fields[2],
                                      fields[3], false, false},
                   got);
        assert_true(*got != '/' && *got != '.');
        assert_null(strstr(got, "//"));
        assert_null(strstr(got, "/."));
        assert_null(strchr(got, '\\'));
        assert_string_equal(got + strlen(got) - 4, ".jpg");
    }
}

static void test_hash_ignores_case(void **state)
{
    (void)state;
    assert_true(names_hash("a/B.jpg") == names_hash("A/b.jpg"));
    assert_true(names_hash("a/b.jpg") != names_hash("a/c.jpg"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_no_name_escapes),
        cmocka_unit_test(test_hash_ignores_case),
    };
    return cmocka_run_group_tests_name("archive_names", tests, NULL, NULL);
}
