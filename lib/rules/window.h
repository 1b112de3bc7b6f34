#ifndef RULES_WINDOW_H
#define RULES_WINDOW_H

/*
 * window - when may this student capture, and when next? (R6-R8, R34)
 *
 * A capture phase covers whole local days, closed days excepted; on each of
 * them the window is open from open_min to close_min (R7).  Whether a student
 * with a live submission may use a recapture phase is not judged here (R9:
 * submission.h).
 *
 * Pure.  Times are moments in ms; 0 stands for "never".
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum phase_kind {
    PHASE_CLOSED,
    PHASE_REVIEW,
    PHASE_FIRST_CAPTURE,
    PHASE_RECAPTURE,
    PHASE_MAKE_UP,
};

#define SCHEDULE_PHASES_MAX 64

struct phase {
    enum phase_kind kind;
    int64_t first_day, last_day; /* local days, both included         */
    const char *campus, *level;  /* "" or NULL: all of them           */
    const char *const *uids;     /* PHASE_MAKE_UP: only these; else NULL */
    size_t uids_len;
};

struct schedule {
    const struct phase *phases;
    size_t phases_len; /* <= SCHEDULE_PHASES_MAX */
    const int64_t *closed_days;
    size_t closed_days_len;
    int64_t open_min, close_min; /* minutes of the local day, 0..1440 */
};

struct window_who {
    const char *uid, *campus, *level;
    int64_t personal_from_ms, personal_to_ms; /* R34; 0: none */
    bool is_over; /* the student's season is closed: no window is left (R27) */
};

struct window {
    enum phase_kind phase; /* by the day; the window may still be shut  */
    bool open;
    int64_t opens_at_ms;  /* the next opening; 0 while open, or never  */
    int64_t closes_at_ms; /* of the present opening; 0 while shut      */
};

struct window window_at(const struct schedule *schedule,
                        const struct window_who *who, int64_t now_ms);

/* The first moment at or after from_ms at which the window is open. */
int64_t window_next_open(const struct schedule *schedule,
                         const struct window_who *who, int64_t from_ms);

/* The last close of the last capture phase (R18). */
int64_t window_last_close(const struct schedule *schedule,
                          const struct window_who *who);

/* R29: when the school is to have reviewed what was submitted at that moment:
 * the end of the review phase that comes first, else of the last phase. */
int64_t window_review_due(const struct schedule *schedule,
                          const struct window_who *who, int64_t submitted_ms);

/* "first_capture", "review", "recapture", "make_up", "closed". */
const char *phase_name(enum phase_kind kind);

/* False if there is no such phase to configure ("closed" is none). */
bool phase_of_name(const char *name, enum phase_kind *ret);

#endif
