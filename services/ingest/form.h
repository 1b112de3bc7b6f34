#ifndef INGEST_FORM_H
#define INGEST_FORM_H

/*
 * form - what a multipart form may hold; other parts are read and dropped.
 * Pure; of static life.
 */

#include <stdbool.h>
#include <stddef.h>

#define FORM_FIELDS_MAX 2

struct form_file {
    const char *name;
    const char *const *types; /* up to a NULL */
    size_t max;               /* bytes */
    unsigned most;            /* so many of that name */
};

struct form {
    const struct form_file *files; /* up to one without a name */
    const char *const *fields;     /* texts, up to a NULL */
    size_t body_max;
};

/* NULL: there is none of that name. */
const struct form_file *form_file_of(const struct form *form, const char *name);

/* Its place among the fields; -1: there is none of that name. */
int form_field_of(const struct form *form, const char *name);

/* Also when nothing is said of its type, or nothing that means anything, as
 * many clients do: the bytes are judged anyhow. */
bool form_file_takes(const struct form_file *file, const char *type);

#endif
