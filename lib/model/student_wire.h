#ifndef MODEL_STUDENT_WIRE_H
#define MODEL_STUDENT_WIRE_H

/*
 * student_wire - what the files that turn a student into StudentState and back
 * share; only for lib/model.  A function that reads is false when a part
 * passes the limits of its struct.
 */

#include "model/student.h"
#include "proto/student.pb-c.h"

bool student_text_in(const char *in, char *out, size_t size);
bool student_blob_in(const Tucai__V1__BlobRef *in, struct photo_ref *out);
/* NULL for a photo that is not there. */
Tucai__V1__BlobRef *student_blob_out(const struct photo_ref *in,
                                     Tucai__V1__BlobRef *out);

/* ---- student_people.c: appeals, waivers, problem reports ---- */

struct wire_appeal {
    Tucai__V1__Appeal msg;
    Tucai__V1__BlobRef original, preview;
    char *findings[DRAFT_WARNINGS_MAX];
};

struct wire_people {
    struct wire_appeal appeals[APPEALS_MAX];
    Tucai__V1__Appeal *appeal_ptrs[APPEALS_MAX];
    char *waived[STUDENT_WAIVED_MAX];
    Tucai__V1__ProblemRef reports[REPORTS_MAX];
    Tucai__V1__ProblemRef *report_ptrs[REPORTS_MAX];
};

bool student_people_in(const Tucai__V1__StudentState *in, struct student *s);
/* w lives as long as out is used. */
void student_people_out(const struct student *s, struct wire_people *w,
                        Tucai__V1__StudentState *out);

#endif
