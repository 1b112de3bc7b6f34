#ifndef SERVICE_CONFIG_H
#define SERVICE_CONFIG_H

/*
 * config - a service's settings: environment variables, read once at start
 * into one struct by one table.  --help and docs/operations.md come from the
 * same table.
 */

#include <stddef.h>
#include <stdint.h>

enum config_type {
    CONFIG_TEXT, /* const char *; points into the environment, never NULL */
    CONFIG_INT,  /* int64_t in min..max */
    CONFIG_BOOL, /* bool: 0, 1, no, yes, false, true */
};

struct config_entry {
    const char *name; /* "TUCAI_REDIS"; a path of a secret ends in _FILE */
    enum config_type type;
    size_t offset;         /* of the field in the service's struct */
    const char *otherwise; /* default as text; NULL: must be set */
    int64_t min, max;      /* CONFIG_INT only */
    const char *unit;      /* "ms", "bytes", "path", ... for --help */
    const char *help;      /* one sentence */
};

/*
 * Fills *ret from the environment.  Names every bad or missing variable on
 * stderr, with what is allowed, then returns -EINVAL; 0 when all are good.
 */
int config_load(const struct config_entry *table, size_t n, void *ret)
    __attribute__((warn_unused_result));

/* The table as aligned text on stdout. */
void config_print_help(const char *service, const char *purpose,
                       const struct config_entry *table, size_t n);

#endif
