#ifndef INGEST_APP_H
#define INGEST_APP_H

/*
 * app - what all requests share: the connections, the clock, how busy we are.
 * Belongs here: what lives as long as the process (process.h makes it).  Does
 * not: anything of a single request (call.h).
 */

#include "ingest/config.h"
#include "net/blob.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app {
    const struct ingest_config *cfg;
    char name[33]; /* of this process: where results are published for it */
    struct loop *loop;
    struct blob_key master;
    struct redis_async *redis;      /* asked */
    struct redis_async *subscriber; /* told */
    struct admit_client *dispatch;
    struct jobs *jobs;
    struct feed *feed;
    struct web *web;
    struct limiter *bad_codes;    /* by address */
    struct limiter *dry_runs;     /* by student */
    struct limiter *wechat_codes; /* by student */
    struct touched *touched;      /* staff tokens */
    struct passwords *passwords;
    struct ops_rates *rates;
    struct http_server *server;
    struct health *health;
    struct loop_timer *watch; /* the disk */
    struct loop_timer *drain;
    unsigned uploads;  /* running now */
    unsigned archives; /* the same */
    bool disk_full, is_stopping;
};

/* The system's clock, which tests may shift. */
int64_t app_now_ms(const struct app *app);

enum demand {
    DEMAND_NOTHING,
    DEMAND_READ,    /* Redis */
    DEMAND_COMMAND, /* and dispatch, and room in billing */
    DEMAND_FILE,    /* and on the disk, and for one more upload */
    DEMAND_CODE,    /* and room in decode */
    DEMAND_SHOT,    /* room in qc, on the disk, and for one more upload */
    DEMAND_DRY_RUN, /* the same, and given up first */
};

/* Should a request of this kind be refused now (503, before its body)? */
bool app_is_busy(const struct app *app, enum demand demand);

#endif
