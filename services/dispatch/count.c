#include "dispatch/count.h"

#include "service/metrics.h"

/* clang-format off */
static const struct metric_family
    JOBS = {"tucai_stage_jobs", "Jobs of a stage that are not over.",
            METRIC_GAUGE, {"stage", "state"}},
    OLDEST = {"tucai_stage_oldest_age_seconds", "Age of the job that waits longest.",
              METRIC_GAUGE, {"stage"}},
    DONE = {"tucai_jobs_total", "Jobs that left a stage or failed in it.",
            METRIC_COUNTER, {"stage", "outcome"}},
    DURATION = {"tucai_job_duration_seconds", "From assignment to its result.",
                METRIC_HISTOGRAM, {"stage"}},
    REDELIVERIES = {"tucai_job_redeliveries_total", "Jobs taken back from a worker.",
                    METRIC_COUNTER, {"stage"}},
    EXPIRED = {"tucai_leases_expired_total", "Leases that ran out.",
               METRIC_COUNTER, {"stage"}},
    WORKERS = {"tucai_workers", "Workers connected here.", METRIC_GAUGE, {"stage"}},
    CREDIT = {"tucai_credit", "Jobs these workers take at a time.",
              METRIC_GAUGE, {"stage"}},
    COMMIT = {"tucai_ledger_commit_seconds", "Time of one turn in Redis.",
              METRIC_HISTOGRAM, {NULL}},
    OPS = {"tucai_ledger_batch_ops", "Operations of the last turn.",
           METRIC_GAUGE, {NULL}},
    OPS_TOTAL = {"tucai_ledger_ops_total", "Operations committed.",
                 METRIC_COUNTER, {NULL}},
    IMBALANCE = {"tucai_ledger_imbalance",
                 "Admitted less waiting, delayed, held, done, rejected and dead: 0.",
                 METRIC_GAUGE, {NULL}},
    BATCHES = {"tucai_registry_batches",
               "Batches without receipts; uncertain: a person has to resolve them.",
               METRIC_GAUGE, {"state"}},
    OLDEST_BATCH = {"tucai_registry_oldest_batch_age_seconds",
                    "Since the oldest of them was sealed.", METRIC_GAUGE, {NULL}},
    STALE = {"tucai_stale_done_total", "Results that came too late or twice.",
             METRIC_COUNTER, {"stage"}},
    BAD = {"tucai_bad_frames_total", "Messages that made no sense.",
           METRIC_COUNTER, {NULL}};
/* clang-format on */

static struct metric_labels of_stage(int stage)
{
    return METRIC_LABELS(stage == STAGE_NONE ? "none"
                                             : STAGE_TABLE[stage].name);
}

void count_show(void)
{
    metrics_add(&BAD, METRIC_NO_LABELS, 0);
    for (int i = 0; i < STAGES; i++) {
        metrics_add(&REDELIVERIES, of_stage(i), 0);
        metrics_add(&EXPIRED, of_stage(i), 0);
        metrics_add(&STALE, of_stage(i), 0);
    }
}

void count_bad_frame(void)
{
    metrics_add(&BAD, METRIC_NO_LABELS, 1);
}

void count_redelivery(int stage)
{
    metrics_add(&REDELIVERIES, of_stage(stage), 1);
}

void count_expired(int stage)
{
    metrics_add(&EXPIRED, of_stage(stage), 1);
    count_redelivery(stage);
}

void count_duration(int stage, int64_t ms)
{
    metrics_observe(&DURATION, of_stage(stage), (double)ms / 1000);
}

static const char *outcome_name(Tucai__V1__Outcome outcome)
{
    switch (outcome) {
    case TUCAI__V1__OUTCOME__OUTCOME_OK:
        return "ok";
    case TUCAI__V1__OUTCOME__OUTCOME_REJECT:
        return "reject";
    case TUCAI__V1__OUTCOME__OUTCOME_RETRY:
        return "retry";
    case TUCAI__V1__OUTCOME__OUTCOME_LATER:
        return "later";
    case TUCAI__V1__OUTCOME__OUTCOME_CRASH:
        return "crash";
    case TUCAI__V1__OUTCOME__OUTCOME_FATAL:
    case _TUCAI__V1__OUTCOME_IS_INT_SIZE:
    default:
        return "fatal";
    }
}

void count_done(const struct op *op, char letter)
{
    const char *outcome = outcome_name(op->outcome);

    if (letter == '!') {
        metrics_add(&STALE, of_stage(op->stage), 1);
        return;
    }
    if (letter == 'c')
        outcome = "conflict";
    else if (letter != '.')
        outcome = "dead";
    metrics_add(&DONE, METRIC_LABELS(STAGE_TABLE[op->stage].name, outcome), 1);
}

void count_turn(size_t n_ops, double seconds)
{
    metrics_observe(&COMMIT, METRIC_NO_LABELS, seconds);
    metrics_set(&OPS, METRIC_NO_LABELS, (double)n_ops);
    metrics_add(&OPS_TOTAL, METRIC_NO_LABELS, (double)n_ops);
}

static void count_stage(int i, const struct stage_stats *s)
{
    const char *name = STAGE_TABLE[i].name;

    metrics_set(&JOBS, METRIC_LABELS(name, "ready"), (double)s->ready);
    metrics_set(&JOBS, METRIC_LABELS(name, "delayed"), (double)s->delayed);
    metrics_set(&JOBS, METRIC_LABELS(name, "held"), (double)s->held);
    metrics_set(&JOBS, METRIC_LABELS(name, "dead"), (double)s->dead);
    metrics_set(&OLDEST, of_stage(i), (double)s->oldest_ms / 1000);
}

void count_stats(const struct ledger_stats *stats)
{
    for (int i = 0; i < STAGES; i++)
        count_stage(i, &stats->stages[i]);
    metrics_set(&BATCHES, METRIC_LABELS("open"), (double)stats->batches_open);
    metrics_set(&BATCHES, METRIC_LABELS("uncertain"),
                (double)stats->batches_uncertain);
    metrics_set(&OLDEST_BATCH, METRIC_NO_LABELS,
                (double)stats->oldest_batch_ms / 1000);
    metrics_set(&IMBALANCE, METRIC_NO_LABELS, (double)stats->imbalance);
}

void count_peers(const struct peers *peers)
{
    unsigned workers[STAGES], credit[STAGES];

    peers_count(peers, workers, credit);
    for (int i = 0; i < STAGES; i++) {
        metrics_set(&WORKERS, of_stage(i), workers[i]);
        metrics_set(&CREDIT, of_stage(i), credit[i]);
    }
}
