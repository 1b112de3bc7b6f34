#ifndef SERVICE_CHILD_H
#define SERVICE_CHILD_H

/*
 * child - a follow-up job that a handler asks for with effect_child()
 * (outcome.h).  The same id again is nothing new.
 */

#include "service/job.h"

/* A text that goes with a child and rests sealed: either sealed already, or
 * plain, at most 1024 bytes, and then sealed on its way into the ledger. */
#define CHILD_TEXTS_MAX 3
struct child_text {
    const char *name; /* "to", "text" */
    struct bytes sealed;
    struct bytes plain; /* empty: it is sealed */
};

/* Empty texts and 0 for what it does not need. */
struct child_job {
    const char *id; /* 1-64 of [A-Za-z0-9:_.-] */
    const char *kind;
    const char *uid;
    struct bytes payload;
    const char *reply_to;
    int64_t not_before_ms; /* 0: now */
    const struct child_text *texts;
    size_t n_texts;              /* at most CHILD_TEXTS_MAX */
    const struct job_blob *blob; /* NULL: it has no file; `data` is not used */
};

#endif
