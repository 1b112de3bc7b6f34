#ifndef INGEST_PROBLEM_H
#define INGEST_PROBLEM_H

/*
 * problem - refusals as application/problem+json (RFC 9457): the catalogue of
 * stable codes with their status and the Chinese sentence for the person.
 *
 * Pure: values in, JSON out.
 */

#include <jansson.h>

struct problem {
    const char *code;   /* stable: "busy" */
    const char *detail; /* unless the refusal brings its own */
    unsigned status;
    unsigned retry_after_s; /* 0: none */
};

/* Never NULL: an unknown code is "internal_error". */
const struct problem *problem_find(const char *code);

/*
 * The whole object.  extra (may be NULL, borrowed): members to add; its
 * `detail` replaces the catalogue's.  A new reference.
 */
json_t *problem_render(unsigned status, const char *code, const char *detail,
                       const json_t *extra);

/* The HTTP name of a status, "Conflict". */
const char *problem_title(unsigned status);

#endif
