#ifndef SERVICE_METRICS_H
#define SERVICE_METRICS_H

/*
 * metrics - counters, gauges and histograms in Prometheus' text format.
 *
 * A family is a constant of the module that counts; it is listed the first
 * time something is counted in it.  Up to three labels; their values are
 * copied.  No ids in labels (spec: they would never end): at most
 * METRICS_SERIES_MAX series exist, further ones are counted in
 * tucai_metrics_dropped_total.
 */

#include "core/bytes.h"

#define METRICS_SERIES_MAX 1024

enum metric_kind { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

struct metric_family {
    const char *name; /* tucai_..., base units, counters end in _total */
    const char *help;
    enum metric_kind kind;
    const char *labels[3]; /* NULL behind the last */
};

/* Values of a family's labels in order; NULL behind the last. */
struct metric_labels {
    const char *values[3];
};

#define METRIC_LABELS(...) ((struct metric_labels){.values = {__VA_ARGS__}})
#define METRIC_NO_LABELS ((struct metric_labels){.values = {NULL}})

/* The family is borrowed for ever. */
void metrics_add(const struct metric_family *f, struct metric_labels labels,
                 double by);
void metrics_set(const struct metric_family *f, struct metric_labels labels,
                 double value);

/* Histograms of seconds with buckets from 0.1 ms to 60 s. */
void metrics_observe(const struct metric_family *f, struct metric_labels labels,
                     double seconds);

/* Appends all families as text.  0, or buf_add's fault. */
int metrics_render(struct buf *out) __attribute__((warn_unused_result));

/* Forgets everything; for tests. */
void metrics_reset(void);

#endif
