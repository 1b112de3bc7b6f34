#ifndef QC_CHECK_REPORT_H
#define QC_CHECK_REPORT_H

/*
 * report - a verdict as one line of JSON, for people and tests:
 *
 *     {"file","passed","findings":[{"code","severity","measured",
 *      "allowed":{"min","max"},"unit","region":{"x","y","w","h"},
 *      "evidence":{name:number}}],
 *      "rule_set":{"name","version"},"measures":{name:number},
 *      "ofiq_like":{name:0..100},"produced":path or null,"ms":{...}}
 *
 * null stands for what is not measured and for an open limit.
 */

#include "qc/check/verdict.h"

/* The line without its newline; free() it.  `produced` may be NULL. */
char *report_line(const char *file, const struct verdict *v,
                  const char *produced);

#endif
