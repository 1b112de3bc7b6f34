#include "service/worker.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "net/process.h"
#include "service/compute.h"
#include "service/effects.h"
#include "service/health.h"
#include "service/log.h"
#include "service/metrics.h"
#include "service/sandbox.h"
#include "service/wire.h"
#include "service/worker_inside.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

enum {
    BEAT_MS = 200,
    ACK_WAIT_MS = 3000, /* at the end: for the last acknowledgements */
};

static const struct metric_family TASKS = {"tucai_worker_tasks_total",
                                           "Jobs that this worker reported.",
                                           METRIC_COUNTER,
                                           {"stage", "outcome"}};

static const struct metric_family RUNNING = {"tucai_worker_running",
                                             "1 while a job runs, else 0.",
                                             METRIC_GAUGE,
                                             {"stage"}};

/* ---- tasks ----------------------------------------------------------------
 */

static const char *outcome_name(Tucai__V1__Outcome outcome)
{
    const ProtobufCEnumValue *v = protobuf_c_enum_descriptor_get_value(
        &tucai__v1__outcome__descriptor, (int)outcome);

    return v ? v->name : "unknown";
}

static void report(struct task *t, const Tucai__V1__Done *done)
{
    struct worker *w = t->worker;
    uint8_t *room;

    t->report.len = 0;
    room = buf_room(&t->report, tucai__v1__done__get_packed_size(done));
    if (!room) {
        task_fail(t, TUCAI__V1__OUTCOME__OUTCOME_FATAL, "result too large");
        return;
    }
    buf_grew(&t->report, tucai__v1__done__pack(done, room));
    t->state = TASK_REPORTED;
    metrics_add(&TASKS,
                METRIC_LABELS(w->spec->stage, outcome_name(done->outcome)), 1);
    talk_report(t);
}

/* Of our own accord; what the handler said is forgotten. */
static void end_without_verdict(struct task *t, Tucai__V1__Done *done,
                                const char *reason)
{
    task_clear_files(t);
    t->n_counts = 0;
    done->id = t->assign->id;
    done->token = t->assign->token;
    done->reason = wire_text(reason);
    report(t, done);
}

void task_fail(struct task *t, Tucai__V1__Outcome outcome, const char *reason)
{
    Tucai__V1__Done done = TUCAI__V1__DONE__INIT;

    done.outcome = outcome;
    end_without_verdict(t, &done, reason);
}

void task_put_off(struct task *t, int64_t after_ms, const char *reason)
{
    Tucai__V1__Done done = TUCAI__V1__DONE__INIT;

    done.outcome = TUCAI__V1__OUTCOME__OUTCOME_LATER;
    done.after_ms = after_ms;
    end_without_verdict(t, &done, reason);
}

/* A damaged file stays damaged; a disk may come back. */
static void fail_files(struct task *t, const char *what)
{
    char reason[128];
    bool damaged = t->files_result > 0;

    snprintf(reason, sizeof reason, "%s: %s", what,
             damaged ? "damaged" : strerror(-t->files_result));
    log_error("files", F_STR("job", t->assign->id), F_STR("reason", reason));
    task_fail(t,
              damaged ? TUCAI__V1__OUTCOME__OUTCOME_FATAL
                      : TUCAI__V1__OUTCOME__OUTCOME_RETRY,
              reason);
}

void task_opened(struct task *t)
{
    struct worker *w = t->worker;

    if (t->files_result == 0)
        t->state = TASK_READY;
    else
        fail_files(t, "its files cannot be read");
    worker_turn(w);
}

void task_verdict(struct task *t, Tucai__V1__Done *done, struct buf *outputs)
{
    t->done = done;
    t->outputs = outputs;
    t->n_counts = counts_take(done, t->counts);
    files_save(t);
}

void task_saved(struct task *t)
{
    struct worker *w = t->worker;

    if (t->files_result == 0) {
        report(t, t->done);
        task_clear_files(t);
    } else {
        fail_files(t, "its files cannot be written");
    }
    worker_turn(w);
}

/* ---- the end --------------------------------------------------------------
 */

static void give_back_waiting(struct worker *w)
{
    struct task *next;

    for (struct task *t = w->tasks; t; t = next) {
        next = t->next;
        if (t->state != TASK_OPENING && t->state != TASK_READY)
            continue;
        talk_give_back(w, t);
        task_drop(t);
    }
}

static void drain(void *ctx)
{
    struct worker *w = ctx;

    if (w->is_draining)
        return;
    log_info("stopping");
    w->is_draining = true;
    w->drain_until_ms = loop_now_ms(w->loop) + w->config->drain_ms;
    give_back_waiting(w);
    talk_bye(w);
    worker_turn(w);
}

static bool only_acks_missing(const struct worker *w)
{
    return !task_first(w, TASK_RUNNING) && !task_first(w, TASK_SAVING);
}

/* What is not over by then goes back; nobody waits for a dispatcher that is
 * not there. */
static void end_drain(struct worker *w)
{
    int64_t now_ms = loop_now_ms(w->loop);

    if (!w->is_draining)
        return;
    if (only_acks_missing(w) && w->drain_until_ms > now_ms + ACK_WAIT_MS)
        w->drain_until_ms = now_ms + ACK_WAIT_MS;
    if (w->tasks && now_ms < w->drain_until_ms)
        return;
    for (const struct task *t = w->tasks; t; t = t->next) {
        if (t->state != TASK_REPORTED)
            talk_give_back(w, t);
    }
    talk_flush(w);
    loop_stop(w->loop);
}

void worker_fail(struct worker *w)
{
    log_error("child_does_not_start");
    w->exit_code = 1;
    loop_stop(w->loop);
}

void worker_turn(struct worker *w)
{
    if (!w->link) /* still starting */
        return;
    child_feed(w->child);
    talk_running(w);
    talk_flush(w);
    end_drain(w);
}

/* ---- events ---------------------------------------------------------------
 */

static void on_frame(void *ctx, struct bytes peer, struct bytes frame)
{
    (void)peer;
    talk_hear(ctx, frame);
}

static void on_drained(void *ctx)
{
    worker_turn(ctx);
}

static void on_move(void *ctx)
{
    struct worker *w = ctx;

    talk_hello(w);
    talk_flush(w);
}

static void on_beat(void *ctx)
{
    struct worker *w = ctx;

    child_watch(w->child, loop_now_ms(w->loop));
    talk_beat(w);
    talk_reports(w, false);
    worker_turn(w);
}

static void count_running(void *ctx)
{
    struct worker *w = ctx;

    metrics_set(&RUNNING, METRIC_LABELS(w->spec->stage),
                task_first(w, TASK_RUNNING) ? 1 : 0);
}

static bool is_ready(void *ctx)
{
    const struct worker *w = ctx;

    return link_is_alive(w->link) && child_is_ready(w->child) &&
           !w->is_draining;
}

/* ---- the process ----------------------------------------------------------
 */

static int connect_link(struct worker *w)
{
    const struct link_options options = {
        .endpoints = w->config->dispatch,
        .curve_key_file = w->config->curve_key_file,
        .curve_server_key_file = w->config->curve_server_key_file};
    const struct link_handlers handlers = {.on_frame = on_frame,
                                           .on_drained = on_drained,
                                           .on_move = on_move,
                                           .ctx = w};

    return link_connect(w->loop, &options, &handlers, &w->link);
}

static int serve(struct worker *w)
{
    const struct health_config config = {.listen = w->config->health,
                                         .ready = is_ready,
                                         .before = count_running,
                                         .ctx = w};
    struct health *health = NULL;
    int r = connect_link(w);

    if (r == 0)
        r = health_new(w->loop, &config, &health);
    if (r == 0)
        r = loop_on_signal(w->loop, SIGTERM, drain, w);
    if (r == 0)
        r = loop_on_signal(w->loop, SIGINT, drain, w);
    if (r == 0) {
        loop_timer_start(w->beat, BEAT_MS, BEAT_MS);
        counters_show(w->spec->counters, w->spec->n_counters);
        log_info("ready", F_STR("stage", w->spec->stage),
                 F_INT("credit", w->spec->credit));
        loop_run(w->loop);
    }
    health_free(health);
    return r;
}

static void worker_done(struct worker *w)
{
    child_free(w->child);
    link_free(w->link);
    loop_timer_free(w->beat);
    while (w->tasks)
        task_drop(w->tasks);
    buf_done(&w->out);
    loop_free(w->loop);
}

int worker_run(const struct worker_config *config,
               const struct worker_spec *spec)
{
    struct worker w = {.config = config, .spec = spec};
    int level = log_level_of(config->log_level);
    int r;

    log_open(spec->service, level < 0 ? LOG_LEVEL_INFO : (enum log_level)level,
             NULL);
    if (level < 0)
        log_warn("bad_log_level", F_STR("given", config->log_level));
    r = sandbox_no_dump();
    if (r < 0) {
        log_fault("start", r);
        return 1;
    }
    if (getenv(COMPUTE_VARIABLE))
        return compute_run(spec, PROCESS_FD);
    w.loop = loop_new();
    w.out = BUF_INIT(LINK_FRAME_MAX);
    w.beat = loop_timer_new(w.loop, on_beat, &w);
    w.child = child_new(&w);
    r = serve(&w);
    worker_done(&w);
    if (r < 0)
        log_fault("start", r);
    return r < 0 ? 1 : w.exit_code;
}
