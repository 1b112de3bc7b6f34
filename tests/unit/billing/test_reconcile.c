#include "billing/bill/report.h"
#include "core/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define FROM 1748707200000 /* 2025-06-01 00:00 in China */
#define NOON (FROM + 12 * 3600000)
#define NEXT (FROM + TIME_MS_PER_DAY)

/* clang-format off */
#define NOBODY {.order = {.no = "T1"}}
#define OURS(state_, paid, refunded) {.is_known = true, .uid = "u1", .has_submission = true, \
    .order = {.no = "T1", .state = ORDER_##state_, .amount_fen = 1500, .paid_ms = (paid), .refunded_ms = (refunded), \
              .transaction_id = "42", .refund_no = "T1R"}}
#define PAY(fen_) {.order_no = "T1", .transaction_id = "42", .fen = (fen_)}
#define BACK(fen_) {.is_refund = true, .order_no = "T1", .refund_no = "T1R", .fen = (fen_)}

static const struct row {
    const char *name;
    struct own_order own;
    struct statement_line lines[3];
    size_t n;
    const char *told; /* kind, * if it is asked about, ** if refunded again */
} ROWS[] = {
    {"paid in both", OURS(PAID, NOON, 0), {PAY(1500)}, 1, ""},
    {"paid and refunded in both", OURS(REFUNDED, NOON, NOON), {PAY(1500), BACK(1500)}, 2, ""},
    {"refunded today, paid before", OURS(REFUNDED, FROM - 1, NOON), {BACK(1500)}, 1, ""},
    {"refund under way", OURS(REFUNDING, NOON, 0), {PAY(1500)}, 1, ""},
    {"at the first moment of the day", OURS(PAID, FROM, 0), {PAY(1500)}, 1, ""},
    {"at the last", OURS(PAID, NEXT - 1, 0), {PAY(1500)}, 1, ""},
    {"not in this bill, and not of this day", OURS(PAID, NEXT, 0), {{0}}, 0, ""},
    {"nobody's order", NOBODY, {PAY(1500)}, 1, "unknown_order"},
    {"nobody's refund", NOBODY, {BACK(1500)}, 1, "unknown_order"},
    {"nobody's order, nor theirs", NOBODY, {{0}}, 0, ""},
    {"paid there, open here", OURS(CREATED, 0, 0), {PAY(1500)}, 1, "not_credited*"},
    {"paid there, expired here", OURS(EXPIRED, 0, 0), {PAY(1500)}, 1, "not_credited*"},
    {"another amount there, open here", OURS(CREATED, 0, 0), {PAY(1)}, 1, "amount not_credited*"},
    {"paid here only", OURS(PAID, NOON, 0), {{0}}, 0, "not_in_bill"},
    {"another amount", OURS(PAID, NOON, 0), {PAY(1499)}, 1, "amount"},
    {"another day", OURS(PAID, NEXT, 0), {PAY(1500)}, 1, "other_day"},
    {"the day before", OURS(PAID, FROM - 1, 0), {PAY(1500)}, 1, "other_day"},
    {"twice", OURS(PAID, NOON, 0), {PAY(1500), PAY(1500)}, 2, "paid_twice"},
    {"thrice", OURS(PAID, NOON, 0), {PAY(1500), PAY(1500), PAY(1500)}, 3, "paid_twice paid_twice"},
    {"refunded there, paid here", OURS(PAID, NOON, 0), {PAY(1500), BACK(1500)}, 2, "refund_not_here"},
    {"refunded there, under way here", OURS(REFUNDING, NOON, 0), {PAY(1500), BACK(1500)}, 2, "refund_not_here**"},
    {"refunded here only", OURS(REFUNDED, NOON, NOON), {PAY(1500)}, 1, "refund_not_in_bill"},
    {"refunded in part", OURS(REFUNDED, NOON, NOON), {PAY(1500), BACK(900)}, 2, "refund_amount"},
    {"refunded twice", OURS(REFUNDED, NOON, NOON), {PAY(1500), BACK(1500), BACK(1500)}, 3, "refunded_twice"},
};
/* clang-format on */

struct told {
    char text[256];
};

static void hear(void *ctx, const struct difference *d)
{
    static const char *const MARKS[] = {
        [MEND_NONE] = "", [MEND_QUERY] = "*", [MEND_REFUND] = "**"};
    struct told *told = ctx;
    size_t len = strlen(told->text);

    (void)snprintf(told->text + len, sizeof told->text - len, "%s%s%s",
                   len ? " " : "", difference_name(d->kind), MARKS[d->mend]);
}

static struct reconcile_day day_of(struct told *told)
{
    return (struct reconcile_day){FROM, NEXT, hear, told};
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct told told = {""};
        struct reconcile_day day = day_of(&told);

        reconcile_order(&day, &ROWS[i].own, ROWS[i].lines, ROWS[i].n);
        if (strcmp(told.text, ROWS[i].told) != 0)
            fail_msg("%s: %s", ROWS[i].name, told.text);
    }
}

static void test_numbers_and_submissions(void **state)
{
    struct own_order paid = OURS(PAID, NOON, 0);
    struct own_order back = OURS(REFUNDED, NOON, NOON);
    struct statement_line lines[] = {PAY(1500), BACK(1500)};
    struct told told = {""};
    struct reconcile_day day = day_of(&told);

    (void)state;
    paid.has_submission = false;
    (void)snprintf(lines[0].transaction_id, ID_SIZE, "43");
    (void)snprintf(lines[1].refund_no, ID_SIZE, "T1S");
    reconcile_order(&day, &paid, lines, 1);
    assert_string_equal(told.text, "transaction no_submission");
    told.text[0] = '\0';
    reconcile_order(&day, &back, lines, 2);
    assert_string_equal(told.text, "transaction refund_number");
}

/* One order, paid by two transactions, of which the second goes back. */
static void test_paid_twice(void **state)
{
    struct own_order own = OURS(PAID, NOON, 0);
    struct statement_line lines[] = {PAY(1500), PAY(1500), BACK(1500)};
    struct told told = {""};
    struct reconcile_day day = day_of(&told);
    struct order *second = &own.seconds.at[0];

    (void)state;
    own.seconds.len = 1;
    *second = own.order;
    second->state = ORDER_REFUNDED;
    second->refunded_ms = NOON;
    (void)snprintf(second->transaction_id, ID_SIZE, "43");
    (void)snprintf(second->refund_no, ID_SIZE, "T1-2R");
    (void)snprintf(lines[0].transaction_id, ID_SIZE, "43"); /* any order */
    (void)snprintf(lines[2].transaction_id, ID_SIZE, "43");
    (void)snprintf(lines[2].refund_no, ID_SIZE, "T1-2R");
    reconcile_order(&day, &own, lines, 3);
    assert_string_equal(told.text, "");
    second->state = ORDER_REFUNDING; /* the notice of it is still to come */
    reconcile_order(&day, &own, lines, 3);
    assert_string_equal(told.text, "refund_not_here**");
    told.text[0] = '\0';
    second->state = ORDER_REFUNDED;
    reconcile_order(&day, &own, lines, 2);
    assert_string_equal(told.text, "refund_not_in_bill");
}

static void test_report(void **state)
{
    struct report *report = report_new();
    const struct difference unknown = {
        DIFFERENCE_UNKNOWN_ORDER, MEND_NONE, "T9", "", -1, 100, NULL};
    struct statement_line lines[] = {PAY(1500), PAY(1), BACK(900)};
    const struct statement bill = {3, lines};
    struct own_order own = OURS(REFUNDED, NOON, NOON);
    struct told told;
    struct reconcile_day day = day_of(&told);
    char *text;
    json_t *json;

    (void)state;
    report_add_bill(report, &bill);
    report_add_ours(report, &day, &own.order);
    assert_true(report_is_balanced(report));
    report_add_difference(report, &unknown);
    report_add_difference(report, &unknown);
    assert_false(report_is_balanced(report));
    assert_true(report->has[DIFFERENCE_UNKNOWN_ORDER]);
    json = report_json(report, "2025-06-01", NOON, 1);
    text = json_dumps(json, JSON_COMPACT);
    assert_string_equal(
        text,
        "{\"date\":\"2025-06-01\",\"state\":\"different\",\"made_at\":"
        "\"2025-06-01T12:00:00+08:00\",\"orders\":1,\"paid_fen\":1500,"
        "\"refunds\":1,\"refunded_fen\":1500,\"bill_orders\":2,"
        "\"bill_paid_fen\":1501,\"bill_refunds\":1,\"bill_refunded_fen\":900,"
        "\"differences_total\":2,\"differences\":[{\"kind\":\"unknown_order\","
        "\"order_no\":\"T9\",\"ours_fen\":null,\"bill_fen\":100,"
        "\"mend\":\"none\"}]}");
    free(text);
    json_decref(json);
    report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_numbers_and_submissions),
        cmocka_unit_test(test_paid_twice),
        cmocka_unit_test(test_report),
    };
    return cmocka_run_group_tests_name("reconcile", tests, NULL, NULL);
}
