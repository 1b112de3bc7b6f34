#ifndef DISPATCH_DISPATCH_H
#define DISPATCH_DISPATCH_H

/*
 * dispatch - the pipeline's switch.  It has no state of its own: peers say who
 * they are, the ledger knows every job, so any number of them may run on one
 * Redis, and one that dies is missed for a second.
 *
 *     peers --> link --> inbox.c -------> operations --+
 *       ^                                              v
 *       +---- answers, assignments <-- dispatch.c <-- ledger, turn by turn
 */

#include "core/bytes.h"
#include "dispatch/ledger.h"
#include "dispatch/peers.h"
#include "net/blob.h"
#include "net/link.h"

struct dispatch_options {
    struct link_options link;
    struct ledger_options ledger;
    bool makes_timers;           /* jobs that come by the clock */
    const char *master_key_file; /* "": jobs with files cannot be worked on */
};

struct dispatch {
    struct loop *loop;
    struct link *link;
    struct ledger *ledger;
    struct loop_timer *tick;
    uint64_t epoch; /* random: a new one is a new dispatcher */
    struct peers peers;
    bool has_master;
    struct blob_key master;

    int64_t ticked_ms; /* last look at who is silent */
    int64_t renewed_ms;
    int64_t stats_ms;
    bool is_claim_due;
    bool is_stopping;
    int64_t stop_by_ms;
    bool has_roles; /* peers prove who they are */
    bool makes_timers;
    struct ledger_stats stats;
    int64_t timer_slots[12]; /* timers.c: the last slot made of each */
};

int dispatch_new(struct loop *loop, const struct dispatch_options *options,
                 struct dispatch **ret) __attribute__((warn_unused_result));
void dispatch_free(struct dispatch *d);

/* Hands out nothing more, and stops the loop when what is under way is over, or
 * after 3 s. */
void dispatch_stop(struct dispatch *d);

/* The ledger answers and a peer may come. */
bool dispatch_is_ready(const struct dispatch *d);

/* Brings the gauges up to date. */
void dispatch_count(const struct dispatch *d);

/* A frame from a peer (inbox.c). */
void inbox_take(struct dispatch *d, struct bytes peer, struct bytes frame);

/* Words to a peer, sent at the end of the turn (outbox.c). */
void outbox_ack(struct peer *p, const char *id, uint64_t token,
                Tucai__V1__Ack__Status status);
void outbox_admitted(struct peer *p, const struct op *op,
                     const struct op_end *end);
void outbox_refused(struct peer *p, const char *id, const char *reason);
/* 0; or a fault: its files' keys cannot be opened. */
int outbox_assign(struct dispatch *d, struct peer *p, const struct claim *claim)
    __attribute__((warn_unused_result));
void outbox_load(struct dispatch *d);
void outbox_flush(struct dispatch *d);

/* Texts that a job carries sealed (texts.c, domain.md R44).  0 or a fault:
 * -EACCES without the master key, -EBADMSG for what is none. */
int text_open(const struct dispatch *d, Tucai__V1__Blob *blob)
    __attribute__((warn_unused_result));
/* Seals what the job's later stages and the effects' children name in plain.
 * What cannot be sealed is left out, so that it is missed there and nothing
 * rests in plain. */
void texts_seal(const struct dispatch *d, const Tucai__V1__Done *done);

/* Silence, leases, jobs lost on the way (watch.c). */
void watch_peers(struct dispatch *d, int64_t now_ms);
void watch_renew(struct dispatch *d);

/* Jobs that come by the clock (timers.c). */
void timers_make(struct dispatch *d);

#endif
