#ifndef SERVICE_WORKER_H
#define SERVICE_WORKER_H

/*
 * worker - the process shape of decode, qc, billing, pay, notify and relay.
 *
 *     parent: event loop, link to dispatch, heartbeats, files, keys, health
 *        |  socketpair
 *     compute child: the handler, one job at a time; nothing else
 *
 * The child is this same program started again (so it inherits no key and no
 * connection).  It is killed when a job passes its deadline, and started anew
 * when it dies; the job it ran is reported as a crash, no other.
 *
 * A service's main loads its configuration, then returns worker_run().  Both
 * processes go through main; only worker_run knows which one it is.
 */

#include "service/config.h"
#include "service/counter.h"
#include "service/job.h"
#include "service/outcome.h"

#include <stdbool.h>
#include <stddef.h>

/* The settings every worker has; put it into the service's struct and
 * WORKER_CONFIG_ENTRIES into its table. */
struct worker_config {
    const char *dispatch;
    const char *curve_key_file;
    const char *curve_server_key_file;
    const char *blobs;
    const char *health;
    const char *log_level;
    int64_t drain_ms;
};

/* clang-format off */
#define WORKER_CONFIG_ENTRIES(type, field)                                     \
    {"TUCAI_DISPATCH", CONFIG_TEXT, offsetof(type, field.dispatch), NULL, 0, 0, \
     "endpoints", "Comma list of dispatchers, ipc:///path or tcp://name:port."}, \
    {"TUCAI_CURVE_KEY_FILE", CONFIG_TEXT, offsetof(type, field.curve_key_file), \
     "", 0, 0, "path", "Own CURVE secret key (Z85); empty: no encryption."},   \
    {"TUCAI_CURVE_SERVER_KEY_FILE", CONFIG_TEXT,                               \
     offsetof(type, field.curve_server_key_file), "", 0, 0, "path",            \
     "The dispatchers' CURVE public key (Z85)."},                              \
    {"TUCAI_BLOBS", CONFIG_TEXT, offsetof(type, field.blobs), "", 0, 0, "path", \
     "Folder of the blob store."},                                             \
    {"TUCAI_HEALTH", CONFIG_TEXT, offsetof(type, field.health), "", 0, 0,      \
     "host:port", "Where /healthz, /readyz, /metrics listen; empty: nowhere."}, \
    {"TUCAI_LOG_LEVEL", CONFIG_TEXT, offsetof(type, field.log_level), "info",  \
     0, 0, "", "debug, info, warn or error."},                                 \
    {"TUCAI_DRAIN_MS", CONFIG_INT, offsetof(type, field.drain_ms), "20000", 0, \
     600000, "ms", "After SIGTERM: how long running work may still take."}
/* clang-format on */

struct worker_spec {
    const char *service; /* "qc": name in logs */
    const char *stage;   /* which jobs it asks for */
    unsigned credit;     /* jobs held at a time: 2 = one runs, one is ready */
    int64_t deadline_ms; /* of one job; then its child is killed */
    const struct counter *counters; /* what outcome_count() may name */
    size_t n_counters;
    bool reads_blobs; /* the parent opens the job's files for the handler */
    const char *reads_kind; /* or only those of this kind of job; NULL: none */

    /*
     * In the child, once, before the first job.  Makes *ret_ctx (kept until
     * the process ends).  0, or a negative errno: the worker gives up.
     */
    int (*child_init)(const void *config, void **ret_ctx);
    /* In the child, after child_init: close the doors (seccomp, limits).  The
     * socket to the parent is job_fd.  NULL: none. */
    int (*child_sandbox)(int job_fd);
    /*
     * In the child, once per job, and again after a version conflict (same
     * token; load afresh).  0, or a negative errno of the environment, which
     * counts as outcome_retry.
     */
    int (*handle)(void *ctx, const struct job *job, struct outcome *outcome);
    const void *config; /* for child_init */
};

/* Does the handler see the files of such a job? */
bool worker_reads(const struct worker_spec *spec, const char *kind);

/* Runs until SIGTERM has been obeyed.  Returns the exit code. */
int worker_run(const struct worker_config *config,
               const struct worker_spec *spec)
    __attribute__((warn_unused_result));

#endif
