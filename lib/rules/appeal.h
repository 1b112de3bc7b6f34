#ifndef RULES_APPEAL_H
#define RULES_APPEAL_H

/*
 * appeal - what a student does not accept, and what a second person says to it
 * (R31).
 *
 * A review that rejected and a shot that the machine refused can be appealed,
 * each once.  Whoever decided before does not decide again; both decisions stay
 * here.  Pure.
 */

#include "rules/lockout.h"
#include "rules/submission.h"

#define APPEALS_MAX 16
#define APPEAL_CHARS_MAX 500
#define APPEAL_TEXT_SIZE (4 * APPEAL_CHARS_MAX + 1)
#define APPEAL_MACHINE "machine"

enum appeal_state {
    APPEAL_OPEN,
    APPEAL_ACCEPTED,
    APPEAL_REJECTED,
    APPEAL_SETTLED, /* what it was about has changed: nobody has to decide */
    APPEAL_STATES,
};

struct appeal {
    char id[ID_SIZE];
    char object[ID_SIZE]; /* the shot or the submission */
    bool is_shot;
    enum appeal_state state;
    int64_t made_ms;
    char text[APPEAL_TEXT_SIZE];

    char first_by[SUBMISSION_BY_SIZE]; /* APPEAL_MACHINE or the staff name */
    int64_t first_ms;
    char first_reason[SUBMISSION_REASON_SIZE]; /* of a review */
    size_t findings_len;
    char findings[DRAFT_WARNINGS_MAX][FINDING_SIZE]; /* of a machine */
    enum attempt_result result;                      /* of a machine */

    char decided_by[SUBMISSION_BY_SIZE];
    int64_t decided_ms;
    char reason[SUBMISSION_REASON_SIZE];

    /* of a shot */
    struct photo_ref original, preview; /* until all is over */
    char draft_id[ID_SIZE];             /* what was made of it */
    bool is_unmade;                     /* it could not be made */
    int64_t opened_ms; /* a person has looked at the original; 0: nobody */
};

struct appeals {
    size_t len;
    struct appeal at[APPEALS_MAX]; /* oldest first */
};

/* NULL if there is none. */
struct appeal *appeals_find(struct appeals *appeals, const char *id);
struct appeal *appeals_of(struct appeals *appeals, const char *object);

/* A new one, zeroed, at the end; the oldest that is over makes room.  NULL when
 * all of them wait for somebody. */
struct appeal *appeals_add(struct appeals *appeals);

/* Nobody has to decide what is open about this object any more. */
void appeals_settle(struct appeals *appeals, const char *object,
                    int64_t now_ms);

/* When the oldest open one was made, and when the latest was decided by a
 * person; 0: there is none. */
int64_t appeals_open_since(const struct appeals *appeals);
int64_t appeals_decided_at(const struct appeals *appeals);

enum appeal_verdict {
    APPEAL_MAY_DECIDE,
    APPEAL_DECIDED,     /* it is not open any more */
    APPEAL_SAME_PERSON, /* whoever decided before */
};

enum appeal_verdict appeal_may_decide(const struct appeal *appeal,
                                      const char *by);

/* Accepted, and its photo is still being made. */
bool appeal_is_in_making(const struct appeal *appeal);

/* "open", "accepted", "rejected", "settled". */
const char *appeal_state_name(enum appeal_state state);

#endif
