#include "world.h"

#include <string.h>

static void replay(struct world *w, const char *reason)
{
    Tucai__V1__JobRef op = TUCAI__V1__JOB_REF__INIT;

    op.id = (char *)"shot-1";
    op.reason = (char *)reason;
    world_act(w, COMMAND(replay_job, REPLAY_JOB, &op), letter_replay);
}

static void test_a_dead_letter(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    w.scene.letter =
        (struct dead_letter){.is_dead = true, .kind = "shot", .stage = "qc"};
    replay(&w, "");
    assert_int_equal(w.d.status, 202);
    assert_non_null(world_effect(&w, EFFECT_REPLAY, "shot-1"));
    assert_int_equal(world_count(&w, EFFECT_REPLAY, NULL), 1);
    assert_string_equal(world_answer(&w, "stage"), "qc");
    assert_string_equal(world_answer(&w, "kind"), "shot");
    assert_string_equal(w.d.noted.detail, "qc shot");
    world_close(&w);
}

static void test_no_dead_letter(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    w.scene.letter =
        (struct dead_letter){.is_dead = false, .kind = "shot", .stage = "qc"};
    replay(&w, "");
    world_refused(&w, 404, "not_found");
    assert_int_equal(world_count(&w, EFFECT_REPLAY, NULL), 0);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_dead_letter),
        cmocka_unit_test(test_no_dead_letter),
    };

    return cmocka_run_group_tests_name("letter", tests, NULL, NULL);
}
