#ifndef SERVICE_JOB_H
#define SERVICE_JOB_H

/*
 * job - one piece of work as a handler sees it.  Read only; everything in it
 * is borrowed until the handler returns.
 */

#include "core/bytes.h"

#include <stddef.h>
#include <stdint.h>

/* A file that belongs to the job.  `data` is filled only in stages that read
 * files (worker_reads()); the rest says where it is, to be kept.
 *
 * Without a location it is a text that rests sealed: `data` is the text,
 * wrapped_key its sealed form, sha256 its keyed hash (lib/net/seal.h). */
struct job_blob {
    const char *name; /* "photo", "made", ... */
    const char *location;
    struct bytes wrapped_key;
    struct bytes sha256; /* 32 bytes, of the plain bytes */
    uint64_t size;       /* of the plain bytes */
    struct bytes data;
};

struct job {
    const char *id;
    uint64_t token;
    const char *kind;
    const char *stage;
    const char *uid;     /* may be "" */
    unsigned attempt;    /* 1 for the first in this stage */
    unsigned waits;      /* times it was put off by outcome_later */
    int64_t admitted_ms; /* when the event happened: what rules judge */
    int64_t now_ms;      /* the system's clock now: pauses run from here */
    struct bytes payload;
    struct bytes previous; /* result of the stage before; empty in the first */
    const struct job_blob *blobs;
    size_t n_blobs;
};

/* The blob of that name, or NULL; the newest if there are several. */
const struct job_blob *job_blob(const struct job *job, const char *name);

#endif
