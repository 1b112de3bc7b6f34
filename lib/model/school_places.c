#include "model/school_read.h"

#include "core/time.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    PLACES_MAX = 200,
    SLOTS_MAX = 400,
    TEXT_BYTES_MAX = 512,
    SEATS_MAX = 100000,
    PATH_SIZE = 64,
};

/* A list of at most `most`; says so else. */
static int want_list(struct school_reader *r, const json_t *value,
                     const char *path, size_t most)
{
    char what[64];

    if (json_is_array(value) && json_array_size(value) <= most)
        return 0;
    (void)snprintf(what, sizeof what, "应为最多 %zu 项的列表", most);
    return school_complain(r, path, what);
}

static bool is_text(const json_t *value)
{
    return json_is_string(value) && json_string_length(value) <= TEXT_BYTES_MAX;
}

/* An object of which every member but `except` is a text and one of `names`. */
static int check_texts(struct school_reader *r, const json_t *value,
                       const char *path, const char *const *names,
                       const char *except)
{
    const char *name;
    json_t *member;

    if (school_want_object(r, value, path) < 0)
        return -EINVAL;
    json_object_foreach((json_t *)value, name, member)
    {
        const char *const *known = names;

        if (strcmp(name, except) == 0)
            continue;
        while (*known && strcmp(*known, name) != 0)
            known++;
        if (!*known)
            return school_complain(r, path, "有无法识别的成员");
        if (!is_text(member) && !json_is_null(member))
            return school_complain(r, path, "应为文字，且不能过长");
    }
    return 0;
}

int school_read_campuses(struct school_reader *r, const json_t *value)
{
    size_t i;
    json_t *one;

    if (want_list(r, value, "campuses", PLACES_MAX) < 0)
        return -EINVAL;
    json_array_foreach((json_t *)value, i, one)
    {
        if (!is_text(one) || json_string_length(one) == 0)
            return school_complain(r, "campuses", "每个校区应为非空文字");
    }
    return 0;
}

int school_read_contacts(struct school_reader *r, const json_t *value)
{
    static const char *const NAMES[] = {"campus", "name", "phone", "email",
                                        NULL};
    char path[PATH_SIZE];
    size_t i;
    json_t *one;

    if (want_list(r, value, "contacts", PLACES_MAX) < 0)
        return -EINVAL;
    json_array_foreach((json_t *)value, i, one)
    {
        (void)snprintf(path, sizeof path, "contacts[%zu]", i);
        if (check_texts(r, one, path, NAMES, "") < 0)
            return -EINVAL;
    }
    r->school->contacts = value;
    return 0;
}

/* ---- collection points ---- */

static int check_slot(struct school_reader *r, const json_t *slot,
                      const char *path)
{
    static const char *const NAMES[] = {"date", "from", "to", NULL};
    const char *date = json_string_value(json_object_get(slot, "date"));
    const json_t *seats = json_object_get(slot, "seats");
    int64_t day, from, to;

    if (check_texts(r, slot, path, NAMES, "seats") < 0 ||
        school_read_clock(r, json_object_get(slot, "from"), path, &from) < 0 ||
        school_read_clock(r, json_object_get(slot, "to"), path, &to) < 0)
        return -EINVAL;
    if (!date || time_parse_day(date, &day) < 0)
        return school_complain(r, path, "日期应写成 \"2025-04-01\"");
    if (from >= to)
        return school_complain(r, path, "from 必须早于 to");
    if (seats && (!json_is_integer(seats) || json_integer_value(seats) < 1 ||
                  json_integer_value(seats) > SEATS_MAX))
        return school_complain(r, path, "seats 为 1 至 100000");
    return 0;
}

static int check_slots(struct school_reader *r, const json_t *slots,
                       const char *path)
{
    size_t i;
    json_t *one;

    if (!slots)
        return 0;
    if (want_list(r, slots, path, SLOTS_MAX) < 0)
        return -EINVAL;
    json_array_foreach((json_t *)slots, i, one)
    {
        char at[PATH_SIZE + 32];

        (void)snprintf(at, sizeof at, "%s.slots[%zu]", path, i);
        if (check_slot(r, one, at) < 0)
            return -EINVAL;
    }
    return 0;
}

int school_read_points(struct school_reader *r, const json_t *value)
{
    static const char *const NAMES[] = {"campus", "name", "address", NULL};
    char path[PATH_SIZE];
    size_t i;
    json_t *one;

    if (want_list(r, value, "collection_points", PLACES_MAX) < 0)
        return -EINVAL;
    json_array_foreach((json_t *)value, i, one)
    {
        (void)snprintf(path, sizeof path, "collection_points[%zu]", i);
        if (check_texts(r, one, path, NAMES, "slots") < 0 ||
            check_slots(r, json_object_get(one, "slots"), path) < 0)
            return -EINVAL;
    }
    r->school->points = value;
    return 0;
}
