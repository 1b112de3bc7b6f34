#include "service/counter.h"

static void add(const struct counter *c, unsigned value, double by)
{
    metrics_add(&c->family, METRIC_LABELS(c->value_name(value)), by);
}

void counters_show(const struct counter *counters, size_t n_counters)
{
    for (size_t i = 0; i < n_counters; i++) {
        for (unsigned v = counters[i].first; v <= counters[i].last; v++)
            add(&counters[i], v, 0);
    }
}

void counters_add(const struct counter *counters, size_t n_counters,
                  const struct count *counts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct counter *c;

        if (counts[i].counter >= n_counters)
            continue;
        c = &counters[counts[i].counter];
        if (counts[i].value >= c->first && counts[i].value <= c->last)
            add(c, counts[i].value, 1);
    }
}
