#ifndef RULES_SUBMISSION_H
#define RULES_SUBMISSION_H

/*
 * submission - a photo on its way from the drafts box to the registry
 * (R9, R24, R25, R27, R29, R34, R40).
 *
 *                      +--> withdrawn
 *   awaiting_payment --+--> in_review --> approved --> sent --> accepted
 *                              |  ^          |  ^        |
 *                              v  | undo     v  | undo   v
 *                            rejected      reset <---- refused
 *
 * in_review, approved and refused may be reset.  Pure.
 */

#include "rules/drafts.h"

enum submission_state {
    SUBMISSION_NONE,
    SUBMISSION_AWAITING_PAYMENT,
    SUBMISSION_IN_REVIEW,
    SUBMISSION_APPROVED,
    SUBMISSION_SENT,
    SUBMISSION_ACCEPTED,
    SUBMISSION_REJECTED,  /* by the school   */
    SUBMISSION_REFUSED,   /* by the registry */
    SUBMISSION_WITHDRAWN, /* by the student  */
    SUBMISSION_RESET,     /* by the school   */
    SUBMISSION_STATES,
};

#define SUBMISSION_HISTORY_MAX 32
#define SUBMISSION_REASON_SIZE 512
#define SUBMISSION_BY_SIZE 72
#define SUBMISSION_RECEIPT_MAX 2048
#define SUBMISSION_CHAIN_MAX 6144

struct history_line {
    enum submission_state state;
    int64_t at_ms;
    char by[SUBMISSION_BY_SIZE]; /* "student", "system", "registry", a name */
    char reason[SUBMISSION_REASON_SIZE];
};

struct submission {
    char id[ID_SIZE]; /* "": there is none */
    enum submission_state state;
    char reason[SUBMISSION_REASON_SIZE]; /* of a rejection, refusal, reset */
    char ground[16];                     /* quality, violation, other */
    size_t history_len;
    struct history_line history[SUBMISSION_HISTORY_MAX];
    struct draft draft;
    int64_t submitted_ms;
    int64_t opened_ms;  /* a reviewer looked at the photo; 0: nobody has */
    int64_t decided_ms; /* the review's decision; the undo time runs from it */
    char decided_by[SUBMISSION_BY_SIZE];
    char batch_id[ID_SIZE];
    size_t receipt_len;
    uint8_t receipt[SUBMISSION_RECEIPT_MAX];
    size_t chain_len; /* the signed receipt, JSON; 0: not yet */
    uint8_t chain[SUBMISSION_CHAIN_MAX];
    int64_t downloaded_ms;
};

/* It occupies the student: another cannot be made, nothing is captured. */
bool submission_is_live(enum submission_state state);

/* Is this step of the drawing above allowed? */
bool submission_may_move(enum submission_state from, enum submission_state to);

/* Moves and writes the history; the move must be allowed.  A history that is
 * full loses its second line, so that the first (submitted) stays. */
void submission_move(struct submission *s, enum submission_state to,
                     int64_t now_ms, const char *by, const char *reason);

enum withdraw_verdict {                  /* R27 */
                        WITHDRAW_UNPAID, /* close the order */
                        WITHDRAW_REFUND,
                        WITHDRAW_REVIEW_STARTED,
                        WITHDRAW_DOWNLOADED,
};

enum withdraw_verdict submission_withdraw(const struct submission *s);

/* R40: once it is paid, and not given back. */
bool submission_may_download(enum submission_state state);

/* R29: may the decision still be taken back at now_ms? */
bool submission_may_undo(const struct submission *s,
                         const struct policy *policy, int64_t now_ms);

/* "awaiting_payment", "in_review"...; "none". */
const char *submission_state_name(enum submission_state state);
enum submission_state submission_state_of(const char *name); /* or NONE */

#endif
