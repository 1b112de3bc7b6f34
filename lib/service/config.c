#include "service/config.h"

#include "core/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *type_name(enum config_type type)
{
    switch (type) {
    case CONFIG_TEXT:
        return "text";
    case CONFIG_INT:
        return "number";
    case CONFIG_BOOL:
        return "yes/no";
    }
    abort();
}

static int store_bool(const char *value, bool *ret)
{
    static const char *const YES[] = {"1", "yes", "true"};
    static const char *const NO[] = {"0", "no", "false"};

    for (size_t i = 0; i < 3; i++) {
        if (strcmp(value, YES[i]) == 0 || strcmp(value, NO[i]) == 0) {
            *ret = strcmp(value, YES[i]) == 0;
            return 0;
        }
    }
    return -EINVAL;
}

static int store(const struct config_entry *e, const char *value, void *ret)
{
    void *field = (char *)ret + e->offset;

    switch (e->type) {
    case CONFIG_TEXT:
        *(const char **)field = value;
        return 0;
    case CONFIG_INT:
        return text_to_i64(value, e->min, e->max, field) ? 0 : -EINVAL;
    case CONFIG_BOOL:
        return store_bool(value, field);
    }
    abort();
}

static void explain(const struct config_entry *e, const char *value)
{
    if (!value)
        (void)fprintf(stderr, "%s is not set: %s\n", e->name, e->help);
    else if (e->type == CONFIG_INT)
        (void)fprintf(stderr,
                      "%s=%s: must be a whole number of %s from %" PRId64
                      " to %" PRId64 "\n",
                      e->name, value, e->unit, e->min, e->max);
    else
        (void)fprintf(stderr, "%s=%s: must be 1 or 0 (yes or no)\n", e->name,
                      value);
}

int config_load(const struct config_entry *table, size_t n, void *ret)
{
    int result = 0;

    for (size_t i = 0; i < n; i++) {
        const char *value = getenv(table[i].name);

        if (!value || !*value)
            value = table[i].otherwise;
        if (!value || store(&table[i], value, ret) < 0) {
            explain(&table[i], value);
            result = -EINVAL;
        }
    }
    return result;
}

static void print_range(const struct config_entry *e)
{
    if (e->type == CONFIG_INT)
        printf("%" PRId64 "..%" PRId64 " %s", e->min, e->max, e->unit);
    else
        printf("%s", e->unit ? e->unit : "");
}

void config_print_help(const char *service, const char *purpose,
                       const struct config_entry *table, size_t n)
{
    printf("%s - %s\n\nConfigured by environment variables only:\n", service,
           purpose);
    for (size_t i = 0; i < n; i++) {
        const struct config_entry *e = &table[i];

        printf("\n  %s  (%s, ", e->name, type_name(e->type));
        if (e->otherwise)
            printf("default \"%s\"", e->otherwise);
        else
            printf("required");
        printf(", ");
        print_range(e);
        printf(")\n      %s\n", e->help);
    }
}
