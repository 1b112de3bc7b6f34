/*
 * qc_stages MODELS PHOTO N - judges and makes one photo N times after a
 * warm-up and prints one line of JSON: the median milliseconds of every stage
 * and of all; how often memory was asked for per photo; the peak of memory.
 */
#include "bench.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "count_allocations.h"
#include "qc/check/verdict.h"

#include <stdio.h>
#include <sys/resource.h>

enum { STAGES = 9 };

static const char *const NAMES[STAGES] = {"decode",  "detect",  "mesh",
                                          "segment", "check",   "matte",
                                          "encode",  "preview", "all"};

static double ms[STAGES][BENCH_RUNS_MAX];

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

static void print(int n, struct allocations spent)
{
    struct rusage usage;

    CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
    for (int i = 0; i < STAGES; i++) {
        (void)printf("%s\"%s\":%.3f", i == 0 ? "{\"ms\":{" : ",", NAMES[i],
                     bench_median(ms[i], n));
    }
    (void)printf("},\"allocations\":%.1f,\"libjpeg_allocations\":%.1f,"
                 "\"peak_mb\":%.1f}\n",
                 (double)spent.of_others / n, (double)spent.of_libjpeg / n,
                 (double)usage.ru_maxrss / 1024);
}

static struct allocations run(struct verdict_maker *maker,
                              const struct bench_call *call)
{
    struct allocations before = {0, 0}, after;
    struct ruleset rules;
    struct verdict v;

    ruleset_default(&rules);
    for (int i = -BENCH_WARM_UP; i < call->runs; i++) {
        if (i == 0)
            before = count_allocations();
        judge(maker, buf_view(&call->photo), &rules, &v);
        if (i >= 0)
            note(&v, i);
    }
    after = count_allocations();
    return (struct allocations){after.of_libjpeg - before.of_libjpeg,
                                after.of_others - before.of_others};
}

int main(int argc, char **argv)
{
    _cleanup_(bench_call_done) struct bench_call call;
    struct verdict_maker *maker = NULL;

    bench_call_init(&call, argc, argv);
    CHECK(verdict_maker_new(call.models, &maker) == 0);
    print(call.runs, run(maker, &call));
    verdict_maker_free(maker);
    return 0;
}
