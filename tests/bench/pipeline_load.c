/*
 * pipeline_load - admits N jobs of kind `command` and waits for their ends.
 *
 *   pipeline_load DISPATCH REDIS N RATE WINDOW
 *
 * RATE 0: as fast as WINDOW open jobs allow.  Prints one JSON line: seconds,
 * jobs_per_s, and of the results (which the worker makes the time from
 * admission to start, in microseconds) p50 and p99.
 */
#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "core/time.h"
#include "net/redis_async.h"
#include "service/admit_client.h"

#include <inttypes.h>
#include <string.h>

struct load {
    struct loop *loop;
    struct admit_client *client;
    struct redis_async *listener;
    struct loop_timer *pace;
    struct redis *redis;
    int64_t n, rate, window;
    int64_t sent, ended;
    int64_t began_us, ended_us;
    char run[9];
};

static void on_admitted(void *ctx, const struct admit_answer *a)
{
    (void)ctx;
    CHECK(a->status != ADMIT_REFUSED);
}

static void job_id(const struct load *l, int64_t i, char ret[64])
{
    snprintf(ret, 64, "%s-%" PRId64, l->run, i);
}

static void send_one(struct load *l)
{
    char id[64], payload[320];

    job_id(l, l->sent++, id);
    memset(payload, ' ', sizeof payload);
    payload[sizeof payload - 1] = 0;
    snprintf(payload, sizeof payload, "age %" PRId64, time_mono_us());
    admit_client_send(
        l->client,
        &(struct admit_request){.id = id,
                                .kind = "command",
                                .reply_to = l->run,
                                .payload = {(const uint8_t *)payload, 300}},
        on_admitted, l);
}

static bool may_send(const struct load *l)
{
    int64_t due = l->n;

    if (l->rate)
        due = (time_mono_us() - l->began_us) * l->rate / 1000000 + 1;
    return l->sent < l->n && l->sent < due && l->sent - l->ended < l->window;
}

static void pump(void *ctx)
{
    struct load *l = ctx;

    if (!admit_client_is_up(l->client))
        return;
    if (l->began_us == 0)
        l->began_us = time_mono_us();
    while (may_send(l))
        send_one(l);
}

static void on_message(void *ctx, struct bytes channel, struct bytes message)
{
    struct load *l = ctx;

    (void)channel;
    (void)message;
    if (++l->ended == l->n) {
        l->ended_us = time_mono_us();
        loop_stop(l->loop);
    } else if (l->rate == 0) {
        pump(l);
    }
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static int64_t result_of(struct load *l, int64_t i)
{
    _cleanup_(buf_done) struct buf value = BUF_INIT(64);
    char id[64], key[80];
    bool found;

    job_id(l, i, id);
    snprintf(key, sizeof key, "j:%s", id);
    CHECK(redis_hget(l->redis, key, "r", &value, &found) == 0 && found);
    CHECK(buf_add(&value, "", 1) == 0);
    return strtoll((const char *)value.at, NULL, 10);
}

static void print(struct load *l)
{
    _cleanup_(freep) int64_t *us = must_alloc((size_t)l->n * sizeof *us);
    double seconds = (double)(l->ended_us - l->began_us) / 1e6;

    for (int64_t i = 0; i < l->n; i++)
        us[i] = result_of(l, i);
    qsort(us, (size_t)l->n, sizeof *us, compare);
    printf("{\"jobs\":%" PRId64 ",\"seconds\":%.3f,\"jobs_per_s\":%.0f,"
           "\"start_us_p50\":%" PRId64 ",\"start_us_p99\":%" PRId64 "}\n",
           l->n, seconds, (double)l->n / seconds, us[l->n / 2],
           us[l->n * 99 / 100]);
}

static void start(struct load *l, char **argv)
{
    const struct redis_options redis = {.address = argv[2]};
    const struct redis_async_handlers handlers = {.on_message = on_message,
                                                  .ctx = l};
    char channel[16];

    random_id(l->run, 4);
    snprintf(channel, sizeof channel, "reply:%s", l->run);
    CHECK(redis_new(&redis, &l->redis) == 0);
    CHECK(redis_async_new(l->loop, &redis, &handlers, &l->listener) == 0);
    redis_async_subscribe(l->listener, channel);
    CHECK(admit_client_new(l->loop,
                           &(struct admit_client_options){.endpoints = argv[1]},
                           &l->client) == 0);
    l->pace = loop_timer_new(l->loop, pump, l);
    loop_timer_start(l->pace, 300, 1);
}

int main(int argc, char **argv)
{
    struct load l = {.loop = loop_new()};

    CHECK(argc == 6);
    l.n = strtoll(argv[3], NULL, 10);
    l.rate = strtoll(argv[4], NULL, 10);
    l.window = strtoll(argv[5], NULL, 10);
    start(&l, argv);
    loop_run(l.loop);
    print(&l);
    return 0;
}
