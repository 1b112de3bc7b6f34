#include "model/school_read.h"

#include <errno.h>
#include <stdio.h>

int school_complain(struct school_reader *r, const char *path, const char *what)
{
    (void)snprintf(r->error->text, SCHOOL_ERROR_SIZE, "%s: %s", path, what);
    return -EINVAL;
}

int school_read_text(struct school_reader *r, const json_t *value,
                     const char *path, size_t max, const char **ret)
{
    if (!value || json_is_null(value))
        return 0;
    if (!json_is_string(value) || json_string_length(value) > max)
        return school_complain(r, path, "a text, not so long, is wanted");
    *ret = json_string_value(value);
    return 0;
}
