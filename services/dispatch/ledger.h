#ifndef DISPATCH_LEDGER_H
#define DISPATCH_LEDGER_H

/*
 * ledger - the line to the ledger in Redis: gathers operations, commits them
 * in turns, one at a time, and tells what became of them.
 *
 * A turn whose fate is not known (Redis went away) is sent again whole: every
 * operation is harmless the second time.  Nothing is told before it is durable
 * (appendfsync always).
 */

#include "dispatch/op.h"
#include "dispatch/stages.h"
#include "net/loop.h"
#include "net/redis.h"

struct ledger;

/* A job handed out; valid for the call. */
struct claim {
    int stage;
    const char *id;
    uint64_t token;
    bool was_expired; /* the lease of whoever had it ran out */
    const char *kind;
    const char *uid;
    unsigned failures, crashes, waits;
    int64_t admitted_ms;
    struct bytes payload;
    struct bytes previous;
    struct bytes blobs; /* packed Blobs */
};

/* How an operation ended: the script's letter; and of a '*', state, result. */
struct op_end {
    char letter;
    const char *state;
    struct bytes result;
};

struct stage_stats {
    int64_t ready, delayed, held, dead;
    int64_t oldest_ms; /* age of what waits longest */
};

struct ledger_stats {
    struct stage_stats stages[STAGES];
    int64_t batches_open, batches_uncertain; /* of all registries */
    int64_t oldest_batch_ms;                 /* age of an open one  */
    int64_t imbalance;
};

struct ledger_handlers {
    void (*on_end)(void *ctx, const struct op *op, const struct op_end *end);
    void (*on_claim)(void *ctx, const struct claim *claim);
    void (*on_stats)(void *ctx, const struct ledger_stats *stats);
    /* The turn is over, all of the above has been called. */
    void (*on_turn)(void *ctx, size_t n_ops, double seconds);
    void *ctx;
};

struct ledger_options {
    struct redis_options redis;
    int64_t lease_ms;
    int64_t shift_ms; /* of the clock; tests only */
};

int ledger_new(struct loop *loop, const struct ledger_options *options,
               const struct ledger_handlers *handlers, struct ledger **ret)
    __attribute__((warn_unused_result));
void ledger_free(struct ledger *l);

/* Takes the operation; it is part of the next turn that has room, renewals
 * before all others. */
void ledger_add(struct ledger *l, struct op *op);
/* Operations that no turn has taken yet. */
size_t ledger_backlog(const struct ledger *l);

/* Can start a turn now: connected, and no turn is under way. */
bool ledger_is_free(const struct ledger *l);
bool ledger_is_up(const struct ledger *l);

/* Starts a turn with up to 256 of the operations; claims at most wanted[stage]
 * jobs of each.  The ledger must be free. */
void ledger_turn(struct ledger *l, const unsigned wanted[STAGES], bool stats);

/* The system's clock; 0 before the first turn. */
int64_t ledger_now_ms(const struct ledger *l);

/* The script as Redis gets it. */
const char *ledger_script(void);

#endif
