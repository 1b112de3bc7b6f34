#include "billing/counted.h"

#include <string.h>

static const char *lock_name(unsigned reason)
{
    return lockout_reason_name((enum lockout_reason)reason);
}

static const char *order_name(unsigned state)
{
    return order_state_name((enum order_state)state);
}

enum answer { ANSWER_ACCEPTED, ANSWER_REFUSED };

static const char *answer_name(unsigned answer)
{
    return answer == ANSWER_ACCEPTED ? "accepted" : "refused";
}

static const char *escalation_name(unsigned to)
{
    (void)to;
    return "province";
}

const struct counter COUNTED[COUNTED_N] = {
    [COUNTED_LOCKS] = {.family = {"tucai_locks_total",
                                  "Locks that were set (R15-R17).",
                                  METRIC_COUNTER,
                                  {"reason"}},
                       .first = LOCKOUT_FAILED_CHECKS,
                       .last = LOCKOUT_REASONS - 1,
                       .value_name = lock_name},
    [COUNTED_ORDERS] = {.family = {"tucai_orders_total",
                                   "Orders that came to a state.",
                                   METRIC_COUNTER,
                                   {"state"}},
                        .first = ORDER_CREATED,
                        .last = ORDER_STATES - 1,
                        .value_name = order_name},
    [COUNTED_REGISTRY] = {.family = {"tucai_registry_photos_total",
                                     "Photos that the registry has answered.",
                                     METRIC_COUNTER,
                                     {"result"}},
                          .first = ANSWER_ACCEPTED,
                          .last = ANSWER_REFUSED,
                          .value_name = answer_name},
    [COUNTED_ESCALATED] = {.family = {"tucai_reviews_escalated_total",
                                      "Reviews that were overdue at the "
                                      "phase's end (R29).",
                                      METRIC_COUNTER,
                                      {"to"}},
                           .first = 0,
                           .last = 0,
                           .value_name = escalation_name},
};

static void count_locks(const struct student *before,
                        const struct student *after, struct outcome *outcome)
{
    for (unsigned r = LOCKOUT_NONE + 1; r < LOCKOUT_REASONS; r++) {
        const struct lock *was = &before->lockout.locks[r];
        const struct lock *is = &after->lockout.locks[r];

        if (is->end_ms && is->begun_ms != was->begun_ms)
            outcome_count(outcome, COUNTED_LOCKS, r);
    }
}

static void count_orders(struct student *before, const struct student *after,
                         struct outcome *outcome)
{
    for (size_t i = 0; i < after->orders.len; i++) {
        const struct order *is = &after->orders.at[i];
        const struct order *was = orders_find(&before->orders, is->no);

        if (!was || was->state != is->state)
            outcome_count(outcome, COUNTED_ORDERS, is->state);
    }
}

static void count_answer(const struct student *before,
                         const struct student *after, struct outcome *outcome)
{
    const struct submission *was = &before->submission;
    const struct submission *is = &after->submission;
    bool is_new = strcmp(was->id, is->id) != 0 || was->state != is->state;

    if (is_new && is->state == SUBMISSION_ACCEPTED)
        outcome_count(outcome, COUNTED_REGISTRY, ANSWER_ACCEPTED);
    if (is_new && is->state == SUBMISSION_REFUSED)
        outcome_count(outcome, COUNTED_REGISTRY, ANSWER_REFUSED);
}

void counted(struct student *before, const struct student *after,
             struct outcome *outcome)
{
    count_locks(before, after, outcome);
    count_orders(before, after, outcome);
    count_answer(before, after, outcome);
}
