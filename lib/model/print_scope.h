#ifndef MODEL_PRINT_SCOPE_H
#define MODEL_PRINT_SCOPE_H

/*
 * print_scope - whose prints an order is for (R36-R38).  Pure.
 *
 * Sorted by campus, college, class, student number, with numbers compared as
 * numbers (R37); the uid last, so that no two stand in the same place.
 */

#include "model/roster.h"
#include "model/student.h"
#include "proto/student.pb-c.h"

struct print_place { /* borrowed; "": not known */
    const char *campus, *college, *class_name, *student_no;
};

/* By the roster's line first; without one (NULL) by what the ticket and the
 * student say (R4). */
struct print_place print_place_of(const struct student *s,
                                  const struct roster_line *line);

/* Is the photo accepted, and has the plan prints (R36)? Of nobody who wanted
 * the data erased since (R41). */
bool print_is_due(const struct student *s);

/* scope may be NULL: everybody. */
bool print_scope_has(const Tucai__V1__PrintScope *scope,
                     const struct print_place *place);

/* As of strcmp: of the class, and of the student in it. */
int print_place_compare_class(const struct print_place *a,
                              const struct print_place *b);
int print_place_compare(const struct print_place *a,
                        const struct print_place *b);

#endif
