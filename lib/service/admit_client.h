#ifndef SERVICE_ADMIT_CLIENT_H
#define SERVICE_ADMIT_CLIENT_H

/*
 * admit_client - a front process's line to dispatch: admit jobs, and learn the
 * system's clock and load.  Lives in the caller's event loop.
 *
 * An ADMIT without an answer is sent again every second, through another
 * dispatcher if the one is silent, until it is answered or cancelled: the same
 * id is the same job.  "Finished" is learnt by the subscription to
 * reply:<reply_to>, or, after silence, by admitting the same id again.
 */

#include "core/bytes.h"
#include "net/loop.h"

#include <stdbool.h>
#include <stdint.h>

struct admit_client;

struct admit_client_options {
    const char *endpoints;             /* TUCAI_DISPATCH */
    const char *curve_key_file;        /* "" or NULL: no encryption */
    const char *curve_server_key_file; /* as above */
};

enum admit_status {
    ADMIT_NEW,      /* durable now */
    ADMIT_EXISTS,   /* was admitted before, still in work */
    ADMIT_FINISHED, /* was admitted before and is over: state, result */
    ADMIT_REFUSED,  /* reason: "version", "busy", "mismatch", "kind", "id",
                       "ledger" (its own fault) */
};

struct admit_answer {
    const char *id;
    enum admit_status status;
    const char *reason;  /* of REFUSED */
    const char *state;   /* of FINISHED: "done", "rejected", "dead" */
    struct bytes result; /* of FINISHED */
};

/* Everything in the answer is borrowed for the call. */
typedef void admit_fn(void *ctx, const struct admit_answer *answer);

struct admit_blob {
    const char *name;
    const char *location;
    struct bytes wrapped_key;
    struct bytes sha256;
    uint64_t size;
};

struct admit_request {
    const char *id; /* 1-64 of [A-Za-z0-9:_.-] */
    const char *kind;
    const char *uid; /* "" or NULL: none */
    struct bytes payload;
    const char *reply_to; /* "" or NULL: none */
    const struct admit_blob *blobs;
    size_t n_blobs;
    int64_t not_before_ms;    /* 0: now */
    bool exclusive;           /* take x:<uid>, or be refused as "busy" */
    bool guarded;             /* s:<uid> must still have state_version, or be
                                 refused as "version" */
    uint64_t state_version;   /* 0: absent */
    struct bytes fingerprint; /* the same id with another one is refused as
                                 "mismatch"; may be empty */
};

int admit_client_new(struct loop *loop,
                     const struct admit_client_options *options,
                     struct admit_client **ret)
    __attribute__((warn_unused_result));
void admit_client_free(struct admit_client *client);

/*
 * Copies the request; fn is called exactly once, from the loop, unless the
 * call is cancelled or the client freed.  Several calls with one id may be
 * open; each is answered.
 */
void admit_client_send(struct admit_client *client,
                       const struct admit_request *request, admit_fn *fn,
                       void *ctx);
/* Forgets every open call made with this ctx; their fn is not called. */
void admit_client_cancel(struct admit_client *client, const void *ctx);

/* A dispatcher has answered within the last second. */
bool admit_client_is_up(const struct admit_client *client);
/* The system's clock; before the first answer the machine's own. */
int64_t admit_client_now_ms(const struct admit_client *client);

/* Load of a stage as last heard; all 0 when nothing was heard. */
struct admit_load {
    uint64_t waiting;
    int64_t oldest_ms;
    unsigned workers;
};
struct admit_load admit_client_load(const struct admit_client *client,
                                    const char *stage);

#endif
