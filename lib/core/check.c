#include "core/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void check_failed(const char *expr, const char *file, int line)
{
    (void)fprintf(stderr, "CHECK failed: %s at %s:%d\n", expr, file, line);
    abort();
}

void *must_alloc(size_t len)
{
    void *memory = calloc(1, len ? len : 1);

    CHECK(memory != NULL);
    return memory;
}

char *must_dup(const char *text)
{
    char *copy;

    if (!text)
        return NULL;
    copy = strdup(text);
    CHECK(copy != NULL);
    return copy;
}
