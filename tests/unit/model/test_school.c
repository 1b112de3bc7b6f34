#include "model/school.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/cleanup.h"
#include "core/time.h"

#include <errno.h>
#include <string.h>

#define LEN(a) (sizeof(a) / sizeof *(a))

static const char FULL[] =
    "{\"name\":\"河海大学\",\"registry\":\"chsi\",\"season\":\"2025\","
    "\"campuses\":[\"南京\",\"常州\"],"
    "\"hours\":{\"open\":\"00:00\",\"close\":\"24:00\"},"
    "\"phases\":[{\"phase\":\"first_capture\",\"from\":\"2025-04-01\","
    "\"to\":\"2025-04-10\",\"campus\":\"南京\"},"
    "{\"phase\":\"make_up\",\"from\":\"2025-05-01\",\"to\":\"2025-05-01\","
    "\"uids\":[\"u1\",\"u2\"]}],"
    "\"closed_days\":[\"2025-04-04\"],"
    "\"plan\":{\"amount_fen\":1200,\"prints\":0},"
    "\"limits\":{\"pause_s\":1,\"video_s\":1,\"undo_s\":0},"
    "\"texts\":{\"notice\":{\"version\":\"7\",\"body\":\"通知\"}},"
    "\"messages\":{\"drafts_full\":\"满了\"},"
    "\"rule_set\":\"id-card\",\"background\":\"white\","
    "\"auto_approval\":true,\"real_name\":true,\"liveness\":\"optional\","
    "\"machine_refuses\":[\"recapture\"],"
    "\"contacts\":[{\"name\":\"教务处\"}],\"collection_points\":[{\"name\":"
    "\"体育馆\",\"campus\":\"南京\",\"slots\":["
    "{\"date\":\"2025-04-01\",\"from\":\"09:00\",\"to\":\"11:30\",\"seats\":"
    "350}]}]}";

static struct school *parse(const char *json, struct school_error *error)
{
    struct school *s = NULL;

    if (school_parse("10294", bytes_of_text(json), &s, error) < 0)
        return NULL;
    return s;
}

static void test_every_member(void **state)
{
    struct school_error error = {.line = 0};
    struct school *s = parse(FULL, &error);
    int64_t day;

    (void)state;
    if (!s)
        fail_msg("%s", error.text);
    assert_string_equal(s->name, "河海大学");
    assert_int_equal(s->schedule.open_min, 0);
    assert_int_equal(s->schedule.close_min, 1440);
    assert_int_equal(s->schedule.phases_len, 2);
    assert_int_equal(time_parse_day("2025-05-01", &day), 0);
    assert_int_equal(s->schedule.phases[1].first_day, day);
    assert_string_equal(s->schedule.phases[1].uids[1], "u2");
    assert_string_equal(s->schedule.phases[0].campus, "南京");
    assert_int_equal(s->schedule.closed_days_len, 1);
    assert_int_equal(s->policy.amount_fen, 1200);
    assert_int_equal(s->policy.pause_ms, 1000);
    assert_int_equal(s->policy.undo_ms, 0);
    assert_int_equal(s->policy.failed_max, 5); /* the default stays */
    assert_string_equal(s->texts[SCHOOL_TEXT_NOTICE].version, "7");
    assert_string_equal(s->texts[SCHOOL_TEXT_CONSENT].version, "1");
    assert_string_equal(message_text(&s->messages, MESSAGE_DRAFTS_FULL),
                        "满了");
    assert_string_equal(s->background, "white");
    assert_true(s->auto_approval);
    assert_true(s->real_name);
    assert_int_equal(s->liveness, LIVENESS_OPTIONAL);
    assert_true(s->recapture_refuses && !s->retouched_refuses);
    school_freep(&s);
}

static void test_a_name_is_enough(void **state)
{
    struct school_error error = {.line = 0};
    struct school *s = parse("{\"name\":\"x\"}", &error);
    struct buf rules = BUF_INIT(1 << 20);

    (void)state;
    assert_non_null(s);
    assert_int_equal(s->schedule.open_min, 480);
    assert_int_equal(s->schedule.close_min, 1080);
    assert_string_equal(s->registry, "chsi");
    assert_string_equal(s->background, "blue");
    assert_true(strlen(s->texts[SCHOOL_TEXT_PRECAUTIONS].body) > 100);
    assert_int_equal(school_rules(s, &rules), 0);
    assert_int_equal(buf_add(&rules, "", 1), 0);
    assert_string_equal((char *)rules.at, "diploma");
    buf_done(&rules);
    school_freep(&s);
}

/* clang-format off */
static const struct {
    const char *json, *error; /* how the sentence begins */
} BAD[] = {
    {"", "JSON:"},
    {"[]", "school:"},
    {"{}", "name:"},
    {"{\"name\":1}", "name:"},
    {"{\"name\":\"x\",\"name\":\"y\"}", "JSON: duplicate"},
    {"{\"name\":\"x\",\"colour\":1}", "colour: there is no such member"},
    {"{\"name\":\"x\",\"hours\":{\"open\":\"8:00\",\"close\":\"18:00\"}}", "hours.open:"},
    {"{\"name\":\"x\",\"hours\":{\"open\":\"08:00\",\"close\":\"24:01\"}}", "hours.close: 00:00 to 24:00"},
    {"{\"name\":\"x\",\"hours\":{\"open\":\"18:00\",\"close\":\"08:00\"}}", "hours: open must come before"},
    {"{\"name\":\"x\",\"phases\":{}}", "phases:"},
    {"{\"name\":\"x\",\"phases\":[{\"phase\":\"capture\"}]}", "phases[0]: `phase` is"},
    {"{\"name\":\"x\",\"phases\":[{\"phase\":\"review\",\"from\":\"2025-02-30\",\"to\":\"2025-03-01\"}]}", "phases[0]: a date like"},
    {"{\"name\":\"x\",\"phases\":[{\"phase\":\"review\",\"from\":\"2025-03-02\",\"to\":\"2025-03-01\"}]}", "phases[0]: `to` lies before"},
    {"{\"name\":\"x\",\"phases\":[{\"phase\":\"review\",\"from\":\"2025-03-02\",\"to\":\"2027-03-01\"}]}", "phases[0]: a phase has at most"},
    {"{\"name\":\"x\",\"phases\":[{\"phase\":\"review\",\"from\":\"2025-03-02\",\"to\":\"2025-03-02\",\"who\":1}]}", "phases[0]: phase, from"},
    {"{\"name\":\"x\",\"phases\":[{\"phase\":\"make_up\",\"from\":\"2025-03-02\",\"to\":\"2025-03-02\",\"uids\":[1]}]}", "phases[0]: every uid"},
    {"{\"name\":\"x\",\"closed_days\":[\"morgen\"]}", "closed_days[0]: a date like"},
    {"{\"name\":\"x\",\"limits\":{\"pause_s\":-1}}", "limits: pause_s is a whole number from 0 to 3600"},
    {"{\"name\":\"x\",\"limits\":{\"pause_s\":1.5}}", "limits: pause_s is a whole number"},
    {"{\"name\":\"x\",\"limits\":{\"pause\":1}}", "limits: has a member"},
    {"{\"name\":\"x\",\"limits\":{\"amount_fen\":1}}", "limits: has a member"},
    {"{\"name\":\"x\",\"limits\":{\"staff_tries\":9}}", "limits: has a member"},
    {"{\"name\":\"x\",\"staff\":{\"staff_tries\":9}}", "staff: there is no such"},
    {"{\"name\":\"x\",\"plan\":{\"amount_fen\":\"15\"}}", "plan: amount_fen is a whole number"},
    {"{\"name\":\"x\",\"texts\":{\"notice\":{\"body\":\"x\"}}}", "texts: each needs a `version`"},
    {"{\"name\":\"x\",\"texts\":{\"poem\":{\"version\":\"1\"}}}", "texts: has a member"},
    {"{\"name\":\"x\",\"messages\":{\"hello\":\"x\"}}", "messages: has a member"},
    {"{\"name\":\"x\",\"messages\":[]}", "messages: an object"},
    {"{\"name\":\"x\",\"texts\":\"x\"}", "texts: an object"},
    {"{\"name\":\"x\",\"registry\":\"\"}", "registry: its name"},
    {"{\"name\":\"x\",\"registry\":\"a b\"}", "registry: letters"},
    {"{\"name\":\"x\",\"season\":\"2025 \"}", "season: letters"},
    {"{\"name\":\"x\",\"background\":\"green\"}", "background:"},
    {"{\"name\":\"x\",\"liveness\":true}", "liveness:"},
    {"{\"name\":\"x\",\"auto_approval\":\"yes\"}", "auto_approval:"},
    {"{\"name\":\"x\",\"real_name\":\"yes\"}", "real_name:"},
    {"{\"name\":\"x\",\"machine_refuses\":[\"blurred\"]}", "machine_refuses:"},
    {"{\"name\":\"x\",\"rule_set\":\"None such\"}", "rule_set: there is no preset \"None such\""},
    {"{\"name\":\"x\",\"rule_set\":7}", "rule_set: must be the name of a preset"},
    {"{\"name\":\"x\",\"rule_set\":null}", "rule_set: must be the name of a preset"},
    {"{\"name\":\"x\",\"rule_set\":{\"name\":\"y\",\"version\":1,\"findings\":{\"ugly\":{}}}}", "rule_set.findings.ugly: there is no such"},
    {"{\"name\":\"x\",\"rule_set\":{\"name\":\"y\",\"version\":1,\"findings\":{\"recapture\":{\"severity\":\"off\"}}},\"machine_refuses\":[\"recapture\"]}", "machine_refuses: the rule set has"},
    {"{\"name\":\"x\",\"machine_refuses\":[\"retouched\"],\"rule_set\":{\"name\":\"y\",\"version\":1,\"findings\":{\"retouched\":{\"severity\":\"off\"}}}}", "machine_refuses: the rule set has"},
    {"{\"name\":\"x\",\"contacts\":{}}", "contacts:"},
    {"{\"name\":\"x\",\"contacts\":[1]}", "contacts[0]: an object"},
    {"{\"name\":\"x\",\"contacts\":[{},{\"fax\":\"1\"}]}", "contacts[1]: has a member"},
    {"{\"name\":\"x\",\"contacts\":[{\"phone\":1}]}", "contacts[0]: a text"},
    {"{\"name\":\"x\",\"campuses\":[\"\"]}", "campuses: every"},
    {"{\"name\":\"x\",\"collection_points\":[{\"slots\":{}}]}", "collection_points[0]: a list"},
    {"{\"name\":\"x\",\"collection_points\":[{\"slots\":[{\"date\":\"1.4.\",\"from\":\"09:00\",\"to\":\"11:00\"}]}]}",
     "collection_points[0].slots[0]: a date"},
    {"{\"name\":\"x\",\"collection_points\":[{\"slots\":[{\"date\":\"2025-04-01\",\"from\":\"11:00\",\"to\":\"11:00\"}]}]}",
     "collection_points[0].slots[0]: `from`"},
    {"{\"name\":\"x\",\"collection_points\":[{\"slots\":[{\"date\":\"2025-04-01\",\"from\":\"09:00\",\"to\":\"11:00\",\"seats\":0}]}]}",
     "collection_points[0].slots[0]: `seats`"},
};
/* clang-format on */

static void test_what_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(BAD); i++) {
        struct school_error error = {.line = 0};
        struct school *s = parse(BAD[i].json, &error);

        if (s || strncmp(error.text, BAD[i].error, strlen(BAD[i].error)) != 0)
            fail_msg("%s: %s", BAD[i].json, s ? "taken" : error.text);
    }
}

/* clang-format off */
static const struct {
    const char *json;
    int line;
} LINES[] = {
    {"[]", 1},
    {"{\n\"name\":\"x\",\n\"name\":\"y\"}", 3},
    {"{\"name\":\"x\",\n\"limits\":{\n\"pause_s\":-1}}", 2},
    {"{\"rule_set\":\"diploma\",\n\n\"rule_sets\":1}", 3},
    {"{\"name\":\"max\",\n\"rule_set\":{\"name\":\"y\",\"version\":1,\n\"findings\":{\n\"turned\":{\"min\":-5,\n\"max\":500}}}}", 5},
    {"{\"name\":\"x\",\n\"rule_set\":\"None such\"}", 2},
};

/* The school's background, else that of its rule set. */
static const struct {
    const char *json, *background;
} BACKGROUNDS[] = {
    {"{\"name\":\"x\"}", "blue"},
    {"{\"name\":\"x\",\"rule_set\":\"diploma-white\"}", "white"},
    {"{\"name\":\"x\",\"background\":\"grey\",\"rule_set\":\"diploma-white\"}", "grey"},
    {"{\"name\":\"x\",\"rule_set\":{\"name\":\"y\",\"version\":1,\"photo\":{\"background\":\"grey\"}}}", "grey"},
};
/* clang-format on */

static void test_a_refusal_names_the_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(LINES); i++) {
        struct school_error error = {.line = 0};

        assert_null(parse(LINES[i].json, &error));
        if (error.line != LINES[i].line)
            fail_msg("%s: line %d", LINES[i].json, error.line);
    }
}

static void test_backgrounds(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(BACKGROUNDS); i++) {
        struct school_error error;
        struct school *s = parse(BACKGROUNDS[i].json, &error);

        assert_non_null(s);
        assert_string_equal(s->background, BACKGROUNDS[i].background);
        school_freep(&s);
    }
}

static void test_what_a_job_carries(void **state)
{
    struct school_error error;
    struct school *s = parse("{\"name\":\"x\",\"liveness\":\"required\","
                             "\"machine_refuses\":[\"retouched\"],"
                             "\"rule_set\":{\"name\":\"y\",\"version\":7}}",
                             &error);
    struct shot_policy policy;
    struct buf rules = BUF_INIT(1 << 20);
    struct ruleset set;

    (void)state;
    assert_non_null(s);
    policy = school_shot_policy(s);
    assert_true(policy.retouched_refuses && !policy.recapture_refuses);
    assert_false(policy.is_dry_run);
    assert_int_equal(school_rules(s, &rules), 0);
    assert_int_equal(buf_add(&rules, "", 1), 0);
    assert_int_equal(ruleset_of_job((char *)rules.at, &set), 0);
    assert_int_equal(set.version, 7);
    buf_done(&rules);
    school_freep(&s);
}

/* What the configuration alone cannot know is judged with the rule set. */
static void test_a_shared_rule_set(void **state)
{
    static const char JSON[] = "{\"name\":\"x\",\n\"rule_set\":\"ours\","
                               "\"machine_refuses\":[\"recapture\"]}";
    struct school_error error;
    struct school *s = parse(JSON, &error);
    struct ruleset set;

    (void)state;
    assert_non_null(s);
    assert_string_equal(s->shared_rules, "ours");
    assert_null(s->background); /* the rule set's, whatever it will be */
    ruleset_default(&set);
    assert_int_equal(school_check_shared(s, bytes_of_text(JSON), &set, &error),
                     0);
    set.rules[FINDING_RECAPTURE].severity = FINDING_OFF;
    assert_int_equal(school_check_shared(s, bytes_of_text(JSON), &set, &error),
                     -EINVAL);
    assert_non_null(strstr(error.text, "machine_refuses: the rule set has"));
    assert_int_equal(school_check_shared(s, bytes_of_text(JSON), NULL, &error),
                     -EINVAL);
    assert_int_equal(error.line, 2);
    assert_non_null(strstr(error.text, "there is no rule set \"ours\""));
    school_freep(&s);
    s = parse("{\"name\":\"x\",\"rule_set\":\"ours\",\"background\":\"grey\"}",
              &error);
    assert_string_equal(s->background, "grey");
    school_freep(&s);
    s = parse("{\"name\":\"x\",\"rule_set\":\"id-card\"}", &error);
    assert_null(s->shared_rules);
    school_freep(&s);
}

static void test_codes(void **state)
{
    static const char *const CODES[] = {"1029", "102945", "1029a", ""};

    (void)state;
    for (size_t i = 0; i < LEN(CODES); i++) {
        struct school_error error = {.line = 0};
        struct school *s = NULL;

        assert_int_equal(school_parse(CODES[i],
                                      bytes_of_text("{\"name\":\"x\"}"), &s,
                                      &error),
                         -EINVAL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_member),
        cmocka_unit_test(test_a_name_is_enough),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_a_refusal_names_the_line),
        cmocka_unit_test(test_backgrounds),
        cmocka_unit_test(test_what_a_job_carries),
        cmocka_unit_test(test_a_shared_rule_set),
        cmocka_unit_test(test_codes),
    };
    return cmocka_run_group_tests_name("school", tests, NULL, NULL);
}
