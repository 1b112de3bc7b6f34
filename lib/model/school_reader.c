#include "model/school_read.h"

#include "core/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int school_complain(struct school_reader *r, const char *path, const char *what)
{
    char text[SCHOOL_ERROR_SIZE + 8]; /* cut, then cut to characters */

    (void)snprintf(text, sizeof text, "%s: %s", path, what);
    text_copy(r->error->text, SCHOOL_ERROR_SIZE, text);
    return -EINVAL;
}

int school_want_object(struct school_reader *r, const json_t *value,
                       const char *path)
{
    return json_is_object(value) ? 0 : school_complain(r, path, "应为对象");
}

int school_want_members(struct school_reader *r, const json_t *value,
                        const char *path, const char *const *names)
{
    const char *name;
    json_t *member;

    if (school_want_object(r, value, path) < 0)
        return -EINVAL;
    json_object_foreach((json_t *)value, name, member)
    {
        const char *const *known = names;

        while (*known && strcmp(*known, name) != 0)
            known++;
        if (!*known)
            return school_complain(r, path, "有无法识别的成员");
    }
    return 0;
}

int school_read_text(struct school_reader *r, const json_t *value,
                     const char *path, size_t max, const char **ret)
{
    if (!value || json_is_null(value))
        return 0;
    if (!json_is_string(value) || json_string_length(value) > max)
        return school_complain(r, path, "应为文字，且不能过长");
    *ret = json_string_value(value);
    return 0;
}
