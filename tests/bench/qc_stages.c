/*
 * qc_stages MODELS PHOTO N - judges and makes one photo N times after a
 * warm-up and prints one line of JSON: the median milliseconds of every stage
 * and of all; how often memory was asked for per photo; the peak of memory.
 */
#include "core/check.h"
#include "core/cleanup.h"
#include "count_allocations.h"
#include "qc/check/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { RUNS_MAX = 1000, WARM_UP = 3, FILE_BYTES_MAX = 64 * 1024 * 1024 };

enum { STAGES = 9 };

static const char *const NAMES[STAGES] = {"decode",  "detect",  "mesh",
                                          "segment", "check",   "matte",
                                          "encode",  "preview", "all"};

static double ms[STAGES][RUNS_MAX];

static void note(const struct verdict *v, int run)
{
    const double all[] = {
        v->ms.read.decode_ms,  v->ms.read.detect_ms, v->ms.read.mesh_ms,
        v->ms.read.segment_ms, v->ms.check_ms,       v->ms.matte_ms,
        v->ms.encode_ms,       v->ms.preview_ms,     v->ms.total_ms};

    for (int i = 0; i < STAGES; i++)
        ms[i][run] = all[i];
}

static void judge(struct verdict_maker *maker, struct bytes photo,
                  const struct ruleset *rules, struct verdict *ret)
{
    const struct verdict_request request = {.photo = photo,
                                            .rules = rules,
                                            .spec = &PRODUCE_STANDARD,
                                            .make_refused = true,
                                            .preview = true};

    CHECK(verdict_make(maker, &request, ret) == 0);
    CHECK(ret->made.len > 0);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print(int n, struct allocations spent)
{
    struct rusage usage;

    CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
    for (int i = 0; i < STAGES; i++) {
        qsort(ms[i], (size_t)n, sizeof *ms[i], by_value);
        (void)printf("%s\"%s\":%.3f", i == 0 ? "{\"ms\":{" : ",", NAMES[i],
                     ms[i][n / 2]);
    }
    (void)printf("},\"allocations\":%.1f,\"libjpeg_allocations\":%.1f,"
                 "\"peak_mb\":%.1f}\n",
                 (double)spent.of_others / n, (double)spent.of_libjpeg / n,
                 (double)usage.ru_maxrss / 1024);
}

static void read_photo(const char *path, struct buf *ret)
{
    _cleanup_(fclosep) FILE *f = fopen(path, "rbe");
    uint8_t part[65536];
    size_t n;

    CHECK(f);
    while ((n = fread(part, 1, sizeof part, f)) > 0)
        CHECK(buf_add(ret, part, n) == 0);
}

static struct allocations run(struct verdict_maker *maker, struct bytes photo,
                              int n)
{
    struct allocations before = {0, 0}, after;
    struct ruleset rules;
    struct verdict v;

    ruleset_default(&rules);
    for (int i = -WARM_UP; i < n; i++) {
        if (i == 0)
            before = count_allocations();
        judge(maker, photo, &rules, &v);
        if (i >= 0)
            note(&v, i);
    }
    after = count_allocations();
    return (struct allocations){after.of_libjpeg - before.of_libjpeg,
                                after.of_others - before.of_others};
}

int main(int argc, char **argv)
{
    _cleanup_(buf_done) struct buf photo = BUF_INIT(FILE_BYTES_MAX);
    struct verdict_maker *maker = NULL;

    CHECK(argc == 4);

    int n = atoi(argv[3]);

    CHECK(n > 0 && n <= RUNS_MAX);
    read_photo(argv[2], &photo);
    CHECK(verdict_maker_new(argv[1], &maker) == 0);
    print(n, run(maker, buf_view(&photo), n));
    verdict_maker_free(maker);
    return 0;
}
