#include "service/metrics.h"

#include "core/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABELS_MAX = 3, LABEL_BYTES_MAX = 64, LINE_BYTES_MAX = 512 };

static const double BUCKETS[] = {0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005,
                                 0.01,   0.02,   0.05,   0.1,   0.2,   0.5,
                                 1,      2,      5,      10,    30,    60};
enum { N_BUCKETS = sizeof BUCKETS / sizeof *BUCKETS };

struct series {
    const struct metric_family *family;
    char labels[LABELS_MAX][LABEL_BYTES_MAX];
    double value;               /* counter, gauge; sum of a histogram */
    uint64_t counts[N_BUCKETS]; /* histogram, not yet cumulative      */
    uint64_t count;
};

static const struct metric_family DROPPED = {
    .name = "tucai_metrics_dropped_total",
    .help = "Counts that found no room for a further series.",
    .kind = METRIC_COUNTER,
};

/* The process's own figures: one registry per process by nature. */
static struct {
    struct series *at[METRICS_SERIES_MAX];
    size_t n;
} registry;

static bool is_same(const struct series *s, const struct metric_family *f,
                    const struct metric_labels *labels)
{
    if (s->family != f)
        return false;
    for (size_t i = 0; i < LABELS_MAX && f->labels[i]; i++) {
        const char *value = labels->values[i] ? labels->values[i] : "";

        if (strncmp(s->labels[i], value, LABEL_BYTES_MAX - 1) != 0)
            return false;
    }
    return true;
}

static struct series *new_series(const struct metric_family *f,
                                 const struct metric_labels *labels)
{
    struct series *s = must_alloc(sizeof *s);

    s->family = f;
    for (size_t i = 0; i < LABELS_MAX && f->labels[i]; i++) {
        const char *value = labels->values[i] ? labels->values[i] : "";

        (void)snprintf(s->labels[i], LABEL_BYTES_MAX, "%s", value);
    }
    registry.at[registry.n++] = s;
    return s;
}

static struct series *find(const struct metric_family *f,
                           const struct metric_labels *labels)
{
    for (size_t i = 0; i < registry.n; i++) {
        if (is_same(registry.at[i], f, labels))
            return registry.at[i];
    }
    /* The last place is kept for the count of what found no place. */
    if (registry.n >= METRICS_SERIES_MAX - 1 && f != &DROPPED) {
        metrics_add(&DROPPED, METRIC_NO_LABELS, 1);
        return NULL;
    }
    return new_series(f, labels);
}

void metrics_add(const struct metric_family *f, struct metric_labels labels,
                 double by)
{
    struct series *s = find(f, &labels);

    if (s)
        s->value += by;
}

void metrics_set(const struct metric_family *f, struct metric_labels labels,
                 double value)
{
    struct series *s = find(f, &labels);

    if (s)
        s->value = value;
}

void metrics_observe(const struct metric_family *f, struct metric_labels labels,
                     double seconds)
{
    struct series *s = find(f, &labels);
    size_t i = 0;

    CHECK(f->kind == METRIC_HISTOGRAM);
    if (!s)
        return;
    while (i < N_BUCKETS && seconds > BUCKETS[i])
        i++;
    if (i < N_BUCKETS)
        s->counts[i]++;
    s->count++;
    s->value += seconds;
}

struct text_line {
    char at[LINE_BYTES_MAX];
    size_t len;
};

static void put(struct text_line *line, const char *text)
{
    for (; *text && line->len + 1 < sizeof line->at; text++)
        line->at[line->len++] = *text;
    line->at[line->len] = '\0';
}

static void put_escaped(struct text_line *line, const char *text)
{
    for (; *text; text++) {
        char one[2] = {*text, '\0'};

        if (*text == '"' || *text == '\\')
            put(line, "\\");
        put(line, *text == '\n' ? "\\n" : one);
    }
}

static void put_label(struct text_line *line, const char *name,
                      const char *value, bool *first)
{
    put(line, *first ? "{" : ",");
    *first = false;
    put(line, name);
    put(line, "=\"");
    put_escaped(line, value);
    put(line, "\"");
}

/* One sample; le is the bucket's bound or NULL. */
static int sample(struct buf *out, const struct series *s, const char *suffix,
                  const char *le, double value)
{
    struct text_line line = {.len = 0};
    char number[40];
    bool first = true;

    put(&line, s->family->name);
    put(&line, suffix);
    for (size_t i = 0; i < LABELS_MAX && s->family->labels[i]; i++)
        put_label(&line, s->family->labels[i], s->labels[i], &first);
    if (le)
        put_label(&line, "le", le, &first);
    if (!first)
        put(&line, "}");
    (void)snprintf(number, sizeof number, " %.17g\n", value);
    put(&line, number);
    return buf_add(out, line.at, line.len);
}

static int histogram(struct buf *out, const struct series *s)
{
    uint64_t so_far = 0;
    int r;

    for (size_t i = 0; i < N_BUCKETS; i++) {
        char le[24];

        so_far += s->counts[i];
        (void)snprintf(le, sizeof le, "%g", BUCKETS[i]);
        r = sample(out, s, "_bucket", le, (double)so_far);
        if (r < 0)
            return r;
    }
    r = sample(out, s, "_bucket", "+Inf", (double)s->count);
    if (r < 0)
        return r;
    r = sample(out, s, "_sum", NULL, s->value);
    if (r < 0)
        return r;
    return sample(out, s, "_count", NULL, (double)s->count);
}

static int heading(struct buf *out, const struct metric_family *f)
{
    static const char *const KINDS[] = {"counter", "gauge", "histogram"};
    struct text_line line = {.len = 0};

    put(&line, "# HELP ");
    put(&line, f->name);
    put(&line, " ");
    put(&line, f->help);
    put(&line, "\n# TYPE ");
    put(&line, f->name);
    put(&line, " ");
    put(&line, KINDS[f->kind]);
    put(&line, "\n");
    return buf_add(out, line.at, line.len);
}

/* All series of the family of registry.at[first]; they must stand together. */
static int render_family(struct buf *out, size_t first)
{
    const struct metric_family *f = registry.at[first]->family;
    int r = heading(out, f);

    for (size_t i = first; i < registry.n && r == 0; i++) {
        const struct series *s = registry.at[i];

        if (s->family != f)
            continue;
        r = f->kind == METRIC_HISTOGRAM ? histogram(out, s)
                                        : sample(out, s, "", NULL, s->value);
    }
    return r;
}

static bool is_first_of_family(size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (registry.at[i]->family == registry.at[index]->family)
            return false;
    }
    return true;
}

int metrics_render(struct buf *out)
{
    for (size_t i = 0; i < registry.n; i++) {
        int r = is_first_of_family(i) ? render_family(out, i) : 0;

        if (r < 0)
            return r;
    }
    return 0;
}

void metrics_reset(void)
{
    for (size_t i = 0; i < registry.n; i++)
        free(registry.at[i]);
    registry.n = 0;
}
