#ifndef QC_VERDICT_WIRE_H
#define QC_VERDICT_WIRE_H

/*
 * verdict_wire - a verdict as the message ShotVerdict (proto/student.proto),
 * the result of the stage qc.
 */

#include "core/bytes.h"
#include "qc/check/verdict.h"

enum { VERDICT_WIRE_BYTES_MAX = 64 * 1024 };

/* Adds the packed message: 0 or the negative errno of buf_add. */
int verdict_pack(const struct verdict *v, struct buf *ret)
    __attribute__((warn_unused_result));

#endif
