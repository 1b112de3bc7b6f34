#include "model/catalogue.h"
#include "model/ruleset.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define HEAD "{\"name\":\"x\",\"version\":1"
#define FINDINGS HEAD ",\"findings\":{\n"
#define TEXT_16 "0123456789abcdef"
#define TEXT_64 TEXT_16 TEXT_16 TEXT_16 TEXT_16
#define PHOTO HEAD ",\"photo\":{\n"

/* clang-format off */
static const struct bad {
    const char *json;
    int line;
    const char *says;
} BAD[] = {
    /* no JSON, no rule set */
    {"", 1, "不是有效的 JSON"},
    {"[]", 1, "须为对象"},
    {"\"diploma\"", 1, "不是有效的 JSON"},
    {"{\n\"name\":\"x\",,", 2, "不是有效的 JSON"},
    {HEAD ",\n\"name\":\"x\"}", 2, "不是有效的 JSON"},
    /* its head */
    {"{\"version\":1}", 1, "name: 须为 1 到 63"},
    {"{\"name\":\"\",\"version\":1}", 1, "name: 须为"},
    {"{\"version\":1,\n\"name\":\"" TEXT_64 "\"}", 2, "name: 须为"},
    {"{\"version\":1,\n\"name\":1}", 2, "name: 须为"},
    {"{\"name\":\"x\",\n\"version\":0}", 2, "version: 须为 1 到"},
    {"{\"name\":\"x\",\n\"version\":1000001}", 2, "version: 须为"},
    {"{\"name\":\"x\",\n\"version\":\"1\"}", 2, "version: 须为"},
    {HEAD ",\n\"title\":1}", 2, "title: 须为文字"},
    {HEAD ",\n\"colour\":1}", 2, "colour: 规则集没有这一成员，只有 name、"},
    {HEAD ",\n\"based_on\":\"nobody\"}", 2, "based_on: 没有预设规则集 \"nobody\"，只有 diploma, diploma-white,"},
    {HEAD ",\n\"based_on\":7}", 2, "based_on: 须为预设规则集的名称或 null"},
    {HEAD ",\n\"findings\":[]}", 2, "findings: 须为对象"},
    /* findings */
    {FINDINGS "\"to_dark\":{}}}", 2, "findings.to_dark: 没有这一检测项，是否想写 \"too_dark\"？"},
    {FINDINGS "\"ugliness\":{}}}", 2, "docs/findings.md"},
    {FINDINGS "\n\"too_dark\":7}}", 3, "findings.too_dark: 须为对象"},
    {FINDINGS "\"turned\":{\n\"maxx\":1}}}", 3, "findings.turned.maxx: 检测项没有这一成员，只有 severity、"},
    {FINDINGS "\"tilted\":{\"max\":9},\n\"turned\":{\n\"max\":\"9\"}}}", 4, "findings.turned.max: 须为数字"},
    {FINDINGS "\"turned\":{\n\"max\":\"9\",\n\"min\":-9},\n\"tilted\":{\"max\":9}}}", 3, "findings.turned.max: 须为数字"},
    {FINDINGS "\"turned\":{\"severity\":\"maybe\"}}}", 2, "severity: 须为 \"refuse\"、\"warn\" 或 \"off\""},
    {FINDINGS "\"turned\":{\"severity\":null}}}", 2, "severity: 须为"},
    {FINDINGS "\"turned\":{\n\"max\":91}}}", 3, "findings.turned.max: 91 不在 -90 到 90 之间（degrees）"},
    {FINDINGS "\"head_covered\":{\"max\":\n6}}}", 2, "6 不在 0 到 1 之间（share）"},
    {FINDINGS "\"head_covered\":{\"max\":-0.1}}}", 2, "-0.1 不在 0 到 1 之间"},
    {FINDINGS "\"image_invalid\":{\n\"max\":1}}}", 3, "没有测量值"},
    {FINDINGS "\"turned\":{\"min\":20}}}", 2, "findings.turned: min 20 大于 max 14"},
    {FINDINGS "\"turned\":{\"warn_min\":2,\"warn_max\":1}}}", 2, "warn_min 2 大于 warn_max 1"},
    {FINDINGS "\"turned\":{\"warn_min\":-15}}}", 2, "warn_min -15 小于 min -14"},
    {FINDINGS "\"turned\":{\"warn_max\":15}}}", 2, "warn_max 15 大于 max 14"},
    {FINDINGS "\"too_dark\":{\"min\":null,\"warn_min\":null}}}", 2, "没有界限，请写 min 或 max"},
    {FINDINGS "\"no_face\":{\"severity\":\"off\"}}}", 2, "总是拒绝"},
    {FINDINGS "\"image_invalid\":{\"severity\":\"warn\"}}}", 2, "总是拒绝"},
    {FINDINGS "\"recapture\":{\"severity\":\"refuse\"}}}", 2, "machine_refuses"},
    {FINDINGS "\"retouched\":{\"severity\":\"refuse\"}}}", 2, "machine_refuses"},
    /* the photo's form */
    {HEAD ",\n\"photo\":1}", 2, "photo: 须为对象"},
    {PHOTO "\"background\":\"green\"}}", 2, "photo.background: 须为 \"blue\"、\"white\" 或 \"grey\""},
    {PHOTO "\"background\":1}}", 2, "photo.background: 须为"},
    {PHOTO "\"depth\":1}}", 2, "photo.depth: 照片规格没有这一成员"},
    {PHOTO "\n\"width\":1201}}", 3, "photo.width: 须为 200 到 1200"},
    {PHOTO "\"width\":199}}", 2, "photo.width: 须为 200 到"},
    {PHOTO "\"width\":480.5}}", 2, "photo.width: 须为 200 到"},
    {PHOTO "\"bytes_min\":40000}}", 1, "photo: bytes_min 应小于 bytes_max"},
    {PHOTO "\"hair_top_wanted\":49}}", 1, "hair_top_wanted 应在"},
    {PHOTO "\"face_width_wanted\":301}}", 1, "face_width_wanted 应在"},
    {PHOTO "\"eyes_min\":300}}", 1, "eyes_min 应小于"},
    {PHOTO "\"height\":300}}", 1, "自上而下"},
    {PHOTO "\"width\":300}}", 1, "比照片宽"},
    /* the line is the member's own, not that of a namesake before it */
    {HEAD ",\"title\":\"\\\"findings\\\":\",\n\"findings\":{\"tilted\":{\n\"max\":9},\n\"turned\":{\"max\":99}}}", 4, "turned.max: 99"},
    {FINDINGS "\"t\\u0075rned\":{\n\"m\\u0061x\":99}}}", 3, "findings.turned.max: 99"},
};
/* clang-format on */

static void test_bad_texts_name_their_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct ruleset set = {.version = 77};
        struct ruleset_error error = {0};
        int r = ruleset_parse(bytes_of_text(BAD[i].json), &set, &error);

        if (r != RULESET_MALFORMED || error.line != BAD[i].line ||
            !strstr(error.text, BAD[i].says))
            fail_msg("%s: %d, line %d, %s", BAD[i].json, r, error.line,
                     error.text);
        assert_int_equal(set.version, 77); /* untouched */
    }
}

static void test_what_is_left_out_comes_from_the_base(void **state)
{
    const char *json = "{\"name\":\"mine\",\"version\":4,\"findings\":{"
                       "\"head_covered\":{\"severity\":\"off\"},"
                       "\"low_quality\":{\"severity\":\"warn\",\"min\":null},"
                       "\"turned\":{\"max\":9.5}}}";
    struct ruleset base;
    struct ruleset set;
    struct ruleset_error error;

    (void)state;
    ruleset_default(&base);
    assert_int_equal(ruleset_parse(bytes_of_text(json), &set, &error), 0);
    assert_string_equal(set.name, "mine");
    assert_int_equal(set.version, 4);
    assert_int_equal(set.rules[FINDING_HEAD_COVERED].severity, FINDING_OFF);
    assert_int_equal(set.rules[FINDING_LOW_QUALITY].severity, FINDING_WARN);
    assert_true(set.rules[FINDING_LOW_QUALITY].min < -1e300);
    assert_true(set.rules[FINDING_LOW_QUALITY].warn_min == 90);
    assert_true(set.rules[FINDING_TURNED].max == 9.5);
    assert_true(set.rules[FINDING_TURNED].min ==
                base.rules[FINDING_TURNED].min);
    assert_memory_equal(&set.rules[FINDING_TOO_DARK],
                        &base.rules[FINDING_TOO_DARK], sizeof(struct rule));
}

static void test_from_nothing(void **state)
{
    struct ruleset set;
    struct ruleset_error error;
    const char *json = HEAD ",\"based_on\":null}";

    (void)state;
    assert_int_equal(ruleset_parse(bytes_of_text(json), &set, &error), 0);
    for (int i = 0; i < FINDING_CODES; i++) {
        bool always = i == FINDING_IMAGE_INVALID || i == FINDING_NO_FACE;

        assert_int_equal(set.rules[i].severity,
                         always ? FINDING_REFUSE : FINDING_OFF);
        assert_true(set.rules[i].max > 1e300);
        assert_true(i == FINDING_NO_FACE ? set.rules[i].min == 1
                                         : set.rules[i].min < -1e300);
    }
}

static void test_presets_are_sound(void **state)
{
    static const char *const WANTED[] = {"diploma", "diploma-white",
                                         "diploma-grey", "diploma-head-cover",
                                         "id-card"};

    (void)state;
    assert_int_equal(ruleset_preset("nobody").len, 0);
    assert_null(ruleset_preset_name(5));
    for (int i = 0; i < 5; i++) {
        const char *name = ruleset_preset_name(i);
        struct ruleset set;
        struct ruleset_error error = {0};

        assert_string_equal(name, WANTED[i]);
        if (ruleset_parse(ruleset_preset(name), &set, &error))
            fail_msg("%s:%d: %s", name, error.line, error.text);
        assert_string_equal(set.name, name);
        /* Only a school lets a machine refuse for these (R17). */
        assert_int_not_equal(set.rules[FINDING_RETOUCHED].severity,
                             FINDING_REFUSE);
        assert_int_not_equal(set.rules[FINDING_RECAPTURE].severity,
                             FINDING_REFUSE);
    }
}

static void test_the_diploma_has_a_rule_for_each_finding(void **state)
{
    struct ruleset set;

    (void)state;
    ruleset_default(&set);
    for (int i = 0; i < FINDING_CODES; i++) {
        const struct finding_about *about = finding_about((enum finding_code)i);
        const struct rule *rule = &set.rules[i];

        if (rule->severity == FINDING_OFF)
            fail_msg("%s is off", about->name);
        if (about->measure && rule->min < about->least &&
            rule->max > about->most)
            fail_msg("%s has no limit", about->name);
    }
}

static void test_the_photos_of_the_presets(void **state)
{
    struct ruleset set;

    (void)state;
    assert_int_equal(ruleset_of_job("", &set), 0);
    assert_string_equal(set.photo.background, "blue");
    assert_memory_equal(&set.photo.width, &PHOTO_FORM_STANDARD.width,
                        sizeof set.photo - sizeof set.photo.background);
    assert_int_equal(ruleset_of_job("diploma-white", &set), 0);
    assert_string_equal(set.photo.background, "white");
    assert_int_equal(ruleset_of_job("diploma-grey", &set), 0);
    assert_string_equal(set.photo.background, "grey");
    assert_true(set.photo.width == 480);
    assert_int_equal(ruleset_of_job("id-card", &set), 0); /* GA 461 */
    assert_string_equal(set.photo.background, "white");
    assert_true(set.photo.width == 358 && set.photo.height == 441);
    assert_true(set.photo.dpi == 350 && set.photo.bytes_max == 20000);
    assert_true(set.photo.face_width_min == 193);
    assert_true(set.photo.face_width_max == 221);
    assert_true(set.photo.hair_top_min == 7 && set.photo.hair_top_max == 21);
    assert_true(set.photo.height - set.photo.eyes_max == 207);
    assert_int_equal(ruleset_of_job("nobody", &set), RULESET_MALFORMED);
    assert_int_equal(ruleset_of_job("{}", &set), RULESET_MALFORMED);
    assert_int_equal(ruleset_of_job(HEAD "}", &set), 0);
    assert_string_equal(set.name, "x");
}

/* R13, R17: refuse, warn or off of recapture, retouched and liveness. */
static const struct policy_row {
    struct shot_policy policy;
    const char *out;
} POLICIES[] = {
    {{.recapture_refuses = false}, "warn warn refuse"},
    {{.recapture_refuses = true}, "refuse warn refuse"},
    {{.retouched_refuses = true}, "warn refuse refuse"},
    {{.recapture_refuses = true, .retouched_refuses = true, .is_dry_run = true},
     "off off off"},
};

static void test_what_the_school_decides(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof POLICIES / sizeof *POLICIES; i++) {
        struct ruleset set;
        char got[64];

        ruleset_default(&set);
        ruleset_apply(&set, &POLICIES[i].policy);
        (void)snprintf(
            got, sizeof got, "%s %s %s",
            finding_severity_name(set.rules[FINDING_RECAPTURE].severity),
            finding_severity_name(set.rules[FINDING_RETOUCHED].severity),
            finding_severity_name(set.rules[FINDING_NOT_LIVE].severity));
        assert_string_equal(got, POLICIES[i].out);
        set.rules[FINDING_RECAPTURE].severity = FINDING_OFF;
        ruleset_apply(&set, &POLICIES[i].policy);
        assert_int_equal(set.rules[FINDING_RECAPTURE].severity, FINDING_OFF);
    }
}

static void test_a_limit_of_the_base_may_become_idle(void **state)
{
    const char *json = FINDINGS "\"low_quality\":{\"min\":95}}}";
    struct ruleset_error error = {0};
    struct ruleset set;

    (void)state;
    if (ruleset_parse(bytes_of_text(json), &set, &error) != 0)
        fail_msg("%s", error.text);
    assert_true(set.rules[FINDING_LOW_QUALITY].warn_min == 90);
}

static void test_names(void **state)
{
    (void)state;
    for (int i = 0; i < FINDING_CODES; i++) {
        enum finding_code code = (enum finding_code)i;
        struct catalogue_entry says = catalogue_of(code);

        assert_int_equal(finding_of_name(finding_name(code)), code);
        assert_true(strlen(finding_unit(code)) > 0 ||
                    !finding_about(code)->measure);
        for (int j = 0; j < i && finding_about(code)->measure; j++) {
            const char *other = finding_about((enum finding_code)j)->measure;

            assert_true(!other ||
                        strcmp(other, finding_about(code)->measure) != 0);
        }
        assert_true(strlen(says.message) > 6 && strlen(says.advice) > 6);
    }
    assert_int_equal(finding_of_name("nothing"), FINDING_CODES);
    assert_string_equal(finding_severity_name(FINDING_REFUSE), "refuse");
}

static void test_a_warning_passes(void **state)
{
    struct finding_list list = {
        .n = 1,
        .at = {{FINDING_LOW_QUALITY, FINDING_WARN, 69, 90, INFINITY, {0}}}};

    (void)state;
    assert_true(finding_list_passed(&list));
    list.at[0].severity = FINDING_REFUSE;
    assert_false(finding_list_passed(&list));
    list.n = 0;
    assert_true(finding_list_passed(&list));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_texts_name_their_line),
        cmocka_unit_test(test_what_is_left_out_comes_from_the_base),
        cmocka_unit_test(test_from_nothing),
        cmocka_unit_test(test_presets_are_sound),
        cmocka_unit_test(test_the_diploma_has_a_rule_for_each_finding),
        cmocka_unit_test(test_the_photos_of_the_presets),
        cmocka_unit_test(test_what_the_school_decides),
        cmocka_unit_test(test_a_limit_of_the_base_may_become_idle),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_a_warning_passes),
    };
    return cmocka_run_group_tests_name("ruleset", tests, NULL, NULL);
}
