#ifndef BILLING_ERASE_H
#define BILLING_ERASE_H

/*
 * erase - what has been taken out of a student's state leaves the house too,
 * and a record that names no person stays (domain.md R41).
 *
 *   erased                          index: member by the start of its day
 *   erased:<day>:<school>:<kind>    how many:
 * "erased:2025-06-01:10294:originals"
 *
 * The wrapped keys are gone with the commit; the job `erase` (relay) removes
 * the files, however often it is tried.
 */

#include "billing/scene.h"
#include "model/retention.h"
#include "service/outcome.h"

/* The files, as one job; nothing if there are none. */
void erase_files(struct scene *scene, struct decision *d,
                 const struct erased *erased);

/* The same with what lies outside the student's state: of a season that is
 * over, the batches' records. */
void erase_student_files(struct scene *scene, struct decision *d,
                         const struct erased *erased,
                         const struct student *before);

/* The scene's student leaves his school's orders of prints
 * (retention_prints.h). */
void erase_from_prints(const struct scene *scene, struct decision *d);

/* n more of a kind ("originals", "attempts", "drafts", "request", "student") on
 * that day, of the student's school; nothing for 0. */
void erase_count(struct scene *scene, struct decision *d, const char *kind,
                 size_t n);

struct erase_record {
    int64_t at_ms;
    const char *school_code; /* "": of none */
    const char *kind;        /* "roster", "dead_letters" */
};

/* The same of what is no student's. */
void erase_tally(struct outcome *outcome, const struct erase_record *record,
                 int64_t n);

#endif
