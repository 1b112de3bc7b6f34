#ifndef TEST_EVENT_H
#define TEST_EVENT_H

/*
 * event - what can happen to the subject, one function for each: event.c (the
 * student, money), event_shot.c (verdicts, appeals), event_staff.c (review,
 * relay, the season's end).  reference.mjs has the same names.
 */

#include "subject.h"

typedef void event_fn(struct subject *s, const json_t *event, int64_t at_ms);

/* A command with its operation, for as long as the call lasts. */
#define COMMAND(member_, NAME, ...)                                            \
    (&(Tucai__V1__Command){                                                    \
        PROTOBUF_C_MESSAGE_INIT(&tucai__v1__command__descriptor),              \
        .uid = (char *)"", .op_case = TUCAI__V1__COMMAND__OP_##NAME,           \
        .member_ = (__VA_ARGS__)})

/* A member of the event; "" when it has none of that name. */
char *event_text(const json_t *event, const char *name);

event_fn event_verdict;
event_fn event_appeal, event_decide, event_made;
event_fn event_face, event_erase;
event_fn event_review, event_open, event_undo, event_reset;
event_fn event_sealing, event_sealed, event_receipt, event_prints;
event_fn event_season_closed;

#endif
