#ifndef SERVICE_OUTCOME_H
#define SERVICE_OUTCOME_H

/*
 * outcome - what a handler decided about a job: how it ended, its result, and
 * the effects that are committed together with it, all or none.
 *
 * Everything given is copied, so the caller's buffers may go at once.  A
 * handler that says nothing has said outcome_fatal("no outcome").  The last of
 * ok/reject/retry/later/fatal counts; effects and blobs of retry, later and
 * fatal are dropped, those of ok and reject are committed.
 */

#include "service/child.h"
#include "service/job.h"

struct outcome;

/* ---- how it ended -------------------------------------------------------- */

/* Next stage, or done; result goes to the next stage as `previous`, the last
 * one to the client. */
void outcome_ok(struct outcome *o, struct bytes result);
/* Over at once, state `rejected`, e.g. a refused code: no fault of ours. */
void outcome_reject(struct outcome *o, struct bytes result);
/* Failed; again after a growing pause.  The 5th failure in a stage is a dead
 * letter.  reason: a short text without personal data. */
void outcome_retry(struct outcome *o, const char *reason);
/* Something outside is away (registry, provider): again after after_ms (0: a
 * pause that grows with job->waits), as often as needed, never a dead letter.
 */
void outcome_later(struct outcome *o, int64_t after_ms, const char *reason);
/* Can never work: dead letter at once. */
void outcome_fatal(struct outcome *o, const char *reason);

/* ---- effects, committed in the order given ------------------------------- */

/* A versioned value, only if its version is still `version` (0: absent).  The
 * new one has version + 1.  If not: conflict, the handler is called again. */
void effect_put(struct outcome *o, const char *key, uint64_t version,
                struct bytes value);
/* A plain string that must be absent, or already be the same; if it is there
 * with another value: conflict.  ttl_s 0: for ever. */
void effect_set_new(struct outcome *o, const char *key, struct bytes value,
                    int64_t ttl_s);
void effect_del(struct outcome *o, const char *key);
void effect_expire(struct outcome *o, const char *key, int64_t ttl_s);
void effect_incr(struct outcome *o, const char *key, int64_t by);
void effect_zadd(struct outcome *o, const char *key, const char *member,
                 double score);
void effect_zrem(struct outcome *o, const char *key, const char *member);
/* The same; if it is not there: conflict, the handler is called again. */
void effect_ztake(struct outcome *o, const char *key, const char *member);
void effect_hset(struct outcome *o, const char *key, const char *field,
                 struct bytes value);
void effect_hdel(struct outcome *o, const char *key, const char *field);
/* One entry of a stream that keeps about its last maxlen; fields: name,
 * value, name, value..., n of them. */
void effect_xadd(struct outcome *o, const char *key, int64_t maxlen,
                 const struct bytes *fields, size_t n);
/* A stream's entries before that id go. */
void effect_xtrim(struct outcome *o, const char *key, const char *id);
void effect_publish(struct outcome *o, const char *channel,
                    struct bytes message);

/* A follow-up job (child.h), admitted in the same commit. */
void effect_child(struct outcome *o, const struct child_job *child);

/* A dead letter is forgotten, with all it keeps.  Of a job that is none, or has
 * been tried again, nothing happens. */
void effect_forget(struct outcome *o, const char *job_id);

/* A dead letter tries again, from the stage where it died.  Of a job that is
 * none: conflict, so that it is decided again. */
void effect_replay(struct outcome *o, const char *job_id);

/*
 * Seals what is ready for a registry: members of ready:<registry> with score <=
 * now leave in batches of `full` (1-500), at most 8 at once; fewer make a batch
 * only when the score of the oldest is age_ms ago.  A batch is the hash
 * batch:<registry>-<number> (fields members: sorted, one per line; digest:
 * SHA-1 hex of that; count; sealed_ms; state `sealed`; job: that has it in
 * hand; the versioned value of the same hash is free for the relay), stands in
 * batch:open and has a job of kind `batch` with its id as its id's end and as
 * its payload
 * ("chsi-17").  Nothing ready: nothing happens.
 */
void effect_seal(struct outcome *o, const char *registry, int64_t full,
                 int64_t age_ms);

/* One entry of the audit log (R43), 1 to 4096 bytes of text.  The ledger gives
 * it its number and moment, and the hash that chains it to the one before. */
void effect_audit(struct outcome *o, struct bytes entry);

/* ---- figures ------------------------------------------------------------- */

/* One more in a counter of this stage, by its place in worker_spec.counters,
 * under one of its values; with what commits, at most COUNTS_MAX. */
void outcome_count(struct outcome *o, unsigned counter, unsigned value);

/* ---- files --------------------------------------------------------------- */

/* A new file in the blob store, encrypted and durable before the job is
 * reported; later stages see it in job->blobs.  At most 4 a job, 16 MiB each.
 */
void outcome_blob(struct outcome *o, const char *name, struct bytes data);

/* A text for the job's later stages, at most 1024 bytes: sealed on its way into
 * the ledger like a child's.  One a job. */
void outcome_text(struct outcome *o, const char *name, struct bytes plain);

#endif
