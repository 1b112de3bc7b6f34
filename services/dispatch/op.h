#ifndef DISPATCH_OP_H
#define DISPATCH_OP_H

/*
 * op - one operation for the ledger: whom it is from, and the words that the
 * script reads (ledger/4_operations.lua).  Made from messages; pure.
 */

#include "core/bytes.h"
#include "proto/pipeline.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

enum { JOB_ID_SIZE = 65, PEER_NAME_MAX = 32 };

enum op_kind { OP_ADMIT, OP_DONE, OP_RENEW, OP_ADOPT, OP_GIVE_BACK };

/* What ZeroMQ calls a peer. */
struct peer_name {
    uint8_t at[PEER_NAME_MAX];
    size_t len; /* 0: nobody */
};

struct op {
    struct op *next;
    enum op_kind kind;
    struct peer_name from; /* who waits for the answer */
    char id[JOB_ID_SIZE];
    uint64_t token;
    int stage;                  /* OP_DONE: of who did it */
    Tucai__V1__Outcome outcome; /* OP_DONE */
    bool is_forbidden;          /* OP_DONE: an effect the stage may not have */
    struct buf words;           /* each: 4 bytes length, then the bytes */
    size_t n_words;
};

/* NULL: not a sound admission (its id, or too large). */
struct op *op_admit(const Tucai__V1__Admit *admit);

/* stage: of the worker.  An effect that the stage may not have turns the whole
 * into a dead letter.  NULL: not sound. */
struct op *op_done(const Tucai__V1__Done *done, int stage);

struct op *op_renew(const char *id, uint64_t token);
struct op *op_give_back(const char *id, uint64_t token);

/* by: the dispatcher's epoch.  A worker came and says it holds this. */
struct op *op_adopt(const char *id, uint64_t token, uint64_t by);
/* The worker fell silent; in vain if another dispatcher has adopted it. */
struct op *op_lost(const char *id, uint64_t token, uint64_t by);
/* The same, and it ran this job. */
struct op *op_crash(const char *id, uint64_t token, uint64_t by, int stage);

void op_free(struct op *op);

/* Writes n_words views into ret. */
void op_views(const struct op *op, struct bytes *ret);

#endif
