#include "ingest/problem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const char *text(const json_t *json, const char *name)
{
    return json_string_value(json_object_get(json, name));
}

static void test_members(void **state)
{
    json_t *extra = json_pack("{s:s, s:s}", "until", "2025", "detail", "别的");
    const struct problem *p = problem_find("busy");
    json_t *plain = problem_render(p->status, p->code, p->detail, NULL);
    json_t *full = problem_render(409, "locked", p->detail, extra);

    (void)state;
    assert_int_equal(json_integer_value(json_object_get(plain, "status")), 503);
    assert_string_equal(text(plain, "title"), "Service Unavailable");
    assert_string_equal(text(plain, "type"), "urn:tucai:problem:busy");
    assert_string_equal(text(plain, "detail"), p->detail);
    assert_string_equal(text(full, "detail"), "别的");
    assert_string_equal(text(full, "until"), "2025");
    assert_string_equal(text(full, "code"), "locked");
    json_decref(plain);
    json_decref(full);
    json_decref(extra);
}

/* Every refusal of spec/capture-code.md has its sentence here. */
static void test_catalogue(void **state)
{
    static const char *const CODES[] = {
        "code_malformed",     "code_suite_unknown",  "code_not_for_us",
        "code_undecryptable", "code_issuer_unknown", "code_signature_bad",
        "code_not_yet_valid", "code_expired",        "code_wrong_year",
        "code_unreadable",    "code_ambiguous"};

    (void)state;
    for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++)
        assert_string_equal(problem_find(CODES[i])->code, CODES[i]);
    assert_string_equal(problem_find("no_such_code")->code, "internal_error");
    assert_string_equal(problem_title(999), "Internal Server Error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_catalogue),
    };
    return cmocka_run_group_tests_name("problem", tests, NULL, NULL);
}
