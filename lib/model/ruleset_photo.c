#include "model/ruleset_read.h"

#include <string.h>

static int read_background(struct ruleset_reader *r, const json_t *value,
                           struct photo_form *form)
{
    const char *name = json_string_value(value);
    const char *background = name ? photo_background(name) : NULL;

    if (!background)
        return ruleset_refuse(r, "must be \"blue\", \"white\" or \"grey\"");
    form->background = background;
    return 0;
}

static int read_number(struct ruleset_reader *r, const json_t *value,
                       struct photo_form *form)
{
    const struct photo_number *n = photo_number_find(r->path[r->depth - 1]);
    double number = json_number_value(value);

    if (!n)
        return ruleset_refuse(r, "is no member of a photo's form; "
                                 "docs/findings.md lists them");
    if (!json_is_integer(value) || number < n->least || number > n->most)
        return ruleset_refuse(r, "must be a whole number from %g to %g",
                              n->least, n->most);
    photo_number_set(form, n, number);
    return 0;
}

static int read_member(struct ruleset_reader *r, const char *name,
                       const json_t *value, struct photo_form *form)
{
    int result;

    ruleset_enter(r, name);
    result = strcmp(name, "background") == 0 ? read_background(r, value, form)
                                             : read_number(r, value, form);
    ruleset_leave(r);
    return result;
}

int ruleset_read_photo(struct ruleset_reader *r, json_t *photo,
                       struct photo_form *form)
{
    const char *name;
    json_t *value;
    int result = 0;

    ruleset_enter(r, "photo");
    if (photo && !json_is_object(photo))
        result = ruleset_refuse(r, "must be an object");
    json_object_foreach(photo, name, value)
    {
        if (result == 0)
            result = read_member(r, name, value, form);
    }
    if (result == 0 && photo_form_fault(form))
        result = ruleset_refuse(r, "%s", photo_form_fault(form));
    ruleset_leave(r);
    return result;
}
