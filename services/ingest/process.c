#include "ingest/process.h"

#include "core/check.h"
#include "core/random.h"
#include "ingest/feed.h"
#include "ingest/jobs.h"
#include "ingest/limiter.h"
#include "ingest/ops_rates.h"
#include "ingest/password.h"
#include "ingest/request.h"
#include "ingest/touch.h"
#include "ingest/web.h"
#include "net/loop.h"
#include "net/redis_async.h"
#include "service/admit_client.h"
#include "service/health.h"
#include "service/log.h"

#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

enum {
    WATCH_MS = 1000,
    BAD_CODES_PERIOD_MS = 600000,
    DRY_RUNS_PERIOD_MS = 60000,
    WECHAT_CODES_PERIOD_MS = 60000,
};

/* ---- the disk ---- */

static void watch_disk(void *ctx)
{
    struct app *app = ctx;
    struct statvfs fs;
    bool was_full = app->disk_full;
    double used;

    if (statvfs(app->cfg->blobs, &fs) < 0 || fs.f_blocks == 0)
        return;
    used = 100.0 * (1.0 - (double)fs.f_bavail / (double)fs.f_blocks);
    app->disk_full = used > (double)app->cfg->disk_percent;
    if (app->disk_full != was_full)
        log_warn(app->disk_full ? "disk_full" : "disk_has_room",
                 F_REAL("percent", used));
}

/* ---- news ---- */

/* {"uid":...} on channel `ev`; a finished job's id on our own. */
static void on_message(void *ctx, struct bytes channel, struct bytes message)
{
    struct app *app = ctx;
    json_t *event;
    const char *uid;

    if (!bytes_equal(channel, bytes_of_text("ev"))) {
        jobs_heard(app->jobs, message);
        feed_tell(app->feed, message);
        return;
    }
    event = json_loadb((const char *)message.at, message.len, 0, NULL);
    uid = json_string_value(json_object_get(event, "uid"));
    if (uid)
        feed_tell(app->feed, bytes_of_text(uid));
    json_decref(event);
}

static void on_redis_state(void *ctx, bool up)
{
    (void)ctx;
    if (up)
        log_info("redis_up");
    else
        log_warn("redis_down");
}

/* ---- the end ---- */

static void end(void *ctx)
{
    struct app *app = ctx;

    loop_stop(app->loop);
}

static void late(void *ctx)
{
    struct app *app = ctx;

    log_warn("drain_incomplete", F_INT("uploads", app->uploads));
    loop_stop(app->loop);
}

/* No new request; those that run may finish, long waits end now. */
static void stop(void *ctx)
{
    struct app *app = ctx;

    if (app->is_stopping)
        return;
    log_info("stopping", F_INT("uploads", app->uploads));
    app->is_stopping = true;
    loop_timer_start(app->drain, app->cfg->drain_ms, 0);
    http_server_stop(app->server, end, app);
    feed_tell(app->feed, bytes_of_text(FEED_STOP));
}

/* ---- the beginning ---- */

static int open_redis(struct app *app)
{
    const struct redis_options options = {
        .address = app->cfg->redis,
        .user = app->cfg->redis_user,
        .password_file = app->cfg->redis_password_file,
    };
    const struct redis_async_handlers asked = {.on_state = on_redis_state};
    const struct redis_async_handlers told = {.on_message = on_message,
                                              .ctx = app};
    char channel[48];
    int r = redis_async_new(app->loop, &options, &asked, &app->redis);

    if (r == 0)
        r = redis_async_new(app->loop, &options, &told, &app->subscriber);
    if (r < 0)
        return log_fault("redis", r);
    (void)snprintf(channel, sizeof channel, "reply:%s", app->name);
    redis_async_subscribe(app->subscriber, channel);
    redis_async_subscribe(app->subscriber, "ev");
    return 0;
}

static int open_dispatch(struct app *app)
{
    const struct admit_client_options options = {
        .endpoints = app->cfg->dispatch,
        .curve_key_file = app->cfg->curve_key_file,
        .curve_server_key_file = app->cfg->curve_server_key_file,
    };
    int r = admit_client_new(app->loop, &options, &app->dispatch);

    if (r < 0)
        return log_fault("dispatch", r);
    app->jobs = jobs_new(&(struct jobs_options){.loop = app->loop,
                                                .dispatch = app->dispatch,
                                                .redis = app->redis,
                                                .reply_to = app->name});
    return 0;
}

static bool is_ready(void *ctx)
{
    const struct app *app = ctx;

    return !app->is_stopping && redis_async_is_up(app->redis) &&
           redis_async_is_up(app->subscriber) &&
           admit_client_is_up(app->dispatch);
}

static int open_servers(struct app *app)
{
    const struct http_server_config server = {
        .listen = app->cfg->listen,
        .handle = request_handle,
        .refuse = request_refuse,
        .ctx = app,
        .limits = HTTP_SERVER_LIMITS,
    };
    const struct health_config health = {
        .listen = app->cfg->health, .ready = is_ready, .ctx = app};
    int r = http_server_new(app->loop, &server, &app->server);

    if (r < 0)
        return log_fault("listen", r);
    r = health_new(app->loop, &health, &app->health);
    return r < 0 ? log_fault("health", r) : 0;
}

static int open_files(struct app *app)
{
    int r = blob_key_load(app->cfg->master_key_file, &app->master);

    if (r < 0)
        return log_fault("master_key", r);
    r = web_new(app->cfg->web, &app->web);
    return r < 0 ? log_fault("web", r) : 0;
}

int process_open(struct app *app, const struct ingest_config *cfg)
{
    int r;

    app->cfg = cfg;
    random_id(app->name, 8);
    app->loop = loop_new();
    app->feed = feed_new();
    app->bad_codes = limiter_new(cfg->bad_codes, BAD_CODES_PERIOD_MS);
    app->dry_runs = limiter_new(cfg->dry_runs, DRY_RUNS_PERIOD_MS);
    app->wechat_codes = limiter_new(cfg->wechat_codes, WECHAT_CODES_PERIOD_MS);
    app->touched = touched_new();
    app->passwords = passwords_new(app->loop);
    app->rates = ops_rates_new();
    app->drain = loop_timer_new(app->loop, late, app);
    app->watch = loop_timer_new(app->loop, watch_disk, app);
    loop_timer_start(app->watch, 0, WATCH_MS);
    r = open_files(app);
    if (r == 0)
        r = open_redis(app);
    if (r == 0)
        r = open_dispatch(app);
    if (r == 0)
        r = open_servers(app);
    if (r == 0)
        r = loop_on_signal(app->loop, SIGTERM, stop, app);
    if (r == 0)
        r = loop_on_signal(app->loop, SIGINT, stop, app);
    return r;
}

void process_run(struct app *app)
{
    log_info("ready", F_STR("listen", app->cfg->listen),
             F_INT("port", http_server_port(app->server)));
    loop_run(app->loop);
}

/* Who may still call back goes first. */
void process_close(struct app *app)
{
    health_free(app->health);
    http_server_free(app->server);
    redis_async_free(app->subscriber);
    redis_async_free(app->redis);
    jobs_free(app->jobs);
    admit_client_free(app->dispatch);
    loop_timer_free(app->watch);
    loop_timer_free(app->drain);
    loop_free(app->loop);
    feed_free(app->feed);
    limiter_free(app->bad_codes);
    limiter_free(app->dry_runs);
    limiter_free(app->wechat_codes);
    touched_free(app->touched);
    passwords_free(app->passwords);
    ops_rates_free(app->rates);
    web_free(app->web);
    blob_key_forget(&app->master);
}
