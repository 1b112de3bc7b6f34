/*
 * test_worker - a worker of any stage (TEST_STAGE) whose handler obeys the
 * job's payload, which is words:
 *
 *   ok | reject | fatal | retry | crash | hang | exit | murder (of the parent)
 *   sleep MS        first, then ok
 *   until N WORD    does WORD while attempt < N, then ok
 *   put KEY         adds 1 to a versioned number (in qc: ok)
 *   child ID KIND   a follow-up job
 *   write NAME TEXT a file;  read NAME: its content is the result
 *   effect KEY      an effect on any key
 *   later MS        while waits < 2
 *   age US          the result is how long ago that was, in us
 *
 * Each execution is one line in the file TEST_LOG: "stage id token attempt".
 */
#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"
#include "net/redis.h"
#include "service/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <time.h>

struct settings {
    struct worker_config worker;
    const char *stage;
    const char *log;
    const char *redis;
    int64_t credit;
    int64_t deadline_ms;
    bool reads;
};

/* clang-format off */
static const struct config_entry TABLE[] = {
    WORKER_CONFIG_ENTRIES(struct settings, worker),
    {"TEST_STAGE", CONFIG_TEXT, offsetof(struct settings, stage), NULL, 0, 0, "", "Stage."},
    {"TEST_LOG", CONFIG_TEXT, offsetof(struct settings, log), "", 0, 0, "path", "Executions."},
    {"TUCAI_REDIS", CONFIG_TEXT, offsetof(struct settings, redis), "", 0, 0, "", "For put."},
    {"TEST_CREDIT", CONFIG_INT, offsetof(struct settings, credit), "2", 1, 1024, "", "Credit."},
    {"TEST_DEADLINE_MS", CONFIG_INT, offsetof(struct settings, deadline_ms), "30000", 1, 600000, "ms", "Deadline."},
    {"TEST_READS", CONFIG_BOOL, offsetof(struct settings, reads), "no", 0, 0, "", "Opens files."},
};
/* clang-format on */

struct words {
    char *first, *second, *third;
};

struct tester {
    const struct settings *settings;
    struct redis *redis;
    int log;
};

static int init(const void *config, void **ret)
{
    struct tester *t = must_alloc(sizeof *t);

    t->settings = config;
    t->log = -1;
    if (*t->settings->log)
        t->log = open(t->settings->log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (*t->settings->redis &&
        redis_new(&(struct redis_options){.address = t->settings->redis},
                  &t->redis) < 0)
        return -EINVAL;
    *ret = t;
    return 0;
}

static void note(const struct tester *t, const struct job *job)
{
    char line[256];
    int n = snprintf(line, sizeof line, "%s %s %" PRIu64 " %u\n", job->stage,
                     job->id, job->token, job->attempt);

    if (t->log >= 0)
        CHECK(write(t->log, line, (size_t)n) == n);
}

static void nap(int64_t ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};

    while (nanosleep(&t, &t) < 0 && errno == EINTR)
        continue;
}

/* ---- what the words do ----------------------------------------------------
 */

static int do_put(struct tester *t, const char *key, struct outcome *o)
{
    _cleanup_(buf_done) struct buf value = BUF_INIT(64);
    uint64_t version;
    char text[24];
    int r = redis_get_versioned(t->redis, key, &value, &version);

    if (r < 0)
        return r;
    r = buf_add(&value, "", 1);
    if (r < 0)
        return r;
    snprintf(text, sizeof text, "%ld",
             strtol((const char *)value.at, NULL, 10) + 1);
    effect_put(o, key, version, bytes_of_text(text));
    outcome_ok(o, bytes_of_text(text));
    return 0;
}

static void do_age(int64_t then_us, struct outcome *o)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, time_mono_us() - then_us);
    outcome_ok(o, bytes_of_text(text));
}

static void do_read(const struct job *job, const char *name, struct outcome *o)
{
    const struct job_blob *blob = job_blob(job, name);

    if (blob)
        outcome_ok(o, blob->data);
    else
        outcome_fatal(o, "no such file");
}

static void do_effects(const struct words *w, struct outcome *o)
{
    struct bytes done = bytes_of_text("done");

    outcome_ok(o, done);
    if (strcmp(w->first, "child") == 0)
        effect_child(o, &(struct child_job){.id = w->second,
                                            .kind = w->third,
                                            .payload = done});
    else if (strcmp(w->first, "write") == 0)
        outcome_blob(o, w->second, bytes_of_text(w->third));
    else if (strcmp(w->first, "effect") == 0)
        effect_hset(o, w->second, "field", done);
    else if (strcmp(w->first, "seal") == 0)
        effect_seal(o, w->second, 500, 0);
    else if (strcmp(w->first, "ready") == 0)
        effect_zadd(o, w->second, w->third, 1);
}

static void end(const char *word, struct outcome *o)
{
    struct bytes result = bytes_of_text(word);

    if (strcmp(word, "crash") == 0)
        abort();
    if (strcmp(word, "exit") == 0)
        _exit(7);
    if (strcmp(word, "murder") == 0) {
        nap(20); /* the parent has named the job by then, no heartbeat has */
        (void)kill(getppid(), SIGKILL);
    }
    for (; strcmp(word, "hang") == 0;)
        nap(1000);
    if (strcmp(word, "reject") == 0)
        outcome_reject(o, result);
    else if (strcmp(word, "fatal") == 0)
        outcome_fatal(o, "told to");
    else if (strcmp(word, "retry") == 0)
        outcome_retry(o, "told to");
    else
        outcome_ok(o, result);
}

static int obey(struct tester *t, const struct job *job, const struct words *w,
                struct outcome *o)
{
    int64_t n = strtol(w->second, NULL, 10);

    if (strcmp(w->first, "put") == 0 && strcmp(job->stage, "qc") != 0)
        return do_put(t, w->second, o);
    if (strcmp(w->first, "put") == 0)
        outcome_ok(o, job->payload);
    else if (strcmp(w->first, "age") == 0)
        do_age(n, o);
    else if (strcmp(w->first, "read") == 0)
        do_read(job, w->second, o);
    else if (strcmp(w->first, "sleep") == 0)
        nap(n);
    else if (strcmp(w->first, "until") == 0)
        end(job->attempt < n ? w->third : "ok", o);
    else if (strcmp(w->first, "later") == 0 && job->waits < 2)
        outcome_later(o, n, "told to");
    else if (*w->second && strcmp(w->first, "later") != 0)
        do_effects(w, o);
    else
        end(w->first, o);
    if (strcmp(w->first, "sleep") == 0)
        outcome_ok(o, job->previous);
    return 0;
}

static int handle(void *ctx, const struct job *job, struct outcome *o)
{
    _cleanup_(freep) char *text = must_alloc(job->payload.len + 1);
    static char none[] = "";
    struct words w = {none, none, none};
    char *rest = text;

    if (job->payload.len)
        memcpy(text, job->payload.at, job->payload.len);
    note(ctx, job);
    w.first = strsep(&rest, " ");
    if (rest)
        w.second = strsep(&rest, " ");
    if (rest)
        w.third = rest;
    return obey(ctx, job, &w, o);
}

int main(void)
{
    static struct settings s;
    struct worker_spec spec = {
        .service = "test", .child_init = init, .handle = handle, .config = &s};

    if (config_load(TABLE, sizeof TABLE / sizeof *TABLE, &s) < 0)
        return 1;
    spec.stage = s.stage;
    spec.credit = (unsigned)s.credit;
    spec.deadline_ms = s.deadline_ms;
    spec.reads_blobs = s.reads;
    return worker_run(&s.worker, &spec);
}
