#include "dispatch/peers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

enum { QC = 1, BILLING = 2 };

static struct peers peers;

static int empty(void **state)
{
    (void)state;
    peers_done(&peers);
    peers = (struct peers){0};
    return 0;
}

static struct peer *worker(uint8_t name, int stage, unsigned credit)
{
    struct peer *p =
        peers_get(&peers, &(struct peer_name){.at = {name}, .len = 1});

    p->is_known = true;
    p->stage = stage;
    p->credit = credit;
    return p;
}

static void test_names(void **state)
{
    struct peer *a = worker(1, QC, 1);
    struct peer_name longer = {.at = {1, 0}, .len = 2};

    (void)state;
    assert_ptr_equal(peers_get(&peers, &a->name), a);
    assert_null(peers_find(&peers, &longer));
    peers_drop(&peers, 0);
    assert_null(peers_find(&peers, &(struct peer_name){.at = {1}, .len = 1}));
}

static void test_room(void **state)
{
    struct peer *p = worker(1, QC, 2);
    unsigned room[STAGES];

    (void)state;
    worker(2, QC, 3);
    worker(3, BILLING, 32);
    worker(4, STAGE_NONE, 7);
    peers_room(&peers, room);
    assert_int_equal(room[QC], 5);
    assert_int_equal(room[BILLING], 32);
    peer_hold(p, "a", 1, 0);
    peer_hold(p, "b", 1, 0);
    peer_hold(p, "c", 1, 0); /* more than its credit: after a conflict */
    assert_int_equal(peer_room(p), 0);
    peers_room(&peers, room);
    assert_int_equal(room[QC], 3);
}

static void test_who_gets_nothing(void **state)
{
    struct peer *p = worker(1, QC, 2);

    (void)state;
    p->is_leaving = true;
    assert_null(peers_choose(&peers, QC));
    p->is_leaving = false;
    p->is_known = false;
    assert_null(peers_choose(&peers, QC));
    p->is_known = true;
    assert_null(peers_choose(&peers, BILLING));
    assert_ptr_equal(peers_choose(&peers, QC), p);
}

static void test_most_room_first_then_in_turn(void **state)
{
    struct peer *a = worker(1, QC, 2);
    struct peer *b = worker(2, QC, 2);
    struct peer *c = worker(3, QC, 5);
    struct peer *first, *second;

    (void)state;
    assert_ptr_equal(peers_choose(&peers, QC), c);
    c->credit = 2;
    first = peers_choose(&peers, QC);
    second = peers_choose(&peers, QC);
    assert_ptr_not_equal(first, second);
    assert_ptr_not_equal(second, peers_choose(&peers, QC));
    assert_ptr_equal(peers_choose(&peers, QC), first);
    (void)a;
    (void)b;
}

static void test_holding(void **state)
{
    struct peer *p = worker(1, QC, 50);
    char id[8];

    (void)state;
    for (int i = 0; i < 40; i++) {
        snprintf(id, sizeof id, "j%d", i);
        peer_hold(p, id, (uint64_t)i, 1000 + i);
    }
    assert_null(peer_holds(p, "j7", 8));
    assert_int_equal(peer_let_go(p, "j7", 8), -1);
    assert_int_equal(peer_let_go(p, "j7", 7), 1007);
    assert_int_equal(peer_let_go(p, "j7", 7), -1);
    assert_int_equal(p->n_held, 39);
    for (int i = 0; i < 40; i++) {
        snprintf(id, sizeof id, "j%d", i);
        assert_int_equal(peer_holds(p, id, (uint64_t)i) != NULL, i != 7);
    }
}

static void test_counts(void **state)
{
    unsigned workers[STAGES], credit[STAGES];

    (void)state;
    worker(1, QC, 2)->is_leaving = true;
    worker(2, QC, 2);
    worker(3, STAGE_NONE, 2);
    worker(4, BILLING, 9)->is_known = false;
    peers_count(&peers, workers, credit);
    assert_int_equal(workers[QC], 2);
    assert_int_equal(credit[QC], 4);
    assert_int_equal(workers[BILLING], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_names, empty),
        cmocka_unit_test_teardown(test_room, empty),
        cmocka_unit_test_teardown(test_who_gets_nothing, empty),
        cmocka_unit_test_teardown(test_most_room_first_then_in_turn, empty),
        cmocka_unit_test_teardown(test_holding, empty),
        cmocka_unit_test_teardown(test_counts, empty),
    };
    return cmocka_run_group_tests_name("peers", tests, NULL, NULL);
}
