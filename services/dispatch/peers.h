#ifndef DISPATCH_PEERS_H
#define DISPATCH_PEERS_H

/*
 * peers - who is connected, what each worker holds, how much more it may take,
 * and what will be said to each at the end of the turn.  No sockets.
 */

#include "dispatch/op.h"
#include "dispatch/stages.h"

enum { PEERS_MAX = 1024, CREDIT_MAX = 1024 };

struct held {
    char id[JOB_ID_SIZE];
    uint64_t token;
    int64_t since_ms; /* handed out */
    bool is_renewing; /* the ledger has yet to answer */
    bool is_reported; /* its result found no room, and will be said again */
};

struct peer {
    struct peer_name name;
    bool is_known;   /* said HELLO */
    bool is_leaving; /* said BYE: gets no more */
    int stage;       /* STAGE_NONE: a front process, which only admits */
    unsigned credit;
    struct held *held;
    size_t n_held, cap_held;
    struct held running; /* id empty: none */
    int64_t seen_ms;

    struct buf out; /* fields of a FromDispatch */
    bool must_answer;
};

struct peers {
    struct peer *list[PEERS_MAX];
    size_t n;
    size_t next; /* where the search for a worker begins */
};

void peers_done(struct peers *peers);

/* NULL: not there. */
struct peer *peers_find(const struct peers *peers,
                        const struct peer_name *name);
/* Finds or makes; NULL when there are too many. */
struct peer *peers_get(struct peers *peers, const struct peer_name *name);
/* Frees; the order of the others may change. */
void peers_drop(struct peers *peers, size_t i);

/* Jobs it may still be given. */
unsigned peer_room(const struct peer *p);

/* Of all workers of each stage together, and the workers there are. */
void peers_room(const struct peers *peers, unsigned ret[STAGES]);
void peers_count(const struct peers *peers, unsigned ret_workers[STAGES],
                 unsigned ret_credit[STAGES]);

/* The worker of a stage with most room, in turn among equals; NULL: none. */
struct peer *peers_choose(struct peers *peers, int stage);

/* NULL: it does not hold that. */
struct held *peer_holds(const struct peer *p, const char *id, uint64_t token);
void peer_hold(struct peer *p, const char *id, uint64_t token, int64_t now_ms);
/* When it was handed out, or -1 when it did not hold that. */
int64_t peer_let_go(struct peer *p, const char *id, uint64_t token);

#endif
