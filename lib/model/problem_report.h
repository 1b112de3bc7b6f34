#ifndef MODEL_PROBLEM_REPORT_H
#define MODEL_PROBLEM_REPORT_H

/*
 * problem_report - what a student has reported to the school (R5): bytes
 * (protobuf Problem, key prob:<id>, versioned) from and to a plain value.
 */

#include "core/bytes.h"
#include "model/student.h"

#include <jansson.h>

#define PROBLEM_CHARS_MAX 1000
#define PROBLEM_TEXT_SIZE (4 * PROBLEM_CHARS_MAX + 1)
#define PROBLEM_REQUEST_SIZE 65

struct problem_report {
    char id[ID_SIZE];
    char uid[STUDENT_TEXT_SIZE];
    char school_code[8];
    char name_masked[STUDENT_TEXT_SIZE];
    char student_no[STUDENT_TEXT_SIZE];
    char campus[STUDENT_TEXT_SIZE];
    char text[PROBLEM_TEXT_SIZE];
    char request_id[PROBLEM_REQUEST_SIZE];
    int64_t at_ms;
    struct photo_ref screenshot; /* location "": none */
    int64_t done_ms;             /* 0: open */
    char done_by[SUBMISSION_BY_SIZE];
};

/* 0, or -EBADMSG for bytes that are none or pass a limit above. */
int problem_report_decode(struct bytes data, struct problem_report *ret)
    __attribute__((warn_unused_result));

/* The opposite, appended to ret.  0 or buf_add()'s fault. */
int problem_report_encode(const struct problem_report *p, struct buf *ret)
    __attribute__((warn_unused_result));

/* A new reference, for the school's inbox. */
json_t *problem_report_show(const struct problem_report *p);

#endif
