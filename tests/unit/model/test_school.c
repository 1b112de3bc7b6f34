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
    {"{\"name\":\"x\",\"name\":\"y\"}", "JSON: 不是有效的 JSON"},
    {"{\"name\":\"x\",\"colour\":1}", "colour: 没有这个成员"},
    {"{\"name\":\"x\",\"hours\":{\"open\":\"8:00\",\"close\":\"18:00\"}}", "hours.open:"},
    {"{\"name\":\"x\",\"hours\":{\"open\":\"08:00\",\"close\":\"24:01\"}}", "hours.close: 时间为"},
    {"{\"name\":\"x\",\"hours\":{\"open\":\"08:00\",\"close\":\"18:00\",\"noon\":\"12:00\"}}", "hours: 有无法识别"},
    {"{\"name\":\"x\",\"hours\":[]}", "hours: 应为对象"},
    {"{\"name\":\"x\",\"texts\":{\"notice\":{\"version\":\"1\",\"title\":\"x\"}}}", "texts: 有无法识别"},
    {"{\"name\":\"x\",\"texts\":{\"notice\":\"x\"}}", "texts: 应为对象"},
    {"{\"name\":\"x\",\"hours\":{\"open\":\"18:00\",\"close\":\"08:00\"}}", "hours: open 必须早于"},
    {"{\"name\":\"x\",\"phases\":{}}", "phases:"},
    {"{\"name\":\"x\",\"phases\":[{\"phase\":\"capture\"}]}", "phases[0]: phase 可为"},
    {"{\"name\":\"x\",\"phases\":[{\"phase\":\"review\",\"from\":\"2025-02-30\",\"to\":\"2025-03-01\"}]}", "phases[0]: 日期应写成"},
    {"{\"name\":\"x\",\"phases\":[{\"phase\":\"review\",\"from\":\"2025-03-02\",\"to\":\"2025-03-01\"}]}", "phases[0]: to 早于"},
    {"{\"name\":\"x\",\"phases\":[{\"phase\":\"review\",\"from\":\"2025-03-02\",\"to\":\"2027-03-01\"}]}", "phases[0]: 一个阶段最多"},
    {"{\"name\":\"x\",\"phases\":[{\"phase\":\"review\",\"from\":\"2025-03-02\",\"to\":\"2025-03-02\",\"who\":1}]}", "phases[0]: 有无法识别"},
    {"{\"name\":\"x\",\"phases\":[{\"phase\":\"make_up\",\"from\":\"2025-03-02\",\"to\":\"2025-03-02\",\"uids\":[1]}]}", "phases[0]: 每个学籍号"},
    {"{\"name\":\"x\",\"closed_days\":[\"morgen\"]}", "closed_days[0]: 日期应写成"},
    {"{\"name\":\"x\",\"limits\":{\"pause_s\":-1}}", "limits: pause_s 为 0 至 3600 的整数"},
    {"{\"name\":\"x\",\"limits\":{\"pause_s\":1.5}}", "limits: pause_s 为"},
    {"{\"name\":\"x\",\"limits\":{\"pause\":1}}", "limits: 有无法识别"},
    {"{\"name\":\"x\",\"limits\":{\"amount_fen\":1}}", "limits: 有无法识别"},
    {"{\"name\":\"x\",\"limits\":{\"staff_tries\":9}}", "limits: 有无法识别"},
    {"{\"name\":\"x\",\"staff\":{\"staff_tries\":9}}", "staff: 没有这个"},
    {"{\"name\":\"x\",\"plan\":{\"amount_fen\":\"15\"}}", "plan: amount_fen 为"},
    {"{\"name\":\"x\",\"texts\":{\"notice\":{\"body\":\"x\"}}}", "texts: 每份文本都要有 version"},
    {"{\"name\":\"x\",\"texts\":{\"poem\":{\"version\":\"1\"}}}", "texts: 有无法识别"},
    {"{\"name\":\"x\",\"messages\":{\"hello\":\"x\"}}", "messages: 有无法识别"},
    {"{\"name\":\"x\",\"messages\":[]}", "messages: 应为对象"},
    {"{\"name\":\"x\",\"texts\":\"x\"}", "texts: 应为对象"},
    {"{\"name\":\"x\",\"registry\":\"\"}", "registry: 请写明名称"},
    {"{\"name\":\"x\",\"registry\":\"a b\"}", "registry: 只能用字母"},
    {"{\"name\":\"x\",\"season\":\"2025 \"}", "season: 只能用字母"},
    {"{\"name\":\"x\",\"background\":\"green\"}", "background:"},
    {"{\"name\":\"x\",\"liveness\":true}", "liveness:"},
    {"{\"name\":\"x\",\"auto_approval\":\"yes\"}", "auto_approval:"},
    {"{\"name\":\"x\",\"real_name\":\"yes\"}", "real_name:"},
    {"{\"name\":\"x\",\"machine_refuses\":[\"blurred\"]}", "machine_refuses:"},
    {"{\"name\":\"x\",\"rule_set\":\"None such\"}", "rule_set: 没有预设规则集 \"None such\""},
    {"{\"name\":\"x\",\"rule_set\":7}", "rule_set: 须为预设规则集的名称"},
    {"{\"name\":\"x\",\"rule_set\":null}", "rule_set: 须为预设规则集的名称"},
    {"{\"name\":\"x\",\"rule_set\":{\"name\":\"y\",\"version\":1,\"findings\":{\"ugly\":{}}}}", "rule_set.findings.ugly: 没有这一检测项"},
    {"{\"name\":\"x\",\"rule_set\":{\"name\":\"y\",\"version\":1,\"findings\":{\"recapture\":{\"severity\":\"off\"}}},\"machine_refuses\":[\"recapture\"]}", "machine_refuses: 规则集已关闭"},
    {"{\"name\":\"x\",\"machine_refuses\":[\"retouched\"],\"rule_set\":{\"name\":\"y\",\"version\":1,\"findings\":{\"retouched\":{\"severity\":\"off\"}}}}", "machine_refuses: 规则集已关闭"},
    {"{\"name\":\"x\",\"contacts\":{}}", "contacts:"},
    {"{\"name\":\"x\",\"contacts\":[1]}", "contacts[0]: 应为对象"},
    {"{\"name\":\"x\",\"contacts\":[{},{\"fax\":\"1\"}]}", "contacts[1]: 有无法识别"},
    {"{\"name\":\"x\",\"contacts\":[{\"phone\":1}]}", "contacts[0]: 应为文字"},
    {"{\"name\":\"x\",\"campuses\":[\"\"]}", "campuses: 每个校区"},
    {"{\"name\":\"x\",\"collection_points\":[{\"slots\":{}}]}", "collection_points[0]: 应为最多"},
    {"{\"name\":\"x\",\"collection_points\":[{\"slots\":[{\"date\":\"1.4.\",\"from\":\"09:00\",\"to\":\"11:00\"}]}]}",
     "collection_points[0].slots[0]: 日期"},
    {"{\"name\":\"x\",\"collection_points\":[{\"slots\":[{\"date\":\"2025-04-01\",\"from\":\"11:00\",\"to\":\"11:00\"}]}]}",
     "collection_points[0].slots[0]: from"},
    {"{\"name\":\"x\",\"collection_points\":[{\"slots\":[{\"date\":\"2025-04-01\",\"from\":\"09:00\",\"to\":\"11:00\",\"seats\":0}]}]}",
     "collection_points[0].slots[0]: seats"},
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

/* R6: a round whose list is empty is nobody's yet, not everybody's. */
static void test_an_empty_list_of_a_round(void **state)
{
    static const char JSON[] =
        "{\"name\":\"x\",\"phases\":["
        "{\"phase\":\"make_up\",\"from\":\"2025-05-01\",\"to\":\"2025-05-01\","
        "\"uids\":[]},{\"phase\":\"review\",\"from\":\"2025-05-01\","
        "\"to\":\"2025-05-01\",\"uids\":[]}]}";
    struct window_who who = {.uid = "u1", .campus = "", .level = ""};
    struct school_error error;
    struct school *s = parse(JSON, &error);
    int64_t day;

    (void)state;
    assert_non_null(s);
    assert_int_equal(time_parse_day("2025-05-01", &day), 0);
    assert_int_equal(window_next_open(&s->schedule, &who, 1), 0);
    assert_int_equal(
        window_at(&s->schedule, &who, time_day_start_ms(day)).phase,
        PHASE_REVIEW);
    school_freep(&s);
}

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
    assert_non_null(strstr(error.text, "machine_refuses: 规则集已关闭"));
    assert_int_equal(school_check_shared(s, bytes_of_text(JSON), NULL, &error),
                     -EINVAL);
    assert_int_equal(error.line, 2);
    assert_non_null(strstr(error.text, "没有规则集 \"ours\""));
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
        cmocka_unit_test(test_an_empty_list_of_a_round),
        cmocka_unit_test(test_a_refusal_names_the_line),
        cmocka_unit_test(test_backgrounds),
        cmocka_unit_test(test_what_a_job_carries),
        cmocka_unit_test(test_a_shared_rule_set),
        cmocka_unit_test(test_codes),
    };
    return cmocka_run_group_tests_name("school", tests, NULL, NULL);
}
