#ifndef SANDBOX_PAY_CSV_H
#define SANDBOX_PAY_CSV_H

/*
 * pay_csv - the text of a trade bill, line by line, right or wrong as a test
 * wishes.  flaws (POST /sandbox/bills/{date}; NULL: none):
 *
 *   omit [order_no]       their lines are missing
 *   twice [order_no]      their lines are there twice
 *   amounts {order_no: fen}  what is said instead
 *   unknown [order_no]    paid, by nobody who ever asked for it
 *   wrong_sum true        the sums at the end are not the lines'
 */

#include "core/bytes.h"

#include <jansson.h>

struct pay_csv {
    const json_t *flaws;
    struct buf text;
    json_int_t lines, paid_fen, refunded_fen;
};

/* Order and refund documents, as the sandbox keeps them. */
void pay_csv_payment(struct pay_csv *csv, const json_t *order);
void pay_csv_refund(struct pay_csv *csv, const json_t *refund);

/* Heading, lines and sums appended to ret, nothing if there is no line; frees
 * what csv holds. */
void pay_csv_end(struct pay_csv *csv, struct buf *ret);

#endif
