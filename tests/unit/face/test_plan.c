#include "qc/face/nn_plan.h"

#include "models.h"

#include <string.h>

/* A chain of n tensors, each made of the one before by one operator. */
enum { CHAIN = 6, ROOM = 64 };

struct chain {
    struct tflite_tensor tensors[CHAIN];
    struct tflite_op ops[CHAIN - 1];
    struct tflite_model model;
};

static void make_chain(struct chain *c, size_t elements)
{
    memset(c, 0, sizeof *c);
    for (int i = 0; i < CHAIN; i++)
        c->tensors[i] = (struct tflite_tensor){
            .rank = 1, .dims = {(int)elements}, .elements = elements};
    for (int i = 0; i + 1 < CHAIN; i++)
        c->ops[i] = (struct tflite_op){.code = TFLITE_RELU,
                                       .n_in = 1,
                                       .in = {i},
                                       .n_out = 1,
                                       .out = {i + 1}};
    c->model = (struct tflite_model){CHAIN, c->tensors, CHAIN - 1, c->ops,
                                     1,     {0},        1,         {CHAIN - 1}};
}

static bool overlap(const struct nn_plan *p, int a, int b, size_t elements)
{
    return p->offset[a] < p->offset[b] + elements &&
           p->offset[b] < p->offset[a] + elements;
}

/* Neighbours live together; the input and the result live to the end. */
static void test_neighbours_are_apart(void **state)
{
    struct nn_plan plan;
    struct chain c;

    (void)state;
    make_chain(&c, ROOM);
    assert_int_equal(nn_plan_make(&c.model, &plan), 0);
    for (int i = 0; i + 1 < CHAIN; i++) {
        assert_false(overlap(&plan, i, i + 1, ROOM));
        assert_false(overlap(&plan, 0, i + 1, ROOM));
    }
    assert_false(overlap(&plan, CHAIN - 2, CHAIN - 1, ROOM));
    assert_true(plan.size < 4 * (ROOM + 64));
    nn_plan_done(&plan);
}

static void test_a_reshape_is_a_view(void **state)
{
    struct nn_plan plan;
    struct chain c;

    (void)state;
    make_chain(&c, ROOM);
    c.ops[2].code = TFLITE_RESHAPE;
    assert_int_equal(nn_plan_make(&c.model, &plan), 0);
    assert_int_equal(plan.offset[2], plan.offset[3]);
    assert_false(overlap(&plan, 2, 4, ROOM));
    assert_true(nn_plan_is_view(&c.model, &c.ops[2]));
    assert_false(nn_plan_is_view(&c.model, &c.ops[1]));
    nn_plan_done(&plan);
}

static void test_constants_take_no_room(void **state)
{
    struct nn_plan plan;
    struct tflite_model m;

    (void)state;
    assert_int_equal(tflite_read(model_small(), &m), 0);
    assert_int_equal(nn_plan_make(&m, &plan), 0);
    assert_int_equal(plan.constant[0], -1);
    assert_int_equal(plan.constant[2], 2);
    assert_int_equal(plan.constant[3], 2);
    nn_plan_done(&plan);
    tflite_done(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_neighbours_are_apart),
        cmocka_unit_test(test_a_reshape_is_a_view),
        cmocka_unit_test(test_constants_take_no_room),
    };
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
