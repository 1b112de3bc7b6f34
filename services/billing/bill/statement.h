#ifndef BILLING_BILL_STATEMENT_H
#define BILLING_BILL_STATEMENT_H

/*
 * statement - the provider's trade bill of a day, unpacked, as plain structs.
 *
 *   交易时间,...,商户订单号,...,订单金额,申请退款金额,...   columns by name
 *   `2025-06-01 10:00:00,...,`T1,...,`15.00,`0.00,...       one per payment,
 * refund 总交易单数,...,订单总金额,申请退款总金额 `1,...,`15.00,`0.00
 *
 * Every field of a line begins with a backtick, which no text in it can forge
 * a separator with; amounts are yuan.  The sums at the end must be those of
 * the lines.  Pure.
 *
 * Source   domain.md "The payment provider", R28.
 */

#include "core/bytes.h"
#include "rules/drafts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum statement_refusal {
    STATEMENT_MALFORMED = 1,  /* not such a file                     */
    STATEMENT_WRONG_MERCHANT, /* a line of somebody else             */
    STATEMENT_WRONG_SUM,      /* its own sums are not its lines'     */
    STATEMENT_TOO_LONG,       /* more than STATEMENT_LINES_MAX lines */
};

#define STATEMENT_LINES_MAX 1000000

struct statement_line {
    bool is_refund;
    char order_no[33];
    char transaction_id[ID_SIZE];
    char refund_no[ID_SIZE]; /* ours; "" unless is_refund */
    int64_t fen;             /* paid, or to be refunded */
};

struct statement {
    size_t n;
    struct statement_line *at;
};

/* 0, a refusal, or -ENOMEM.  End it with statement_done(). */
int statement_read(struct bytes text, const char *mchid, struct statement *ret)
    __attribute__((warn_unused_result));
void statement_done(struct statement *statement);

/* Stable lower-case name, e.g. "wrong_sum". */
const char *statement_refusal_name(enum statement_refusal refusal);

#endif
