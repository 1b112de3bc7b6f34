#ifndef SERVICE_EFFECTS_H
#define SERVICE_EFFECTS_H

/*
 * effects - the inside of an outcome: what the compute child turns into a
 * message for its parent.  Handlers use outcome.h only.
 */

#include "proto/pipeline.pb-c.h"
#include "service/counter.h"
#include "service/outcome.h"

#define OUTCOME_BLOBS_MAX 4
#define OUTCOME_BLOB_BYTES_MAX (16 * 1024 * 1024)
#define OUTCOME_EFFECTS_MAX 4096

struct outcome_file {
    char *name;
    struct buf data;
};

struct outcome {
    Tucai__V1__Outcome how;
    struct buf result;
    char *reason;
    int64_t after_ms;
    struct buf effects; /* packed Done.effects fields, one behind the other */
    size_t n_effects;
    struct outcome_file files[OUTCOME_BLOBS_MAX];
    size_t n_files;
    struct outcome_file text; /* name NULL: none */
    struct count counts[COUNTS_MAX];
    size_t n_counts;
    bool is_broken; /* more than is allowed was asked for */
};

void outcome_init(struct outcome *o);
void outcome_done(struct outcome *o);

/* How many files go with it: those of an outcome that commits. */
size_t outcome_files(const struct outcome *o);

/* Appends the packed Done (without id's token known to the parent: both are
 * given) to ret.  0, or buf_add's fault. */
int outcome_pack(const struct outcome *o, const char *id, uint64_t token,
                 struct buf *ret) __attribute__((warn_unused_result));

/* On the other side: takes the counts out of a Done, at most COUNTS_MAX;
 * returns how many. */
size_t counts_take(Tucai__V1__Done *done, struct count ret[COUNTS_MAX]);

#endif
