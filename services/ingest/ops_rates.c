#include "ingest/ops_rates.h"

#include "core/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Two looks closer than this make a rate of noise. */
enum { COUNTERS_MAX = 16, NAME_BYTES = 24, LEAST_MS = 700 };

struct counter {
    char name[NAME_BYTES];
    int64_t at_sample;
    double per_s;
};

struct ops_rates {
    struct counter counters[COUNTERS_MAX];
    size_t n;
    int64_t sample_ms;
};

struct ops_rates *ops_rates_new(void)
{
    return must_alloc(sizeof(struct ops_rates));
}

void ops_rates_free(struct ops_rates *r)
{
    free(r);
}

static struct counter *find(struct ops_rates *r, const char *name)
{
    for (size_t i = 0; i < r->n; i++) {
        if (strcmp(r->counters[i].name, name) == 0)
            return &r->counters[i];
    }
    if (r->n == COUNTERS_MAX)
        return NULL;
    (void)snprintf(r->counters[r->n].name, NAME_BYTES, "%s", name);
    return &r->counters[r->n++];
}

static void take(struct ops_rates *r, const char *name, int64_t value,
                 int64_t passed_ms)
{
    struct counter *c = find(r, name);

    if (!c)
        return;
    if (r->sample_ms > 0)
        c->per_s = (double)(value - c->at_sample) * 1000 / (double)passed_ms;
    c->at_sample = value;
}

static void take_total(struct ops_totals *totals, const char *name,
                       int64_t value)
{
    if (strcmp(name, "admitted") == 0)
        totals->admitted = value;
    else if (strcmp(name, "done") == 0)
        totals->done = value;
    else if (strcmp(name, "rejected") == 0)
        totals->rejected = value;
}

void ops_rates_sample(struct ops_rates *r, const struct redis_reply *reply,
                      int64_t now_ms, struct ops_totals *ret)
{
    int64_t passed_ms = now_ms - r->sample_ms;

    *ret = (struct ops_totals){0};
    for (size_t i = 0; i + 1 < redis_reply_count(reply); i += 2) {
        struct bytes b = redis_reply_bytes(redis_reply_at(reply, i));
        int64_t value = redis_reply_int(redis_reply_at(reply, i + 1));
        char name[NAME_BYTES];

        (void)snprintf(name, sizeof name, "%.*s", (int)b.len,
                       (const char *)b.at);
        take_total(ret, name, value);
        if (strchr(name, ':') && passed_ms >= LEAST_MS)
            take(r, name, value, passed_ms);
    }
    if (passed_ms >= LEAST_MS)
        r->sample_ms = now_ms;
}

static double rate(const struct ops_rates *r, const char *prefix,
                   const char *stage)
{
    char name[NAME_BYTES];

    (void)snprintf(name, sizeof name, "%s:%s", prefix, stage);
    for (size_t i = 0; i < r->n; i++) {
        if (strcmp(r->counters[i].name, name) == 0)
            return r->counters[i].per_s;
    }
    return 0;
}

struct ops_rate ops_rate_of(const struct ops_rates *r, const char *stage)
{
    return (struct ops_rate){rate(r, "in", stage), rate(r, "out", stage)};
}
