#include "model/ruleset_shared.h"
#include "model/ruleset_show.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define LEN(a) (sizeof(a) / sizeof *(a))
#define TEXT_16 "abcdefghijklmnop"
#define TEXT_63 TEXT_16 TEXT_16 TEXT_16 "abcdefghijklmno"

static void test_names(void **state)
{
    static const struct {
        const char *name;
        bool is_shared;
    } NAMES[] = {
        {"a", true},          {"a-b-2", true},
        {"z9", true},         {TEXT_63, true},
        {TEXT_63 "p", false}, {"", false},
        {"2-a", false},       {"-a", false},
        {"A", false},         {"a_b", false},
        {"a:1", false},       {"a b", false},
        {"diploma", false},   {"id-card", false},
        {"diplomas", true},   {"\xe7\x99\xbd", false},
    };

    (void)state;
    for (size_t i = 0; i < LEN(NAMES); i++)
        if (ruleset_is_shared_name(NAMES[i].name) != NAMES[i].is_shared)
            fail_msg("%s", NAMES[i].name);
}

/* clang-format off */
static const struct {
    const char *json;
    int line;
    const char *says; /* NULL: it is taken */
} PUT[] = {
    {"{}", 0, NULL},
    {"{\"name\":\"ours\",\"version\":7}", 0, NULL},
    {"{\"based_on\":\"diploma-white\",\"findings\":{\"turned\":{\"max\":9.1}}}", 0, NULL},
    {"{\n\"name\":\"theirs\"}", 2, "name: 在此为 \"ours\""},
    {"{\n\n\"name\":1}", 3, "name: 在此为 \"ours\""},
    {"{\n\"version\":0}", 2, "version: 须为 1 到"},
    {"{\n\"based_on\":\"ours\"}", 2, "based_on: 没有预设规则集 \"ours\""},
    {"{\"findings\":{\n\"turned\":{\n\"max\":500}}}", 3, "findings.turned.max: 500 不在 -90 到 90 之间"},
    {"{\n\"colour\":1}", 2, "colour: 规则集没有这一成员"},
    {"[]", 1, "须为对象"},
    {"{\n\n", 3, "不是有效的 JSON"},
    {"", 1, "不是有效的 JSON"},
};
/* clang-format on */

static void test_what_is_put(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(PUT); i++) {
        struct bytes json = bytes_of_text(PUT[i].json);
        struct buf text = BUF_INIT(json.len + RULESET_KEPT_MORE);
        struct ruleset_error error = {.line = 0};
        int r = ruleset_share("ours", 3, json, &text, &error);

        if ((r == 0) != !PUT[i].says || error.line != PUT[i].line ||
            (r != 0 && !strstr(error.text, PUT[i].says)))
            fail_msg("%s: %d: %s", PUT[i].json, error.line, error.text);
        assert_int_equal(text.len > 0, r == 0);
        buf_done(&text);
    }
}

static void test_nothing_is_put(void **state)
{
    struct buf text = BUF_INIT(RULESET_KEPT_MORE);
    struct ruleset_error error;

    (void)state;
    assert_int_equal(ruleset_share("ours", 1, (struct bytes){0}, &text, &error),
                     RULESET_MALFORMED);
    assert_int_equal(error.line, 1);
}

/* As it is kept, it has its name and version, and is what was put. */
static void test_what_is_kept(void **state)
{
    static const char JSON[] =
        "{\"title\":\"\xe7\x99\xbd\",\"version\":9,\"photo\":{\"background\":"
        "\"white\"},\"findings\":{\"turned\":{\"min\":-9.1}}}";
    struct buf text = BUF_INIT(sizeof JSON + RULESET_KEPT_MORE);
    struct ruleset_error error;
    struct ruleset set;

    (void)state;
    assert_int_equal(
        ruleset_share("ours", 3, bytes_of_text(JSON), &text, &error), 0);
    assert_int_equal(ruleset_parse(buf_view(&text), &set, &error), 0);
    assert_string_equal(set.name, "ours");
    assert_int_equal(set.version, 3);
    assert_string_equal(set.photo.background, "white");
    assert_true(set.rules[FINDING_TURNED].min == -9.1);
    assert_int_equal(buf_add(&text, "", 1), 0);
    assert_non_null(strstr((const char *)text.at, "\xe7\x99\xbd"));
    assert_non_null(strstr((const char *)text.at, "-9.1\n")); /* as written */
    buf_done(&text);
}

static const char *text_at(const json_t *json, size_t i, const char *member)
{
    return json_string_value(json_object_get(json_array_get(json, i), member));
}

static double limit_at(const json_t *json, size_t i, const char *range,
                       const char *side)
{
    const json_t *limits = json_object_get(json_array_get(json, i), range);
    const json_t *limit = json_object_get(limits, side);

    return json_is_null(limit) ? -1e9 : json_number_value(limit);
}

static void test_a_rule_set_in_whole(void **state)
{
    struct ruleset set;
    json_t *json;
    const json_t *findings, *photo;

    (void)state;
    ruleset_default(&set);
    json = ruleset_show(&set);
    findings = json_object_get(json, "findings");
    photo = json_object_get(json, "photo");
    assert_string_equal(json_string_value(json_object_get(json, "name")),
                        "diploma");
    assert_int_equal(json_array_size(findings), FINDING_CODES);
    assert_string_equal(text_at(findings, FINDING_BLURRED, "code"), "blurred");
    assert_string_equal(text_at(findings, FINDING_BLURRED, "severity"),
                        "refuse");
    assert_string_equal(text_at(findings, FINDING_BLURRED, "unit"), "ratio");
    assert_non_null(text_at(findings, FINDING_BLURRED, "message"));
    assert_null(text_at(findings, FINDING_IMAGE_INVALID, "unit"));
    assert_null(text_at(findings, FINDING_IMAGE_INVALID, "measure"));
    assert_true(limit_at(findings, FINDING_BLURRED, "allowed", "min") ==
                set.rules[FINDING_BLURRED].min);
    assert_true(limit_at(findings, FINDING_BLURRED, "allowed", "max") == -1e9);
    assert_true(limit_at(findings, FINDING_BLURRED, "no_warning_in", "min") ==
                set.rules[FINDING_BLURRED].warn_min);
    assert_int_equal(json_integer_value(json_object_get(photo, "width")), 480);
    assert_int_equal(json_integer_value(json_array_get(
                         json_object_get(photo, "background_rgb"), 1)),
                     197);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_what_is_put),
        cmocka_unit_test(test_nothing_is_put),
        cmocka_unit_test(test_what_is_kept),
        cmocka_unit_test(test_a_rule_set_in_whole),
    };
    return cmocka_run_group_tests_name("ruleset_shared", tests, NULL, NULL);
}
