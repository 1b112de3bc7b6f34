#ifndef INGEST_CALL_H
#define INGEST_CALL_H

/*
 * call - one request, from its head to its answer.
 *
 * A handler runs in steps: each asks for something (Redis, a job, the disk)
 * and names the next step.  Whoever waits holds the call (call_hold), and
 * gives it back with call_resume(), which tells whether somebody still waits
 * for the answer.
 *
 * Answering ends the exchange; the call itself goes when nobody holds it.
 */

#include "ingest/app.h"
#include "ingest/shot_step.h"
#include "model/records.h"
#include "model/school.h"
#include "model/student.h"
#include "net/http_answer.h"
#include "net/http_server.h"

#include <jansson.h>

#define CALL_PARAMS_MAX 2
#define CALL_PARAM_SIZE 80
#define CALL_JSON_BYTES_MAX 65536

struct call;
struct route;
typedef void call_fn(struct call *c);

struct call {
    struct app *app;
    struct http_exchange *x; /* NULL: answered, or the client has gone */
    unsigned holds;
    const struct route *route; /* NULL: not known yet */
    const char *label;         /* the route's, in metrics and the log */
    char params[CALL_PARAMS_MAX][CALL_PARAM_SIZE];
    char request_id[40];
    char allow[40]; /* the methods that a path takes, for 405; else "" */
    char address[64];
    int64_t started_us;

    struct session session;
    uint8_t token_sha256[32];
    char token[65]; /* a new one that this call gives out; else "" */

    struct buf body;
    json_t *json; /* of the body */

    struct student *student;
    uint64_t student_version;
    struct roster *place; /* the part of the roster with it (place.h) */
    struct school *school;
    char school_code[8]; /* of what was asked for */
    uint64_t school_version;

    call_fn *next;       /* the step behind the one that runs */
    call_fn *authorized; /* the step behind the session */
    call_fn *judged;     /* the step behind a judgement */
    struct shot_step shot;
    bool wants_original; /* not the made photo */
    void *own;           /* the handler's own, freed with the call */
    void (*own_free)(void *own);
    void (*left)(struct call *c); /* the client has gone; may be NULL */
    /* A job was refused: true if this has answered it; may be NULL. */
    bool (*refused)(struct call *c, unsigned status, const char *code,
                    const json_t *members);
};

/* Makes the call of an exchange, which it then owns. */
struct call *call_new(struct app *app, struct http_exchange *x);

void call_hold(struct call *c);
/* Gives a hold back.  False: nobody waits any more, and c may be gone. */
bool call_resume(struct call *c) __attribute__((warn_unused_result));
void call_release(struct call *c);

/* Frees an earlier `own`. */
void call_set_own(struct call *c, void *own, void (*own_free)(void *own));

/* A query's parameter, percent-decoded; false: none, or it does not fit. */
bool call_query(const struct call *c, const char *name, char *ret, size_t size);

/* A member of the JSON body that is a string, else "". */
const char *call_text(const struct call *c, const char *name);

/* ---- answers: each ends the exchange ---- */

/* Takes json.  headers may be NULL. */
void call_json(struct call *c, unsigned status, json_t *json);
void call_json_with(struct call *c, unsigned status, json_t *json,
                    const struct http_header *headers);
void call_empty(struct call *c, unsigned status);
void call_empty_with(struct call *c, unsigned status,
                     const struct http_header *headers);
void call_bytes(struct call *c, const char *type, struct bytes body,
                const struct http_header *headers);

/* Takes fd; takes source. */
void call_file(struct call *c, const char *type, int fd, int64_t length);
void call_source(struct call *c, const struct http_header *headers,
                 const struct http_source *source, int64_t length);

/* Begins an endless answer on c->x, and ends it; drained(c): see
 * http_answer_start(), may be NULL. */
void call_stream(struct call *c, const char *type,
                 const struct http_header *headers, void (*drained)(void *c));
void call_stream_end(struct call *c);

/* By the catalogue. */
void call_problem(struct call *c, const char *code);
/* With the time to wait in Retry-After. */
void call_problem_wait(struct call *c, const char *code, int64_t wait_ms);
/* extra is borrowed and may be NULL; status 0: the catalogue's. */
void call_problem_with(struct call *c, unsigned status, const char *code,
                       const json_t *extra);

#endif
