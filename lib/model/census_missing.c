#include "model/census_inside.h"

#include "core/csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 7 };

static bool is_missing(const struct census_place *place, const char *college)
{
    return place->state != CENSUS_ACCEPTED && census_is_in(place, college);
}

static json_t *item_json(const struct census_place *place)
{
    const struct roster_line *line = place->line;

    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "student_uid", line->uid,
                     "student_no", line->student_no, "campus", line->campus,
                     "college", line->college, "class", line->class_name,
                     "state", census_state_name(place->state));
}

/* Where the page begins; the list's length + 1: there is no such uid. */
static size_t place_behind(const struct census *census, const char *uid)
{
    size_t i = 0;

    if (!*uid)
        return 0;
    while (i < census->roster->n &&
           strcmp(census->places[i].line->uid, uid) != 0)
        i++;
    return i + 1;
}

static size_t count_missing(const struct census *census, const char *college)
{
    size_t n = 0;

    for (size_t i = 0; i < census->roster->n; i++)
        n += is_missing(&census->places[i], college);
    return n;
}

/* The page's last uid if more follow; else null. */
static json_t *add_page(const struct census *census, const char *college,
                        const struct census_page *page, json_t *list)
{
    const char *last = "";
    size_t i = place_behind(census, page->after);

    for (; i < census->roster->n; i++) {
        const struct census_place *place = &census->places[i];

        if (!is_missing(place, college))
            continue;
        if (json_array_size(list) == page->limit)
            return json_string(last);
        (void)json_array_append_new(list, item_json(place));
        last = place->line->uid;
    }
    return json_null();
}

int census_missing(const struct census *census, const char *college,
                   const struct census_page *page, struct buf *ret)
{
    json_t *list, *next;
    json_t *out;
    char *text;
    int r;

    if (place_behind(census, page->after) > census->roster->n)
        return -ENOENT;
    list = json_array();
    next = add_page(census, college, page, list);
    out = json_pack("{s:I, s:o, s:o}", "total",
                    (json_int_t)count_missing(census, college), "missing", list,
                    "next", next);
    text = json_dumps(out, JSON_COMPACT);
    r = text ? buf_add_text(ret, text) : -ENOMEM;
    free(text);
    json_decref(out);
    return r;
}

int census_missing_csv(const struct census *census, const char *college,
                       struct buf *ret)
{
    static const char *const NAMES[COLUMNS] = {
        "student_uid", "student_no", "campus",    "college",
        "class",       "state",      "state_text"};
    int r = buf_add_text(ret, CSV_UTF8_MARK);

    if (r == 0)
        r = csv_add(ret, NAMES, COLUMNS);
    for (size_t i = 0; i < census->roster->n && r == 0; i++) {
        const struct census_place *place = &census->places[i];
        const struct roster_line *line = place->line;
        const char *const fields[COLUMNS] = {line->uid,
                                             line->student_no,
                                             line->campus,
                                             line->college,
                                             line->class_name,
                                             census_state_name(place->state),
                                             census_state_text(place->state)};

        if (is_missing(place, college))
            r = csv_add(ret, fields, COLUMNS);
    }
    return r;
}
