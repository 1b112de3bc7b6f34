#ifndef INGEST_COMMAND_H
#define INGEST_COMMAND_H

/*
 * command - a change asked of billing: admitted as a job, its Answer waited
 * for.  Refusals are answered here; `done` sees successes only.
 *
 * An Idempotency-Key makes the job's id from who asks, the route and the key:
 * the same request again is the same job and gets its answer again, within
 * the 24 h that a finished job is kept.
 */

#include "ingest/call.h"
#include "proto/student.pb-c.h"

/* json: the members the answer brings, an object, borrowed for the call. */
typedef void command_fn(struct call *c, unsigned status, json_t *json);

/* Fills in who asks (student or staff) from the session, sends, and goes on
 * with done.  The command is borrowed. */
void command_run(struct call *c, Tucai__V1__Command *command, command_fn *done);

/* As above, for an operation that says which submission and why, no more. */
void command_about(struct call *c, Tucai__V1__Command__OpCase op,
                   const char *submission_id, const char *reason);

/* Why a photo is looked at: the query's `reason`.  False: it is too long, or no
 * text. */
#define COMMAND_REASON_SIZE 513
bool command_reason(const struct call *c, char ret[COMMAND_REASON_SIZE]);

/* A person looks at a photo in another way than by reviewing it: recorded
 * before it is shown (R43).  uid: whose; what: "sheet"...; about: its id; the
 * reason is the query's `reason`. */
void command_reading(struct call *c, const char *uid, const char *what,
                     const char *about, command_fn *done);

/* As above, for a job of another kind whose result is an Answer. */
struct command_job {
    const char *kind;
    const char *uid; /* whose state it changes; "": no student's */
    struct bytes payload;
    const struct admit_blob *blobs; /* borrowed until done */
    size_t n_blobs;
};
void command_run_job(struct call *c, const struct command_job *job,
                     command_fn *done);

/* As command_run(), for a command that is a job of another kind or carries
 * something: `as` gives the kind, files and texts, the rest is filled in. */
void command_run_as(struct call *c, Tucai__V1__Command *command,
                    const struct command_job *as, command_fn *done);

/* The job's id for this call: see above, or random without a key. */
#define COMMAND_ID_SIZE 65
void command_id(const struct call *c, const char *purpose,
                char ret[COMMAND_ID_SIZE]);

/* Has the call an Idempotency-Key that counts? */
bool command_is_repeatable(const struct call *c);

/* A command_fn that answers with the members of json, 204 with nothing. */
command_fn command_done;

#endif
