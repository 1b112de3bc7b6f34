#ifndef DISPATCH_STAGES_H
#define DISPATCH_STAGES_H

/*
 * stages - the stages of the pipeline and what the worker of each may do.
 * Pure.  Which stages a job passes is the ledger's (ledger/1_tables.lua).
 */

#include "proto/pipeline.pb-c.h"

#include <stdbool.h>

enum { STAGES = 6, STAGE_NONE = -1 };

struct stage {
    const char *name;
    const char *keys[40]; /* prefixes of the keys its effects may touch */
    const char *reads_of; /* gets the keys of the files of this kind of job; */
    bool reads_blobs;     /* or of every one */
    bool reads_texts;     /* gets the texts that its job carries sealed */
    bool audits;          /* may write the audit log, by AUDIT alone */
    unsigned grants;      /* new files that one job may write */
};

/* In the order of the ledger's STAGES. */
extern const struct stage STAGE_TABLE[STAGES];

/* Its number, or STAGE_NONE. */
int stage_of(const char *name);

/* Does the worker get the keys of such a job's files? */
bool stage_reads(int stage, const char *kind);

/* May a job of this stage have this effect?  Only prefixes are judged here;
 * whether it can be done is the ledger's to say. */
bool stage_may(int stage, const Tucai__V1__Effect *effect);

/* 1 to 64 of [A-Za-z0-9:_.-]. */
bool is_job_id(const char *id);

#endif
