#ifndef MODEL_CENSUS_H
#define MODEL_CENSUS_H

/*
 * census - a school's roster beside the states that its students are in: the
 * counts of GET progress, and who is missing (R4, R46).  Pure.
 *
 * A student of no line is "unassigned"; a line of no student, "not_started".
 * Everything is listed by campus, college, class, student number (R37), and
 * `college` may narrow it to one; NULL: all.
 */

#include "core/bytes.h"
#include "model/roster.h"

#include <jansson.h>

enum census_state {
    CENSUS_NOT_STARTED,
    CENSUS_STARTED,
    CENSUS_DRAFT,
    CENSUS_AWAITING_PAYMENT,
    CENSUS_IN_REVIEW,
    CENSUS_APPROVED,
    CENSUS_SENT,
    CENSUS_ACCEPTED,
    CENSUS_REJECTED,
    CENSUS_REFUSED,
    CENSUS_RESET,
    CENSUS_STATES,
};

enum { CENSUS_STUDENTS_MAX = 1000000, CENSUS_PAGE_MAX = 5000 };

/* As in the index st:<school>:<name>, which has no "not_started". */
const char *census_state_name(enum census_state state);

struct census;

/* Takes the roster. */
struct census *census_new(struct roster *roster);
void census_free(struct census *census);

/* Of several states of one student the last counts.  0, -EBADMSG for what is
 * no uid, -EMSGSIZE, -ENOMEM. */
int census_add(struct census *census, struct bytes uid, enum census_state state)
    __attribute__((warn_unused_result));

/* Once, when all are added, before what follows. */
int census_close(struct census *census) __attribute__((warn_unused_result));

/* Texts of the answers, appended to ret: 0, -EMSGSIZE, -ENOMEM. */

/* {total, states{}, campuses[], colleges[], classes[],
 * unassigned{total, states{}}} */
int census_progress(const struct census *census, const char *college,
                    struct buf *ret) __attribute__((warn_unused_result));
int census_progress_csv(const struct census *census, const char *college,
                        struct buf *ret) __attribute__((warn_unused_result));

/* {total, missing[], next}: a page of those that have no accepted photo.
 * after: the uid that the page before ended with; "": none.  -ENOENT: it is
 * not in the roster. */
struct census_page {
    const char *after;
    size_t limit;
};
int census_missing(const struct census *census, const char *college,
                   const struct census_page *page, struct buf *ret)
    __attribute__((warn_unused_result));
int census_missing_csv(const struct census *census, const char *college,
                       struct buf *ret) __attribute__((warn_unused_result));

#endif
