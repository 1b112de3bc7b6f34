#include "model/school_read.h"

#include "core/check.h"
#include "core/text.h"
#include "core/time.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PHASE_DAYS_MAX = 400, CLOSED_DAYS_MAX = 400, UIDS_MAX = 100000 };

#define PATH_SIZE 64

int school_read_clock(struct school_reader *r, const json_t *value,
                      const char *path, int64_t *ret)
{
    const char *text = json_string_value(value);
    int64_t hour;
    int64_t minute;
    char parts[6] = "";

    if (!text || strlen(text) != 5 || text[2] != ':')
        return school_complain(r, path, "时间应写成 \"08:00\"");
    memcpy(parts, text, 5);
    parts[2] = '\0';
    if (!text_to_i64(parts, 0, 24, &hour) ||
        !text_to_i64(parts + 3, 0, 59, &minute) || hour * 60 + minute > 1440)
        return school_complain(r, path, "时间为 00:00 至 24:00");
    *ret = hour * 60 + minute;
    return 0;
}

static int read_day(struct school_reader *r, const json_t *value,
                    const char *path, int64_t *ret)
{
    const char *text = json_string_value(value);

    if (!text || time_parse_day(text, ret) < 0)
        return school_complain(r, path, "日期应写成 \"2025-04-01\"");
    return 0;
}

/* An empty list of a make-up round lets in nobody yet; elsewhere it is none. */
static int read_uids(struct school_reader *r, const json_t *list,
                     const char *path, struct phase *phase)
{
    size_t n = json_array_size(list);
    const char **uids;

    if (!list)
        return 0;
    if (!json_is_array(list) || n > UIDS_MAX)
        return school_complain(r, path, "uids 应为学籍号列表");
    if (n == 0 && phase->kind != PHASE_MAKE_UP)
        return 0;
    uids = must_alloc((n + 1) * sizeof *uids);
    phase->uids = uids; /* school_free() frees it */
    phase->uids_len = n;
    for (size_t i = 0; i < n; i++) {
        uids[i] = json_string_value(json_array_get(list, i));
        if (!uids[i])
            return school_complain(r, path, "每个学籍号应为文字");
    }
    return 0;
}

static int read_days(struct school_reader *r, const json_t *value,
                     const char *path, struct phase *phase)
{
    int result =
        read_day(r, json_object_get(value, "from"), path, &phase->first_day);

    if (result == 0)
        result =
            read_day(r, json_object_get(value, "to"), path, &phase->last_day);
    if (result < 0)
        return result;
    if (phase->last_day < phase->first_day)
        return school_complain(r, path, "to 早于 from");
    if (phase->last_day - phase->first_day >= PHASE_DAYS_MAX)
        return school_complain(r, path, "一个阶段最多 400 天");
    return 0;
}

static int read_phase(struct school_reader *r, const json_t *value,
                      const char *path, struct phase *phase)
{
    static const char *const KNOWN[] = {"phase", "from", "to", "campus",
                                        "level", "uids", NULL};
    const char *kind = json_string_value(json_object_get(value, "phase"));
    int result;

    if (!kind || !phase_of_name(kind, &phase->kind))
        return school_complain(
            r, path, "phase 可为 first_capture、review、recapture 或 make_up");
    result = school_want_members(r, value, path, KNOWN);
    if (result == 0)
        result = read_days(r, value, path, phase);
    if (result == 0)
        result = school_read_text(r, json_object_get(value, "campus"), path, 64,
                                  &phase->campus);
    if (result == 0)
        result = school_read_text(r, json_object_get(value, "level"), path, 64,
                                  &phase->level);
    if (result == 0)
        result = read_uids(r, json_object_get(value, "uids"), path, phase);
    return result;
}

int school_read_phases(struct school_reader *r, const json_t *value)
{
    size_t n = json_array_size(value);
    struct school *s = r->school;

    if (!json_is_array(value) || n > SCHEDULE_PHASES_MAX)
        return school_complain(r, "phases", "应为最多 64 项的列表");
    s->phases = must_alloc((n + 1) * sizeof *s->phases);
    s->schedule.phases = s->phases;
    s->schedule.phases_len = n;
    for (size_t i = 0; i < n; i++) {
        char path[PATH_SIZE];

        (void)snprintf(path, sizeof path, "phases[%zu]", i);
        if (read_phase(r, json_array_get(value, i), path, &s->phases[i]) < 0)
            return -EINVAL;
    }
    return 0;
}

int school_read_closed_days(struct school_reader *r, const json_t *value)
{
    size_t n = json_array_size(value);
    struct school *s = r->school;

    if (!json_is_array(value) || n > CLOSED_DAYS_MAX)
        return school_complain(r, "closed_days", "应为最多 400 个日期的列表");
    s->closed_days = must_alloc((n + 1) * sizeof *s->closed_days);
    s->schedule.closed_days = s->closed_days;
    s->schedule.closed_days_len = n;
    for (size_t i = 0; i < n; i++) {
        char path[PATH_SIZE];

        (void)snprintf(path, sizeof path, "closed_days[%zu]", i);
        if (read_day(r, json_array_get(value, i), path, &s->closed_days[i]) < 0)
            return -EINVAL;
    }
    return 0;
}
