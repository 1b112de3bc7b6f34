#include "model/catalogue.h"
#include "model/ruleset.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define HEAD "{\"name\":\"x\",\"version\":1"

static const struct bad {
    const char *json;
    int line;
    const char *says;
} BAD[] = {
    {"", 1, "expected"},
    {"[]", 1, "must be an object"},
    {"{\n\"name\":\"x\",,", 2, "expected"},
    {HEAD ",\n\"name\":\"x\"}", 2, "duplicate"},
    {"{\"version\":1}", 1, "name"},
    {"{\"name\":\"\",\"version\":1}", 1, "name"},
    {"{\"name\":\"x\",\n\"version\":0}", 2, "version"},
    {"{\"name\":\"x\",\n\"version\":\"1\"}", 2, "version"},
    {HEAD ",\n\"colour\":1}", 2, "colour: is no member"},
    {HEAD ",\n\"based_on\":\"nobody\"}", 2, "no such preset"},
    {HEAD ",\n\"based_on\":7}", 2, "no such preset"},
    {HEAD ",\n\"findings\":[]}", 2, "must be an object"},
    {HEAD ",\"findings\":{\n\"to_dark\":{}}}", 2, "no such finding"},
    {HEAD ",\"findings\":{\n\n\"too_dark\":7}}", 3, "must be an object"},
    {HEAD ",\"findings\":{\n\"turned\":{\n\"maxx\":1}}}", 3, "maxx: is no"},
    {HEAD ",\"findings\":{\"tilted\":{\"max\":9},\n\"turned\":{\n"
          "\"max\":\"9\"}}}",
     3, "max: must be a number"},
    {HEAD ",\"findings\":{\n\"turned\":{\"severity\":\"maybe\"}}}", 2,
     "severity: must be"},
    {HEAD ",\"findings\":{\n\"turned\":{\"min\":20}}}", 2, "min is above max"},
    {HEAD ",\"findings\":{\n\"turned\":{\"warn_min\":2,\"warn_max\":1}}}", 2,
     "min is above max"},
    {HEAD ",\"findings\":{\n\"no_face\":{\"severity\":\"off\"}}}", 2,
     "always refuses"},
    {HEAD ",\"findings\":{\n\"image_invalid\":{\"severity\":\"warn\"}}}", 2,
     "always refuses"},
};

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
        assert_true(set.rules[i].max > 1e300 && set.rules[i].min < -1e300);
    }
}

static void test_presets_are_sound(void **state)
{
    static const char *const NAMES[] = {"diploma", "diploma-head-cover",
                                        "id-card"};

    (void)state;
    assert_int_equal(ruleset_preset("nobody").len, 0);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        struct ruleset set;
        struct ruleset_error error = {0};

        if (ruleset_parse(ruleset_preset(NAMES[i]), &set, &error))
            fail_msg("%s:%d: %s", NAMES[i], error.line, error.text);
        assert_string_equal(set.name, NAMES[i]);
        /* Not judged yet, or never a reason to refuse (R17). */
        assert_int_not_equal(set.rules[FINDING_RETOUCHED].severity,
                             FINDING_REFUSE);
        assert_int_not_equal(set.rules[FINDING_RECAPTURE].severity,
                             FINDING_REFUSE);
    }
}

static void test_names(void **state)
{
    (void)state;
    for (int i = 0; i < FINDING_CODES; i++) {
        enum finding_code code = (enum finding_code)i;
        struct catalogue_entry says = catalogue_of(code);

        assert_int_equal(finding_of_name(finding_name(code)), code);
        assert_non_null(finding_unit(code));
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
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_a_warning_passes),
    };
    return cmocka_run_group_tests_name("ruleset", tests, NULL, NULL);
}
