#include "model/season.h"

#include "rules/policy.h"

#include <stdbool.h>
#include <string.h>

enum { LIST_MAX = 32, LEVEL_MAX = 64, NAME_MAX = 128 };

static bool is_name(const json_t *value)
{
    return json_is_string(value) && json_string_length(value) <= NAME_MAX;
}

static bool is_year(const json_t *value)
{
    return json_is_integer(value) && json_integer_value(value) >= 1900 &&
           json_integer_value(value) <= 9999;
}

static bool is_level(const json_t *value)
{
    return json_string_length(value) > 0 &&
           json_string_length(value) <= LEVEL_MAX;
}

static bool is_plan(const json_t *value)
{
    const char *name;
    json_t *member;

    if (!json_is_object(value))
        return false;
    json_object_foreach((json_t *)value, name, member)
    {
        const struct policy_number *n = policy_find("plan", name);
        json_int_t number = json_integer_value(member);

        if (n ? !json_is_integer(member) || number < n->min || number > n->max
              : strcmp(name, "name") != 0 || !is_name(member))
            return false;
    }
    return true;
}

static bool is_object(const json_t *value)
{
    return json_is_object(value);
}

static bool is_list(const json_t *list, bool (*is_sound)(const json_t *))
{
    size_t i;
    json_t *one;

    if (!json_is_array(list) || json_array_size(list) > LIST_MAX)
        return false;
    json_array_foreach((json_t *)list, i, one)
    {
        if (!is_sound(one))
            return false;
    }
    return true;
}

static bool is_member(const char *name, const json_t *value)
{
    if (strcmp(name, "graduation_years") == 0)
        return is_list(value, is_year);
    if (strcmp(name, "levels") == 0)
        return is_list(value, is_level);
    if (strcmp(name, "plans") == 0)
        return is_list(value, is_plan);
    if (strcmp(name, "plan") == 0)
        return is_plan(value);
    if (strcmp(name, "phases") == 0)
        return is_list(value, is_object);
    if (strcmp(name, "closed") == 0)
        return json_is_boolean(value);
    return (strcmp(name, "name") == 0 || strcmp(name, "cloned_from") == 0) &&
           is_name(value);
}

const char *season_fault(const json_t *season)
{
    const char *name;
    json_t *value;

    if (!json_is_object(season))
        return "season";
    json_object_foreach((json_t *)season, name, value)
    {
        if (!is_member(name, value))
            return name;
    }
    return NULL;
}
