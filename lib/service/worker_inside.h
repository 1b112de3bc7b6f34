#ifndef SERVICE_WORKER_INSIDE_H
#define SERVICE_WORKER_INSIDE_H

/*
 * worker_inside - the parent process of a worker; for lib/service/worker*.c.
 *
 *   ASSIGN -> OPENING -> READY -> RUNNING -> SAVING -> REPORTED -> ACK: gone
 *                ^                                         |
 *                +-----------------------------------------+  ACK(conflict)
 */

#include "net/link.h"
#include "net/loop.h"
#include "proto/pipeline.pb-c.h"
#include "service/worker.h"

enum task_state {
    TASK_OPENING,  /* its files are being read, in the pool */
    TASK_READY,    /* waits for the child */
    TASK_RUNNING,  /* given to the child; the oldest of these is blamed */
    TASK_SAVING,   /* its new files are being written, in the pool */
    TASK_REPORTED, /* DONE sent, until it is acknowledged */
};

struct task {
    struct task *next;
    struct worker *worker;
    Tucai__V1__Assign *assign;
    enum task_state state;
    bool is_dropped; /* not ours any more, but the pool is still at it */
    bool is_told;    /* dispatch knows that it runs */
    unsigned conflicts;
    int64_t assigned_ms; /* on the loop's clock */

    struct buf *inputs; /* assign->n_blobs of them */
    Tucai__V1__Done *done;
    struct buf *outputs; /* done->n_blobs of them */
    int files_result;
    struct count counts[COUNTS_MAX]; /* when it is acknowledged */
    size_t n_counts;

    struct buf report; /* the packed Done, while REPORTED */
    int64_t reported_ms;
};

struct worker {
    const struct worker_config *config;
    const struct worker_spec *spec;
    struct loop *loop;
    struct link *link;
    struct child *child;
    struct loop_timer *beat;
    struct task *tasks; /* in the order in which they came */
    struct buf out;     /* fields of a FromPeer, for the end of the turn */
    uint64_t epoch;
    bool is_draining;
    int64_t drain_until_ms;
    int exit_code;
};

/* ---- worker_tasks.c ---- */

/* NULL: not ours. */
struct task *task_find(const struct worker *w, const char *id, uint64_t token);
/* Takes the assignment. */
struct task *task_add(struct worker *w, Tucai__V1__Assign *assign);
/* Forgets it, at once or when the pool is done with it. */
void task_drop(struct task *t);
/* Behind all others: tasks that run stand in the order the child has them. */
void task_to_end(struct task *t);
/* Or NULL. */
struct task *task_first(const struct worker *w, enum task_state state);
size_t task_count(const struct worker *w, enum task_state state);
void task_clear_files(struct task *t);

/* ---- worker_files.c ---- */
/* Reads the job's files if its stage does, then task_opened(). */
void files_open(struct task *t);
/* Writes what the child made, then task_saved(). */
void files_save(struct task *t);

/* ---- worker.c ---- */

void task_opened(struct task *t);
void task_saved(struct task *t);
/* Reports an outcome that is not the handler's; takes nothing. */
void task_fail(struct task *t, Tucai__V1__Outcome outcome, const char *reason);
/* To be tried again after that pause, which is no failure. */
void task_put_off(struct task *t, int64_t after_ms, const char *reason);
/* The child's verdict; takes both. */
void task_verdict(struct task *t, Tucai__V1__Done *done, struct buf *outputs);
/* Something changed: feed the child, speak, end a drain. */
void worker_turn(struct worker *w);
void worker_fail(struct worker *w); /* cannot go on */

/* ---- worker_child.c ---- */

struct child *child_new(struct worker *w);
void child_free(struct child *c);
/* Gives it ready tasks, as many as it takes. */
void child_feed(struct child *c);
bool child_is_ready(const struct child *c);
/* Kills it when the task that runs has passed its deadline. */
void child_watch(struct child *c, int64_t now_ms);

/* ---- worker_talk.c ---- */

void talk_hello(struct worker *w);
void talk_beat(struct worker *w);
/* Names the job that runs, once, to be blamed before the next beat. */
void talk_running(struct worker *w);
/* All reports, or those that were sent a second ago. */
void talk_reports(struct worker *w, bool all);
void talk_report(struct task *t);
void talk_give_back(struct worker *w, const struct task *t);
void talk_bye(struct worker *w);
void talk_flush(struct worker *w);
void talk_hear(struct worker *w, struct bytes frame);

#endif
