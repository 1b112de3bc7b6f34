#include "world.h"

#include "billing/operations.h"

#include <string.h>

/* ---- a store of two documents ---- */

static void take(struct document *to, const struct effect *put)
{
    assert_int_equal(put->version, to->version);
    to->version++;
    buf_done(&to->value);
    to->value = BUF_INIT(1 << 20);
    assert_int_equal(buf_add(&to->value, put->value.at, put->value.len), 0);
}

static Tucai__V1__PutDocument document(const char *id, int64_t if_match,
                                       const char *json)
{
    Tucai__V1__PutDocument op = TUCAI__V1__PUT_DOCUMENT__INIT;

    op.id = (char *)id;
    op.if_match = if_match;
    op.json.data = (uint8_t *)json;
    op.json.len = strlen(json);
    return op;
}

static void put(struct world *w, const char *name, int64_t if_match,
                const char *json)
{
    Tucai__V1__PutDocument op = document(name, if_match, json);

    world_act(w, COMMAND(put_rule_set, PUT_RULE_SET, &op), papers_rule_set);
    if (decision_find(&w->d, EFFECT_PUT))
        take(&w->scene.document, decision_find(&w->d, EFFECT_PUT));
}

static void done(struct world *w)
{
    buf_done(&w->scene.document.value);
    buf_done(&w->scene.shared_rules.value);
    world_close(w);
}

/* ---- rule sets ---- */

static void test_versions_are_counted(void **state)
{
    struct ruleset_error error;
    struct ruleset set;
    struct world w;

    (void)state;
    world_open(&w);
    put(&w, "ours", -1, "{\"based_on\":\"diploma-white\"}");
    assert_int_equal(w.d.status, 201);
    assert_string_equal(world_answer(&w, "name"), "ours");
    put(&w, "ours", 1, "{\"based_on\":\"diploma-white\",\"title\":\"x\"}");
    assert_int_equal(w.d.status, 200);
    assert_int_equal(json_integer_value(json_object_get(w.d.json, "version")),
                     2);
    assert_string_equal(decision_find(&w.d, EFFECT_PUT)->key, "rs:ours");
    assert_int_equal(
        ruleset_parse(buf_view(&w.scene.document.value), &set, &error), 0);
    assert_int_equal(set.version, 2);
    /* every version stays, and the list knows the last */
    assert_string_equal(decision_find(&w.d, EFFECT_RECORD)->key, "rs:ours:2");
    assert_int_equal(decision_find(&w.d, EFFECT_RECORD)->ttl_s, 0);
    assert_string_equal(decision_find(&w.d, EFFECT_ADD)->key, "rule_sets");
    assert_string_equal(decision_find(&w.d, EFFECT_ADD)->member, "ours");
    assert_int_equal(decision_find(&w.d, EFFECT_ADD)->at_ms, 2);
    done(&w);
}

static void test_the_same_again_is_the_same_version(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    put(&w, "ours", -1, "{\"title\":\"x\"}");
    put(&w, "ours", -1, "{\"version\":9, \"title\": \"x\"}");
    assert_int_equal(w.d.status, 200);
    assert_int_equal(w.d.effects_len, 0);
    assert_int_equal(json_integer_value(json_object_get(w.d.json, "version")),
                     1);
    put(&w, "ours", -1, "{\"title\":\"y\"}");
    assert_int_equal(w.scene.document.version, 2);
    done(&w);
}

/* clang-format off */
static const struct {
    const char *name;
    int64_t if_match;
    const char *json;
    unsigned status;
    const char *code;
    int line;
} REFUSED[] = {
    {"diploma", -1, "{}", 409, "rule_set_preset", 0},
    {"Ours", -1, "{}", 422, "rule_set_name", 0},
    {"a:1", -1, "{}", 422, "rule_set_name", 0},
    {"ours", -1, "{\n\"findings\":{\n\"blurry\":{}}}", 422, "rule_set_invalid", 3},
    {"ours", -1, "{\n\"name\":\"other\"}", 422, "rule_set_invalid", 2},
    {"ours", -1, "{\n,", 422, "rule_set_invalid", 2},
    {"ours", 1, "{}", 412, "version_mismatch", 0},
};
/* clang-format on */

static void test_what_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(REFUSED); i++) {
        struct world w;

        world_open(&w);
        put(&w, REFUSED[i].name, REFUSED[i].if_match, REFUSED[i].json);
        world_refused(&w, REFUSED[i].status, REFUSED[i].code);
        assert_int_equal(json_integer_value(json_object_get(w.d.json, "line")),
                         REFUSED[i].line);
        done(&w);
    }
}

static void test_who_may(void **state)
{
    const struct operation *op =
        operation_of(TUCAI__V1__COMMAND__OP_PUT_RULE_SET);
    static const char *const ROLES[] = {"school", "college", "operator",
                                        "auditor", "province"};

    (void)state;
    for (size_t i = 0; i < LEN(ROLES); i++) {
        Tucai__V1__StaffWho who = TUCAI__V1__STAFF_WHO__INIT;

        who.role = (char *)ROLES[i];
        assert_int_equal(operation_allows(op, &who, ""),
                         strcmp(ROLES[i], "province") == 0);
    }
}

/* ---- a school that names one ---- */

static void configure(struct world *w)
{
    Tucai__V1__PutDocument op =
        document("10294", -1, "{\"name\":\"x\",\n\"rule_set\":\"ours\"}");

    w->scene.role = "province";
    world_act(w, COMMAND(put_school, PUT_SCHOOL, &op), papers_school);
}

/* A season that is not there is named by nobody who did not name it before. */
static void test_a_school_names_a_season_that_is_there(void **state)
{
    static const struct {
        const char *before;
        uint64_t season_version;
        unsigned status;
    } ROWS[] = {
        {"", 0, 422},
        {"", 1, 201},
        {"{\"name\":\"x\"}", 0, 422},
        {"{\"name\":\"x\",\"season\":\"spring\"}", 0, 422},
        {"{\"name\":\"x\",\"season\":\"sprnig\"}", 0, 200},
    };

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        Tucai__V1__PutDocument op =
            document("10294", -1, "{\"name\":\"x\",\n\"season\":\"sprnig\"}");
        struct world w;

        world_open(&w);
        w.scene.role = "province";
        w.scene.document =
            (struct document){*ROWS[i].before ? 3 : 0, BUF_INIT(4096)};
        assert_int_equal(buf_add_text(&w.scene.document.value, ROWS[i].before),
                         0);
        w.scene.beside.version = ROWS[i].season_version;
        world_act(&w, COMMAND(put_school, PUT_SCHOOL, &op), papers_school);
        assert_int_equal(w.d.status, ROWS[i].status);
        if (w.d.status == 422)
            assert_int_equal(
                json_integer_value(json_object_get(w.d.json, "line")), 2);
        done(&w);
    }
}

static void test_a_school_names_one_that_is_there(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    configure(&w);
    world_refused(&w, 422, "school_invalid");
    assert_int_equal(json_integer_value(json_object_get(w.d.json, "line")), 2);
    w.scene.shared_rules = (struct document){1, BUF_INIT(1 << 20)};
    assert_int_equal(buf_add_text(&w.scene.shared_rules.value,
                                  "{\"name\":\"ours\",\"version\":1}"),
                     0);
    configure(&w);
    assert_int_equal(w.d.status, 201);
    done(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions_are_counted),
        cmocka_unit_test(test_the_same_again_is_the_same_version),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_who_may),
        cmocka_unit_test(test_a_school_names_one_that_is_there),
        cmocka_unit_test(test_a_school_names_a_season_that_is_there),
    };
    return cmocka_run_group_tests_name("papers", tests, NULL, NULL);
}
