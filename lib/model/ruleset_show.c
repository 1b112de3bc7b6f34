#include "model/ruleset_show.h"

#include "model/catalogue.h"
#include "model/waiver.h"

#include <math.h>

static json_t *number(double value)
{
    if (!isfinite(value))
        return json_null();
    return value == rint(value) ? json_integer((json_int_t)value)
                                : json_real(value);
}

static json_t *range(double min, double max)
{
    return json_pack("{s:o, s:o}", "min", number(min), "max", number(max));
}

static json_t *show_finding(enum finding_code code, const struct rule *rule)
{
    const struct finding_about *about = finding_about(code);
    struct catalogue_entry says = catalogue_of(code);

    return json_pack(
        "{s:s, s:s, s:s, s:s?, s:s?, s:o, s:o, s:b}", "code", about->name,
        "severity", finding_severity_name(rule->severity), "message",
        says.message, "measure", about->measure ? says.measure : NULL, "unit",
        about->measure ? about->unit : NULL, "allowed",
        range(rule->min, rule->max), "no_warning_in",
        range(rule->warn_min, rule->warn_max), "waivable", waiver_allows(code));
}

static json_t *show_findings(const struct ruleset *set)
{
    json_t *list = json_array();

    for (int i = 0; i < FINDING_CODES; i++)
        (void)json_array_append_new(
            list, show_finding((enum finding_code)i, &set->rules[i]));
    return list;
}

static json_t *show_photo(const struct photo_form *form)
{
    const struct photo_number *n;
    uint8_t rgb[3];
    json_t *photo;

    photo_background_rgb(form->background, rgb);
    photo = json_pack("{s:s, s:[i, i, i]}", "background", form->background,
                      "background_rgb", rgb[0], rgb[1], rgb[2]);
    for (int i = 0; (n = photo_number_at(i)); i++)
        (void)json_object_set_new(photo, n->name,
                                  number(photo_number_get(form, n)));
    return photo;
}

json_t *ruleset_show(const struct ruleset *set)
{
    return json_pack("{s:s, s:i, s:o, s:o}", "name", set->name, "version",
                     set->version, "photo", show_photo(&set->photo), "findings",
                     show_findings(set));
}
