#ifndef BILLING_COUNTED_H
#define BILLING_COUNTED_H

/*
 * counted - the figures of the stage `billing`: locks set, states that orders
 * have come to, photos that the registry has answered.  They follow from the
 * difference between two states of a student, whoever made it.  Reviews that
 * escalate are counted by the walk that finds them.
 */

#include "model/student.h"
#include "service/counter.h"
#include "service/outcome.h"

enum {
    COUNTED_LOCKS,
    COUNTED_ORDERS,
    COUNTED_REGISTRY,
    COUNTED_ESCALATED,
    COUNTED_N
};

extern const struct counter COUNTED[COUNTED_N];

void counted(struct student *before, const struct student *after,
             struct outcome *outcome);

#endif
