#include "ingest/form.h"

#include <string.h>

const struct form_file *form_file_of(const struct form *form, const char *name)
{
    const struct form_file *f = form->files;

    while (f->name && strcmp(f->name, name) != 0)
        f++;
    return f->name ? f : NULL;
}

int form_field_of(const struct form *form, const char *name)
{
    for (int i = 0; form->fields[i]; i++) {
        if (strcmp(form->fields[i], name) == 0)
            return i;
    }
    return -1;
}

bool form_file_takes(const struct form_file *file, const char *type)
{
    if (!*type || strcmp(type, "application/octet-stream") == 0)
        return true;
    for (const char *const *t = file->types; *t; t++) {
        if (strcmp(*t, type) == 0)
            return true;
    }
    return false;
}
