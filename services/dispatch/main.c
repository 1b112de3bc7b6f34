/*
 * dispatch - the pipeline's switch and the only writer of Redis.
 *
 * Any number of them may run on one Redis.  Exit: 0 after SIGTERM; 1 for a bad
 * configuration or an endpoint that is taken.  `--ledger` prints the
 * script; `--curve-keys DIR` makes keys for the links.
 */
#include "dispatch/count.h"
#include "dispatch/curve_keys.h"
#include "dispatch/dispatch.h"
#include "net/loop.h"
#include "service/config.h"
#include "service/health.h"
#include "service/log.h"
#include "service/sandbox.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct settings {
    const char *bind;
    const char *curve_key_file;
    const char *curve_peers_file;
    const char *redis, *redis_user, *redis_password_file;
    const char *master_key_file;
    const char *health;
    const char *log_level;
    int64_t lease_ms;
    int64_t shift_ms;
    bool timers;
};

/* clang-format off */
#define TEXT(name, field, otherwise, unit, help) \
    {name, CONFIG_TEXT, offsetof(struct settings, field), otherwise, 0, 0, unit, help}

static const struct config_entry TABLE[] = {
    TEXT("TUCAI_DISPATCH_BIND", bind, NULL, "endpoints", "Comma list of ipc:///path or tcp://address:port to listen on."),
    TEXT("TUCAI_CURVE_KEY_FILE", curve_key_file, "", "path", "Own CURVE secret key (Z85); empty: no encryption."),
    TEXT("TUCAI_CURVE_PEERS_FILE", curve_peers_file, "", "path", "Lines of ROLE KEY: front or a stage, and the public key that may be it; empty: any."),
    TEXT("TUCAI_REDIS", redis, NULL, "address", "unix:/path or host:port."),
    TEXT("TUCAI_REDIS_USER", redis_user, "", "", "Redis user; empty: the default one."),
    TEXT("TUCAI_REDIS_PASSWORD_FILE", redis_password_file, "", "path", "File of that user's password."),
    TEXT("TUCAI_MASTER_KEY_FILE", master_key_file, "", "path", "64 hex digits that wrap the files' keys."),
    TEXT("TUCAI_HEALTH", health, "", "host:port", "Where /healthz, /readyz, /metrics listen; empty: nowhere."),
    TEXT("TUCAI_LOG_LEVEL", log_level, "info", "", "debug, info, warn or error."),
    {"TUCAI_LEASE_MS", CONFIG_INT, offsetof(struct settings, lease_ms), "4000", 1000, 600000, "ms",
     "A job whose worker and dispatcher both vanished comes again after this."},
    {"TUCAI_CLOCK_SHIFT_MS", CONFIG_INT, offsetof(struct settings, shift_ms), "0",
     -315360000000, 315360000000, "ms", "For tests: added to the system's clock."},
    {"TUCAI_TIMERS", CONFIG_BOOL, offsetof(struct settings, timers), "yes", 0, 0, "",
     "Make the jobs that come by the clock."},
};
/* clang-format on */

enum { TABLE_LEN = sizeof TABLE / sizeof *TABLE };

static void on_stop(void *ctx)
{
    log_info("stopping");
    dispatch_stop(ctx);
}

static bool is_ready(void *ctx)
{
    return dispatch_is_ready(ctx);
}

static void refresh(void *ctx)
{
    dispatch_count(ctx);
}

static struct dispatch_options options_of(const struct settings *s)
{
    return (struct dispatch_options){
        .link = {.endpoints = s->bind,
                 .curve_key_file = s->curve_key_file,
                 .curve_peers_file = s->curve_peers_file},
        .ledger = {.redis = {.address = s->redis,
                             .user = s->redis_user,
                             .password_file = s->redis_password_file},
                   .lease_ms = s->lease_ms,
                   .shift_ms = s->shift_ms},
        .makes_timers = s->timers,
        .master_key_file = s->master_key_file,
    };
}

static int serve(struct loop *loop, const struct settings *s)
{
    const struct dispatch_options options = options_of(s);
    struct health_config health_config = {s->health, is_ready, refresh, NULL};
    struct health *health = NULL;
    struct dispatch *d;
    int r = dispatch_new(loop, &options, &d);

    if (r < 0)
        return log_fault("start", r);
    health_config.ctx = d;
    r = health_new(loop, &health_config, &health);
    if (r == 0)
        r = loop_on_signal(loop, SIGTERM, on_stop, d);
    if (r == 0)
        r = loop_on_signal(loop, SIGINT, on_stop, d);
    if (r == 0) {
        count_show();
        log_info("ready", F_STR("bind", s->bind));
        loop_run(loop);
    }
    health_free(health);
    dispatch_free(d);
    return r < 0 ? log_fault("start", r) : 0;
}

int main(int argc, char **argv)
{
    struct settings s;
    struct loop *loop;
    int level, r;

    if (argc > 1 && strcmp(argv[1], "--ledger") == 0)
        return fputs(ledger_script(), stdout) < 0;
    if (argc > 2 && strcmp(argv[1], "--curve-keys") == 0)
        return curve_keys_make(argv[2]) < 0;
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        config_print_help("dispatch", "the pipeline's switch", TABLE,
                          TABLE_LEN);
        return 0;
    }
    if (config_load(TABLE, TABLE_LEN, &s) < 0)
        return 1;
    level = log_level_of(s.log_level);
    log_open("dispatch", level < 0 ? LOG_LEVEL_INFO : (enum log_level)level,
             NULL);
    r = sandbox_no_dump();
    if (r < 0) {
        log_fault("start", r);
        return 1;
    }
    loop = loop_new();
    r = serve(loop, &s);
    loop_free(loop);
    return r < 0 ? 1 : 0;
}
