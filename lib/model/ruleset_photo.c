#include "model/ruleset_read.h"

#include <string.h>

static int read_background(struct ruleset_reader *r, const json_t *value,
                           struct photo_form *form)
{
    const char *name = json_string_value(value);
    const char *background = name ? photo_background(name) : NULL;

    if (!background)
        return ruleset_refuse(r, "须为 \"blue\"、\"white\" 或 \"grey\"");
    form->background = background;
    return 0;
}

static int read_number(struct ruleset_reader *r, const json_t *value,
                       struct photo_form *form)
{
    const struct photo_number *n = photo_number_find(ruleset_here(r));
    double number = json_number_value(value);

    if (!n)
        return ruleset_refuse(r, "照片规格没有这一成员，全部列在 "
                                 "docs/findings.md");
    if (!json_is_integer(value) || number < n->least || number > n->most)
        return ruleset_refuse(r, "须为 %g 到 %g 的整数", n->least, n->most);
    photo_number_set(form, n, number);
    return 0;
}

static int read_member(struct ruleset_reader *r, json_t *value, void *into)
{
    return strcmp(ruleset_here(r), "background") == 0
               ? read_background(r, value, into)
               : read_number(r, value, into);
}

int ruleset_read_photo(struct ruleset_reader *r, json_t *photo,
                       struct photo_form *form)
{
    int result = ruleset_section(r, "photo", photo, read_member, form);

    if (result != 0 || !photo_form_fault(form))
        return result;
    ruleset_enter(r, "photo");
    result = ruleset_refuse(r, "%s", photo_form_fault(form));
    ruleset_leave(r);
    return result;
}
