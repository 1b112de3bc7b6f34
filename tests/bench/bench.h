#ifndef BENCH_H
#define BENCH_H

/*
 * bench - what programs that measure one photo share: `PROGRAM MODELS PHOTO N`.
 */

#include "core/bytes.h"

/* Runs that do not count, and how many may. */
enum { BENCH_WARM_UP = 3, BENCH_RUNS_MAX = 1000 };

struct bench_call {
    const char *models;
    struct buf photo;
    int runs;
};

/* Stops where the words make no call. */
void bench_call_init(struct bench_call *call, int argc, char **argv);
void bench_call_done(struct bench_call *call);

/* Sorts them. */
double bench_median(double *all, int n);

#endif
