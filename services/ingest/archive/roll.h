#ifndef ARCHIVE_ROLL_H
#define ARCHIVE_ROLL_H

/*
 * roll - who is to be in a school's archive, and in which order (R37): campus,
 * college, class, student number, numbers as numbers; who is not in the roster
 * comes last.  Pure.
 *
 * First the uids, in any order and as often as they come; then the roster's
 * lines; then roll_close().  Some 60 bytes a student.
 */

#include "core/bytes.h"
#include "ingest/archive/names.h"
#include "model/roster.h"

enum { ROLL_MAX = 1000000, ROLL_UID_SIZE = 72 };

struct roll;

struct roll *roll_new(void); /* never NULL */
void roll_free(struct roll *roll);

/* 0; -EBADMSG for what is no uid, -EMSGSIZE when there are too many. */
int roll_add(struct roll *roll, struct bytes uid)
    __attribute__((warn_unused_result));

/* When all have been added. */
void roll_gather(struct roll *roll);

/* A line of the roster; whoever has one and is not wanted is left out.
 * -EMSGSIZE. */
int roll_place(struct roll *roll, const struct roster_line *line,
               bool is_wanted) __attribute__((warn_unused_result));

/* Puts all in order and finds the names that are not the only ones of their
 * kind.  Takes a while: for the thread pool. */
void roll_close(struct roll *roll, bool with_unassigned);

size_t roll_count(const struct roll *roll);

/* Texts live as long as the roll; those of an unassigned one are "". */
struct names_of roll_at(const struct roll *roll, size_t i);

#endif
