#ifndef BILLING_JOURNAL_EVENT_H
#define BILLING_JOURNAL_EVENT_H

/*
 * event - one line of the money journal: an order came to a state.
 *
 *   {"seq":7,"outbox":"1748736000000-0","event":"paid","time":"2025-06-01...",
 *    "at_ms":...,"order_no":...,"uid":...,"school_code":...,"season":...,
 *    "submission_id":...,"amount_fen":1500,"prints":5,"channel":"native",
 *    "created_ms":...,"expires_ms":...,"paid_ms":...,"transaction_id":...,
 *    "refund_no":...,"refunded_ms":...,"prev":"<digest of the line before>"}
 *
 * "second_of" stands there, too, when the money is a second payment of an
 * order.
 *
 * Each tells the whole order, so the last line about it is enough to make it
 * again; the season says with whom what is kept of the student ends (R41).
 * Billing writes all but seq, outbox and prev; who appends the line
 * to a file adds these.  Pure.
 *
 * Source   domain.md R28.
 */

#include "core/bytes.h"
#include "proof/chain.h"
#include "rules/order.h"

#include <jansson.h>

#define EVENT_LINE_MAX 4096 /* bytes, without the line end */
#define EVENT_OUTBOX_SIZE 48
#define SEASON_ID_SIZE 40

/* Where billing leaves events, in the commit that makes them true. */
#define EVENT_OUTBOX_KEY "b:journal"
#define EVENT_OUTBOX_FIELD "event"

struct event {
    int64_t seq;                    /* 1, 2, 3... through all days */
    char outbox[EVENT_OUTBOX_SIZE]; /* id of the entry it came from */
    char prev[CHAIN_HEX];
    int64_t at_ms;
    char uid[ID_SIZE];
    char school_code[8];
    char season[SEASON_ID_SIZE]; /* "": a line from before it was written */

    char order_no[33];
    char second_of[33]; /* "" for nearly all */
    enum order_state state;
    char submission_id[ID_SIZE];
    char channel[8];
    int64_t amount_fen, prints;
    int64_t created_ms, expires_ms, paid_ms, refunded_ms; /* 0: not yet */
    char transaction_id[ID_SIZE];
    char refund_no[ID_SIZE];
};

/* Fills in what concerns the order. */
void event_take(struct event *event, const struct order *order);

/* What billing writes.  A new reference. */
json_t *event_json(const struct event *event);

/* A whole line without its line end, appended to ret: `written` as
 * event_json() made it, with the three members of *place.  0, -EBADMSG if
 * `written` is none, or buf_add()'s fault. */
int event_line(struct bytes written, const struct event *place, struct buf *ret)
    __attribute__((warn_unused_result));

/* A line back.  0 or -EBADMSG. */
int event_read(struct bytes line, struct event *ret)
    __attribute__((warn_unused_result));

#endif
