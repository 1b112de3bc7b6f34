#include "bench.h"

#include "core/check.h"
#include "jpeg_file.h"

#include <stdlib.h>

void bench_call_init(struct bench_call *call, int argc, char **argv)
{
    CHECK(argc == 4);
    *call = (struct bench_call){.models = argv[1],
                                .photo = BUF_INIT(JPEG_FILE_MAX),
                                .runs = (int)strtol(argv[3], NULL, 10)};
    CHECK(call->runs > 0 && call->runs <= BENCH_RUNS_MAX);
    CHECK(jpeg_file_read(argv[2], &call->photo) == 0);
}

void bench_call_done(struct bench_call *call)
{
    buf_done(&call->photo);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double bench_median(double *all, int n)
{
    qsort(all, (size_t)n, sizeof *all, by_value);
    return all[n / 2];
}
