#include "rules/order.h"

#include "rules_test.h"

#include <stdio.h>
#include <string.h>

static struct order order(const char *no, enum order_state state)
{
    struct order o = {.state = state, .amount_fen = 1500, .prints = 5};

    (void)snprintf(o.no, sizeof o.no, "%s", no);
    (void)snprintf(o.submission_id, sizeof o.submission_id, "s-%.10s", no);
    return o;
}

static struct orders orders(enum order_state state)
{
    struct orders all = {.len = 0};
    struct order other = order("other", ORDER_CREATED);
    struct order asked = order("asked", state);

    assert_true(orders_add(&all, &other) && orders_add(&all, &asked));
    if (state == ORDER_PAID || state == ORDER_REFUNDING ||
        state == ORDER_REFUNDED)
        all.at[1].paid_ms = T0;
    return all;
}

/* clang-format off */
static const struct row {
    const char *name;
    enum order_state before;
    const char *no;
    int64_t amount;
    bool covered;
    enum credit credit;
    enum order_state after;
} ROWS[] = {
    {"in time", ORDER_CREATED, "asked", 1500, false, CREDIT_NEW, ORDER_PAID},
    {"another order has paid", ORDER_CREATED, "asked", 1500, true, CREDIT_REFUND, ORDER_REFUNDING},
    {"too late", ORDER_EXPIRED, "asked", 1500, false, CREDIT_REFUND, ORDER_REFUNDING},
    {"too late and second", ORDER_EXPIRED, "asked", 1500, true, CREDIT_REFUND, ORDER_REFUNDING},
    {"the notice again", ORDER_PAID, "asked", 1500, false, CREDIT_AGAIN, ORDER_PAID},
    {"again while it goes back", ORDER_REFUNDING, "asked", 1500, false, CREDIT_AGAIN, ORDER_REFUNDING},
    {"again after it went back", ORDER_REFUNDED, "asked", 1500, false, CREDIT_AGAIN, ORDER_REFUNDED},
    {"one fen short", ORDER_CREATED, "asked", 1499, false, CREDIT_WRONG_AMOUNT, ORDER_CREATED},
    {"one fen over", ORDER_CREATED, "asked", 1501, false, CREDIT_WRONG_AMOUNT, ORDER_CREATED},
    {"wrong amount, already paid", ORDER_PAID, "asked", 1, false, CREDIT_WRONG_AMOUNT, ORDER_PAID},
    {"no such order", ORDER_CREATED, "ask", 1500, false, CREDIT_UNKNOWN, ORDER_CREATED},
};
/* clang-format on */

static void test_credit(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        const struct row *r = &ROWS[i];
        struct orders all = orders(r->before);
        struct payment p = {r->no, "tx1", r->amount, T0 + 9};
        enum credit credit = order_credit(&all, &p, r->covered);
        bool is_taken = credit == CREDIT_NEW || credit == CREDIT_REFUND;

        if (credit != r->credit || all.at[1].state != r->after)
            fail_msg("%s: %d, %s", r->name, credit,
                     order_state_name(all.at[1].state));
        assert_int_equal(all.at[0].state, ORDER_CREATED);
        assert_string_equal(all.at[1].transaction_id, is_taken ? "tx1" : "");
        assert_string_equal(all.at[1].refund_no,
                            credit == CREDIT_REFUND ? "askedR" : "");
        if (is_taken)
            assert_int_equal(all.at[1].paid_ms, T0 + 9);
    }
}

/* Whatever became of the order: another transaction's money goes back as an
 * order of its own, once, and the first stays as it is. */
static void test_second_transaction(void **state)
{
    static const enum order_state PAID[] = {ORDER_PAID, ORDER_REFUNDING,
                                            ORDER_REFUNDED};

    (void)state;
    for (size_t i = 0; i < LEN(PAID); i++) {
        struct orders all = orders(PAID[i]);
        const struct order *first = &all.at[1];
        const struct payment p = {"asked", "tx2", 1500, T0 + 9};
        const struct payment third = {"asked", "tx3", 1500, T0 + 10};
        const struct payment wrong = {"asked", "tx4", 1499, T0 + 10};
        const struct payment of_second = {"asked-2", "tx2", 1500, T0 + 9};
        const struct order *second;

        memcpy(all.at[1].transaction_id, "tx1", 4);
        assert_int_equal(order_credit(&all, &p, false), CREDIT_SECOND);
        assert_int_equal(order_credit(&all, &p, false), CREDIT_AGAIN);
        second = orders_by_transaction(&all, "asked", "tx2");
        assert_string_equal(second->no, "asked-2");
        assert_string_equal(second->second_of, "asked");
        assert_string_equal(second->refund_no, "asked-2R");
        assert_int_equal(second->state, ORDER_REFUNDING);
        assert_int_equal(second->amount_fen, 1500);
        assert_int_equal(second->prints, 0);
        assert_int_equal(second->paid_ms, T0 + 9);
        assert_int_equal(first->state, PAID[i]);
        assert_string_equal(first->transaction_id, "tx1");
        assert_ptr_equal(orders_latest(&all, "s-asked"), first);
        assert_ptr_equal(orders_by_refund(&all, "asked", "asked-2R"), second);
        assert_ptr_equal(orders_by_refund(&all, "asked-2", "asked-2R"), second);
        assert_null(orders_by_refund(&all, "other", "asked-2R"));
        assert_null(orders_by_refund(&all, "asked", ""));
        assert_int_equal(order_credit(&all, &wrong, false),
                         CREDIT_WRONG_AMOUNT);
        assert_int_equal(order_credit(&all, &of_second, false), CREDIT_UNKNOWN);
        assert_int_equal(order_credit(&all, &third, false), CREDIT_SECOND);
        assert_string_equal(orders_by_transaction(&all, "asked", "tx3")->no,
                            "asked-3");
        assert_int_equal(all.len, 4);
        while (all.len < ORDERS_MAX)
            all.at[all.len++] = order("full", ORDER_PAID);
        memcpy(all.at[0].no, "asked", 6);
        memcpy(all.at[0].transaction_id, "tx1", 4);
        all.at[0].paid_ms = T0;
        all.at[0].state = ORDER_PAID;
        assert_int_equal(
            order_credit(&all, &(struct payment){"asked", "tx5", 1500, T0},
                         false),
            CREDIT_FULL);
    }
}

static void test_refund_only_what_was_paid(void **state)
{
    (void)state;
    for (int s = ORDER_CREATED; s < ORDER_STATES; s++) {
        struct order o = order("n", (enum order_state)s);

        assert_int_equal(order_refund(&o), s == ORDER_PAID);
        assert_string_equal(o.refund_no, s == ORDER_PAID ? "nR" : "");
        if (s == ORDER_PAID)
            assert_int_equal(o.state, ORDER_REFUNDING);
    }
}

static void test_finding(void **state)
{
    struct orders all = orders(ORDER_EXPIRED);
    struct order again = order("again", ORDER_CREATED);

    (void)state;
    memcpy(again.submission_id, "s-asked", sizeof "s-asked");
    assert_true(orders_add(&all, &again));
    assert_string_equal(orders_latest(&all, "s-asked")->no, "again");
    assert_null(orders_latest(&all, "s-none"));
    assert_null(orders_find(&all, "agai"));
    assert_ptr_equal(orders_find(&all, "other"), &all.at[0]);
}

/* Orders that saw money are never forgotten. */
static void test_room(void **state)
{
    struct orders all = {.len = 0};

    (void)state;
    for (int i = 0; i < ORDERS_MAX; i++) {
        char no[8];

        (void)snprintf(no, sizeof no, "n%d", i);
        struct order o =
            order(no, i == 3 || i == 5 ? ORDER_EXPIRED : ORDER_REFUNDED);
        assert_true(orders_add(&all, &o));
    }
    struct order next = order("next", ORDER_CREATED);
    assert_true(orders_add(&all, &next));
    assert_null(orders_find(&all, "n3"));
    assert_non_null(orders_find(&all, "n5"));
    assert_string_equal(all.at[ORDERS_MAX - 1].no, "next");
    assert_true(orders_add(&all, &next));
    assert_false(orders_add(&all, &next));
    assert_int_equal(all.len, ORDERS_MAX);
}

static void test_names(void **state)
{
    static const char *const NAMES[] = {"none",      "created",  "paid",
                                        "refunding", "refunded", "expired"};

    (void)state;
    for (int i = 0; i < ORDER_STATES; i++)
        assert_string_equal(order_state_name((enum order_state)i), NAMES[i]);
}

/* Notices in any order, number and time: at most one order is paid, and all
 * other money goes back. */
static void test_random_notices(void **state)
{
    uint32_t seed = 3;

    (void)state;
    for (int round = 0; round < 5000; round++) {
        struct orders all = {.len = 0};
        const char *const NO[] = {"a", "b", "c"};
        char covering[2] = "";

        for (int i = 0; i < 3; i++) {
            struct order o =
                order(NO[i], i == 2 ? ORDER_CREATED : ORDER_EXPIRED);
            assert_true(orders_add(&all, &o));
        }
        for (int i = 0; i < 8; i++) {
            const char *no = NO[next_random(&seed) % 3];
            struct payment p = {no, "tx", 1500, T0};
            bool covered = covering[0] && strcmp(covering, no) != 0;

            if (order_credit(&all, &p, covered) == CREDIT_NEW)
                (void)snprintf(covering, sizeof covering, "%s", no);
        }
        for (int i = 0; i < 3; i++) {
            bool is_paid = all.at[i].state == ORDER_PAID;

            assert_int_equal(is_paid, strcmp(covering, NO[i]) == 0);
            if (all.at[i].paid_ms && !is_paid)
                assert_int_equal(all.at[i].state, ORDER_REFUNDING);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_credit),
        cmocka_unit_test(test_second_transaction),
        cmocka_unit_test(test_refund_only_what_was_paid),
        cmocka_unit_test(test_finding),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_random_notices),
    };
    return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
