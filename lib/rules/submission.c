#include "rules/submission.h"

#include "core/check.h"
#include "core/text.h"

#include <string.h>

#define BIT(state) (1U << (state))

/* Where each state may go. The drawing in the header is this table. */
static const unsigned MOVES[SUBMISSION_STATES] = {
    [SUBMISSION_NONE] =
        BIT(SUBMISSION_AWAITING_PAYMENT) | BIT(SUBMISSION_IN_REVIEW),
    [SUBMISSION_AWAITING_PAYMENT] =
        BIT(SUBMISSION_IN_REVIEW) | BIT(SUBMISSION_WITHDRAWN),
    [SUBMISSION_IN_REVIEW] = BIT(SUBMISSION_APPROVED) |
                             BIT(SUBMISSION_REJECTED) |
                             BIT(SUBMISSION_WITHDRAWN) | BIT(SUBMISSION_RESET),
    [SUBMISSION_APPROVED] = BIT(SUBMISSION_IN_REVIEW) | BIT(SUBMISSION_SENT) |
                            BIT(SUBMISSION_RESET),
    [SUBMISSION_SENT] = BIT(SUBMISSION_ACCEPTED) | BIT(SUBMISSION_REFUSED),
    [SUBMISSION_REJECTED] = BIT(SUBMISSION_IN_REVIEW),
    [SUBMISSION_REFUSED] = BIT(SUBMISSION_RESET),
};

static const char *const NAMES[SUBMISSION_STATES] = {
    [SUBMISSION_NONE] = "none",
    [SUBMISSION_AWAITING_PAYMENT] = "awaiting_payment",
    [SUBMISSION_IN_REVIEW] = "in_review",
    [SUBMISSION_APPROVED] = "approved",
    [SUBMISSION_SENT] = "sent",
    [SUBMISSION_ACCEPTED] = "accepted",
    [SUBMISSION_REJECTED] = "rejected",
    [SUBMISSION_REFUSED] = "refused",
    [SUBMISSION_WITHDRAWN] = "withdrawn",
    [SUBMISSION_RESET] = "reset",
};

bool submission_is_live(enum submission_state state)
{
    return state >= SUBMISSION_AWAITING_PAYMENT && state <= SUBMISSION_ACCEPTED;
}

bool submission_may_move(enum submission_state from, enum submission_state to)
{
    CHECK(from < SUBMISSION_STATES && to < SUBMISSION_STATES);
    return MOVES[from] & BIT(to);
}

static struct history_line *new_line(struct submission *s)
{
    if (s->history_len == SUBMISSION_HISTORY_MAX) {
        s->history_len--;
        memmove(&s->history[1], &s->history[2],
                (s->history_len - 1) * sizeof *s->history);
    }
    return &s->history[s->history_len++];
}

void submission_move(struct submission *s, enum submission_state to,
                     int64_t now_ms, const char *by, const char *reason)
{
    struct history_line *line = new_line(s);

    CHECK(submission_may_move(s->state, to));
    s->state = to;
    line->state = to;
    line->at_ms = now_ms;
    text_copy(line->by, sizeof line->by, by);
    text_copy(line->reason, sizeof line->reason, reason);
}

enum withdraw_verdict submission_withdraw(const struct submission *s)
{
    if (s->state == SUBMISSION_AWAITING_PAYMENT)
        return WITHDRAW_UNPAID;
    if (s->state != SUBMISSION_IN_REVIEW || s->opened_ms || s->decided_ms)
        return WITHDRAW_REVIEW_STARTED;
    if (s->downloaded_ms)
        return WITHDRAW_DOWNLOADED;
    return WITHDRAW_REFUND;
}

bool submission_may_download(enum submission_state state)
{
    return state != SUBMISSION_NONE && state != SUBMISSION_AWAITING_PAYMENT &&
           state != SUBMISSION_WITHDRAWN;
}

bool submission_may_undo(const struct submission *s,
                         const struct policy *policy, int64_t now_ms)
{
    bool is_decided =
        s->state == SUBMISSION_APPROVED || s->state == SUBMISSION_REJECTED;

    /* what approved itself (R30) is ready at once */
    return is_decided && strcmp(s->decided_by, "system") != 0 &&
           now_ms < s->decided_ms + policy->undo_ms;
}

const char *submission_state_name(enum submission_state state)
{
    CHECK(state < SUBMISSION_STATES);
    return NAMES[state];
}

enum submission_state submission_state_of(const char *name)
{
    for (int i = 1; i < SUBMISSION_STATES; i++) {
        if (strcmp(name, NAMES[i]) == 0)
            return (enum submission_state)i;
    }
    return SUBMISSION_NONE;
}
