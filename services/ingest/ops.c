#include "ingest/routes.h"

#include "core/check.h"
#include "ingest/ops_rates.h"
#include "ingest/store.h"
#include "service/admit_client.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * GET /ops/queues: every stage as the ledger shows it now.  One question after
 * the other, about 40 of them, so the sum may be off by what moved meanwhile;
 * the exact balance is dispatch's metric tucai_ledger_imbalance.
 *
 * GET /ops/forecast: from the same figures, when what waits will be gone.
 */

static const char *const STAGES[] = {"decode", "qc",     "billing",
                                     "pay",    "notify", "relay"};
enum { STAGES_N = sizeof STAGES / sizeof *STAGES };

enum figure { READY, READY_LOW, ALL, ALL_LOW, HELD, DEAD, OLDEST, FIGURES };

struct board {
    size_t stage;
    enum figure figure;
    store_fn *finish; /* with c:jobs, when all figures are there */
    int64_t figures[STAGES_N][FIGURES]; /* OLDEST: a moment, 0: none */
};

static void ask_next(struct call *c);

static void on_figure(struct call *c, const struct redis_reply *reply)
{
    struct board *b = c->own;
    int64_t value;

    if (b->figure == OLDEST) /* member, score */
        value = redis_reply_count(reply) == 2
                    ? redis_reply_int(redis_reply_at(reply, 1))
                    : 0;
    else
        value = redis_reply_int(reply);
    b->figures[b->stage][b->figure] = value;
    if (++b->figure == FIGURES) {
        b->figure = READY;
        b->stage++;
    }
    ask_next(c);
}

static json_t *render_stage(const struct call *c, size_t i)
{
    const struct board *b = c->own;
    const int64_t *f = b->figures[i];
    int64_t now = app_now_ms(c->app);
    int64_t ready = f[READY] + f[READY_LOW];
    int64_t delayed = f[ALL] + f[ALL_LOW] - ready;
    double age =
        f[OLDEST] > 0 && f[OLDEST] < now ? (double)(now - f[OLDEST]) / 1000 : 0;
    struct admit_load load = admit_client_load(c->app->dispatch, STAGES[i]);
    struct ops_rate rate = ops_rate_of(c->app->rates, STAGES[i]);

    return json_pack("{s:s, s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:I}", "stage",
                     STAGES[i], "waiting", (json_int_t)ready, "delayed",
                     (json_int_t)(delayed > 0 ? delayed : 0), "held",
                     (json_int_t)f[HELD], "dead", (json_int_t)f[DEAD],
                     "oldest_age_seconds", age, "in_per_s", rate.in_per_s,
                     "out_per_s", rate.out_per_s, "workers",
                     (json_int_t)load.workers);
}

/* HGETALL c:jobs: admitted, done, rejected, and what went in and out. */
static void on_totals(struct call *c, const struct redis_reply *reply)
{
    const struct board *b = c->own;
    json_t *stages = json_array();
    struct ops_totals totals;
    int64_t there = 0;

    ops_rates_sample(c->app->rates, reply, app_now_ms(c->app), &totals);
    for (size_t i = 0; i < STAGES_N; i++) {
        const int64_t *f = b->figures[i];

        (void)json_array_append_new(stages, render_stage(c, i));
        there += f[ALL] + f[ALL_LOW] + f[HELD] + f[DEAD];
    }
    call_json(c, 200,
              json_pack("{s:o, s:b, s:I, s:I, s:I, s:I}", "stages", stages,
                        "dispatch_up", admit_client_is_up(c->app->dispatch),
                        "admitted", (json_int_t)totals.admitted, "done",
                        (json_int_t)totals.done, "rejected",
                        (json_int_t)totals.rejected, "imbalance",
                        (json_int_t)(totals.admitted - totals.done -
                                     totals.rejected - there)));
}

static void ask_next(struct call *c)
{
    static const char *const TOTALS[] = {"HGETALL", "c:jobs"};
    const struct board *b = c->own;
    char key[32];
    char now[24];
    /* In the order of enum figure. */
    const struct {
        const char *prefix, *suffix;
        size_t n;
        const char *words[5];
    } asked[FIGURES] = {
        {"q:", "", 4, {"ZCOUNT", key, "-inf", now}},
        {"q:", ":low", 4, {"ZCOUNT", key, "-inf", now}},
        {"q:", "", 2, {"ZCARD", key}},
        {"q:", ":low", 2, {"ZCARD", key}},
        {"held:", "", 2, {"ZCARD", key}},
        {"dead:", "", 2, {"ZCARD", key}},
        {"q:", "", 5, {"ZRANGE", key, "0", "0", "WITHSCORES"}},
    };

    if (b->stage == STAGES_N) {
        store_ask(c, TOTALS, 2, b->finish);
        return;
    }
    (void)snprintf(key, sizeof key, "%s%s%s", asked[b->figure].prefix,
                   STAGES[b->stage], asked[b->figure].suffix);
    (void)snprintf(now, sizeof now, "%" PRId64, app_now_ms(c->app));
    store_ask(c, asked[b->figure].words, asked[b->figure].n, on_figure);
}

static void ask_board(struct call *c, store_fn *finish)
{
    struct board *b = must_alloc(sizeof *b);

    b->finish = finish;
    call_set_own(c, b, free);
    ask_next(c);
}

void ops_queues(struct call *c)
{
    ask_board(c, on_totals);
}

/* ---- the forecast ---- */

/* A queue of shots should be gone within so long. */
enum { DRAIN_WITHIN_S = 60 };

static json_t *seconds(bool is_known, double s)
{
    return is_known ? json_real(s) : json_null();
}

/*
 * While jobs wait the workers are busy, so that a worker's time for a job is
 * what all give out, shared among them; while none waits nothing is known of
 * it.  The workers needed take what waits within DRAIN_WITHIN_S, and what comes
 * meanwhile.
 */
static void add_need(json_t *item, int64_t waiting, struct ops_rate rate,
                     unsigned workers)
{
    bool is_busy = waiting > 0 && workers > 0 && rate.out_per_s > 0;
    double job_s = is_busy ? workers / rate.out_per_s : 0;
    double need =
        ceil(((double)waiting / DRAIN_WITHIN_S + rate.in_per_s) * job_s);

    (void)json_object_set_new(item, "seconds_per_job", seconds(is_busy, job_s));
    (void)json_object_set_new(item, "workers_needed",
                              is_busy ? json_integer((json_int_t)need)
                                      : json_null());
}

static json_t *forecast_stage(const struct call *c, size_t i)
{
    const int64_t *f = ((const struct board *)c->own)->figures[i];
    int64_t waiting = f[READY] + f[READY_LOW];
    struct admit_load load = admit_client_load(c->app->dispatch, STAGES[i]);
    struct ops_rate rate = ops_rate_of(c->app->rates, STAGES[i]);
    double drain_per_s = rate.out_per_s - rate.in_per_s;
    bool is_draining = waiting == 0 || drain_per_s > 0;
    double drain_s = waiting == 0 ? 0 : (double)waiting / drain_per_s;
    json_t *item = json_pack(
        "{s:s, s:I, s:f, s:f, s:I, s:o}", "stage", STAGES[i], "waiting",
        (json_int_t)waiting, "in_per_s", rate.in_per_s, "out_per_s",
        rate.out_per_s, "workers", (json_int_t)load.workers, "drained_in_s",
        seconds(is_draining, drain_s));

    if (strcmp(STAGES[i], "qc") == 0)
        add_need(item, waiting, rate, load.workers);
    return item;
}

static void on_forecast(struct call *c, const struct redis_reply *reply)
{
    json_t *stages = json_array();
    struct ops_totals totals;

    ops_rates_sample(c->app->rates, reply, app_now_ms(c->app), &totals);
    for (size_t i = 0; i < STAGES_N; i++)
        (void)json_array_append_new(stages, forecast_stage(c, i));
    call_json(c, 200,
              json_pack("{s:o, s:b}", "stages", stages, "dispatch_up",
                        admit_client_is_up(c->app->dispatch)));
}

void ops_forecast(struct call *c)
{
    ask_board(c, on_forecast);
}
