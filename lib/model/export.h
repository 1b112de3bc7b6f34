#ifndef MODEL_EXPORT_H
#define MODEL_EXPORT_H

/*
 * export - all that is kept about a student, for that student: GET /me/export.
 *
 * Pictures are named by their SHA-256 and where they can be fetched; what is
 * kept elsewhere (money journal, audit) is named.  What was reported to the
 * school is kept apart from the student's state: whoever renders an export
 * reads it, and adds it to the `problems`.  Pure.
 */

#include "model/me.h"
#include "model/problem_report.h"

/* What rests sealed, opened by whoever may; "": there is none. */
struct export_secrets {
    const char *phone, *openid;
};

/* A new reference. */
json_t *export_render(const struct student *s, const struct school *school,
                      const struct export_secrets *secrets, int64_t now_ms);

/* Adds to one of its `problems` what the report says; who dealt with it is
 * another person's datum. */
void export_report(json_t *problem, const struct problem_report *report);

/* The picture of this SHA-256 (lower-case hex) among those that an export names
 * as /me/pictures/...; NULL if there is none. */
const struct photo_ref *export_picture(const struct student *s,
                                       const char *sha256_hex);

#endif
