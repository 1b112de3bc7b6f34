#ifndef INGEST_STORE_H
#define INGEST_STORE_H

/*
 * store - reads of Redis as steps of a call.  Each answers the call itself
 * (503 `busy`) when Redis cannot be asked, so `next` always has an answer.
 */

#include "ingest/call.h"
#include "model/account.h"
#include "net/redis_async.h"

typedef void store_fn(struct call *c, const struct redis_reply *reply);

/* Any reading command; at most 12 words.  The reply is valid during fn. */
#define STORE_WORDS_MAX 12
void store_ask(struct call *c, const char *const *words, size_t n,
               store_fn *fn);

/* As above, but answers nothing: fn gets NULL when Redis is away.  For calls
 * that have begun their answer. */
void store_ask_quietly(struct call *c, const char *const *words, size_t n,
                       store_fn *fn);

/* The session of c->token_sha256 into c->session; its role is "" if there is
 * none. */
void store_session(struct call *c, call_fn *next);

/* A student into c->student and his school into c->school; NULL if absent. */
void store_student(struct call *c, const char *uid, call_fn *next);

/* The same of the student whom <family>:<id> names: "sub", "appeal". */
void store_owner(struct call *c, const char *family, const char *id,
                 call_fn *next);

/* A school's configuration into c->school, NULL if absent. */
void store_school(struct call *c, const char *code, call_fn *next);

/* The shared rule set that c->school names, as HMGET gives it. */
void store_shared_rules(struct call *c, store_fn *fn);

/* An account of the staff: fn gets what store_account() reads.  NULL when there
 * can be none of that name. */
void store_ask_account(struct call *c, const char *name, store_fn *fn);
bool store_account(const struct call *c, const struct redis_reply *reply,
                   struct account *ret, uint64_t *ret_version);

/* A reply of HMGET key v d: false if it is absent. */
bool store_versioned(const struct redis_reply *reply, struct bytes *ret_value,
                     uint64_t *ret_version);

#endif
