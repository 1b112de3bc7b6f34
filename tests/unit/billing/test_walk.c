#include "world.h"

#include "billing/walk.h"

#include <stdio.h>
#include <string.h>

static void fill(struct world *w, size_t n)
{
    struct page *page = &w->scene.page;

    scene_copy(page->school_code, 8, "10284");
    page->n = n;
    page->last_ms = 900;
    page->skip = 2;
    for (size_t i = 0; i < n; i++)
        (void)snprintf(page->items[i].uid, 72, "u%zu", i);
}

static void step(struct world *w, Tucai__V1__Walk__What what)
{
    Tucai__V1__Walk op = TUCAI__V1__WALK__INIT;

    op.what = what;
    op.season = (char *)"2025";
    op.after_ms = 700;
    op.skip = 1;
    world_act(w, COMMAND(walk, WALK, &op), walk_step);
}

/* The last child that walks on; NULL if it is the end. */
static Tucai__V1__Command *next_of(const struct world *w)
{
    const struct effect *e =
        w->d.effects_len ? &w->d.effects[w->d.effects_len - 1] : NULL;
    Tucai__V1__Command *c = NULL;

    if (e && e->kind == EFFECT_JOB)
        c = tucai__v1__command__unpack(NULL, e->value.len, e->value.at);
    if (!c || c->op_case == TUCAI__V1__COMMAND__OP_WALK)
        return c;
    tucai__v1__command__free_unpacked(c, NULL);
    return NULL;
}

static void test_on_in_the_same_school(void **state)
{
    Tucai__V1__Command *next;
    struct world w;

    (void)state;
    world_open(&w);
    fill(&w, PAGE_MAX);
    scene_copy(w.scene.page.next_school, 8, "10285");
    step(&w, TUCAI__V1__WALK__WHAT__CLOSE);
    assert_int_equal(world_count(&w, EFFECT_JOB, "command"), PAGE_MAX + 1);
    next = next_of(&w);
    assert_string_equal(next->walk->school_code, "10284");
    assert_int_equal(next->walk->after_ms, 900);
    assert_int_equal(next->walk->skip, 2);
    assert_string_equal(next->walk->season, "2025");
    tucai__v1__command__free_unpacked(next, NULL);
    world_close(&w);
}

static void test_to_the_next_school_and_to_the_end(void **state)
{
    Tucai__V1__Command *next;
    struct world w;

    (void)state;
    world_open(&w);
    fill(&w, 2);
    scene_copy(w.scene.page.next_school, 8, "10285");
    step(&w, TUCAI__V1__WALK__WHAT__CLOSE);
    next = next_of(&w);
    assert_string_equal(next->walk->school_code, "10285");
    assert_int_equal(next->walk->after_ms, 0);
    assert_int_equal(next->walk->skip, 0);
    tucai__v1__command__free_unpacked(next, NULL);
    w.scene.page.next_school[0] = '\0';
    step(&w, TUCAI__V1__WALK__WHAT__CLOSE);
    assert_null(next_of(&w));
    assert_int_equal(world_count(&w, EFFECT_JOB, "command"), 2);
    w.scene.page.school_code[0] = '\0'; /* there is no school at all */
    step(&w, TUCAI__V1__WALK__WHAT__CLOSE);
    assert_int_equal(w.d.effects_len, 0);
    world_close(&w);
}

/* A student is asked for once, however often a step is played. */
static void test_children_have_the_same_names(void **state)
{
    char before[KEY_SIZE];
    struct world w;

    (void)state;
    world_open(&w);
    fill(&w, 1);
    step(&w, TUCAI__V1__WALK__WHAT__CLOSE);
    scene_copy(before, sizeof before, decision_find(&w.d, EFFECT_JOB)->key);
    step(&w, TUCAI__V1__WALK__WHAT__CLOSE);
    assert_string_equal(decision_find(&w.d, EFFECT_JOB)->key, before);
    world_close(&w);
}

/* clang-format off */
static const struct {
    const char *name;
    int64_t due_ms;
    bool is_escalated;
    size_t added, removed;
} ROWS[] = {
    {"in time", NOW + 1, false, 0, 0},
    {"the phase has just ended", NOW, false, 1, 0},
    {"long ago", NOW - DAY(9), false, 1, 0},
    {"escalated before", NOW - 1, true, 0, 0},
    {"the phase was made longer", NOW + 1, true, 0, 1},
    {"reviewed meanwhile", 0, false, 0, 0},
};
/* clang-format on */

static void test_what_escalates(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct world w;

        world_open(&w);
        fill(&w, 1);
        w.scene.page.items[0].due_ms = ROWS[i].due_ms;
        w.scene.page.items[0].is_escalated = ROWS[i].is_escalated;
        step(&w, TUCAI__V1__WALK__WHAT__OVERDUE);
        if (world_count(&w, EFFECT_ADD, "u0") != ROWS[i].added ||
            world_count(&w, EFFECT_REMOVE, "u0") != ROWS[i].removed ||
            w.d.escalated != ROWS[i].added)
            fail_msg("%s", ROWS[i].name);
        world_close(&w);
    }
}

static void test_the_timer(void **state)
{
    Tucai__V1__Command *first;
    struct world w;

    (void)state;
    world_open(&w);
    world_act(&w, NULL, walk_reviews);
    first = next_of(&w);
    assert_int_equal(first->walk->what, TUCAI__V1__WALK__WHAT__OVERDUE);
    assert_string_equal(first->walk->school_code, "");
    tucai__v1__command__free_unpacked(first, NULL);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_on_in_the_same_school),
        cmocka_unit_test(test_to_the_next_school_and_to_the_end),
        cmocka_unit_test(test_children_have_the_same_names),
        cmocka_unit_test(test_what_escalates),
        cmocka_unit_test(test_the_timer),
    };
    return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
