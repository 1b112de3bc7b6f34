#ifndef SERVICE_HEALTH_H
#define SERVICE_HEALTH_H

/*
 * health - /healthz, /readyz and /metrics of a service, on its own port.
 *
 * /healthz  200 as long as the loop turns.
 * /readyz   200 when `ready` says so, else 503: can it do its work now?
 * /metrics  everything counted with service/metrics.h; `before` may refresh
 *           gauges first.
 */

#include <stdbool.h>

struct loop;
struct health;

struct health_config {
    const char *listen; /* "host:port"; empty: health_new() makes nothing */
    bool (*ready)(void *ctx);
    void (*before)(void *ctx); /* may be NULL */
    void *ctx;
};

/* *ret is NULL when listen is empty. */
int health_new(struct loop *l, const struct health_config *cfg,
               struct health **ret) __attribute__((warn_unused_result));

/* NULL is fine.  Call before loop_free(). */
void health_free(struct health *h);

#endif
