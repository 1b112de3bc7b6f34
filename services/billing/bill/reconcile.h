#ifndef BILLING_BILL_RECONCILE_H
#define BILLING_BILL_RECONCILE_H

/*
 * reconcile - three books of one day side by side: our orders, the provider's
 * bill, the submissions.  Every difference is told, none is judged away; what
 * the rules can mend by themselves is asked for (R26).  Pure.
 *
 * Source   domain.md R26, R28.
 */

#include "billing/bill/statement.h"
#include "rules/order.h"

/* In this order they are counted and shown. */
enum difference_kind {
    DIFFERENCE_UNKNOWN_ORDER,      /* there; here nobody made such an order  */
    DIFFERENCE_NOT_CREDITED,       /* paid there, not here                   */
    DIFFERENCE_NOT_IN_BILL,        /* paid here, not there                   */
    DIFFERENCE_AMOUNT,             /* another amount was paid                */
    DIFFERENCE_TRANSACTION,        /* by another transaction                 */
    DIFFERENCE_OTHER_DAY,          /* here on another day                    */
    DIFFERENCE_PAID_TWICE,         /* there, more than once                  */
    DIFFERENCE_REFUND_NOT_HERE,    /* refunded there, not here               */
    DIFFERENCE_REFUND_NOT_IN_BILL, /* refunded here, not there               */
    DIFFERENCE_REFUND_AMOUNT,      /* not what was paid                      */
    DIFFERENCE_REFUND_NUMBER,      /* under a number that is not ours        */
    DIFFERENCE_REFUNDED_TWICE,     /* there, more than once                  */
    DIFFERENCE_NO_SUBMISSION,      /* paid here, for no submission of ours   */
    DIFFERENCE_UNPAID_SUBMISSION,  /* in review or later, and nobody paid    */
    DIFFERENCES,
};

/* Stable lower-case name, e.g. "not_credited". */
const char *difference_name(enum difference_kind kind);

enum mend {
    MEND_NONE,   /* a person has to look                                   */
    MEND_QUERY,  /* ask the provider: its answer is credited or refunded   */
    MEND_REFUND, /* ask for the same refund again: its answer ends it      */
};

struct difference {
    enum difference_kind kind;
    enum mend mend;
    const char *order_no;       /* "" for a submission without one */
    const char *uid;            /* "" if we know none              */
    int64_t ours_fen, bill_fen; /* -1: there is none         */
    const struct order *order;  /* what a mend asks about */
};

typedef void difference_fn(void *ctx, const struct difference *difference);

/* What we know of an order that one of the books names. */
struct own_order {
    bool is_known;
    char uid[ID_SIZE];
    struct order order;    /* its number also if it is not known */
    bool has_submission;   /* the student has, or had, what it paid for */
    struct orders seconds; /* further payments of the same number */
};

struct reconcile_day {
    int64_t from_ms, to_ms; /* the local day: from <= moment < to */
    difference_fn *tell;
    void *ctx;
};

/* One order against the lines of the bill about it (n may be 0). */
void reconcile_order(const struct reconcile_day *day,
                     const struct own_order *own,
                     const struct statement_line *lines, size_t n);

/* Was it paid, or refunded, on that day by our book? */
bool reconcile_is_paid(const struct reconcile_day *day,
                       const struct order *order);
bool reconcile_is_refunded(const struct reconcile_day *day,
                           const struct order *order);

#endif
