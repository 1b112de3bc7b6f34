#include "billing/handlers.h"
#include "core/check.h"
#include "core/time.h"
#include "model/roster_read.h"
#include "model/roster_store.h"

#include <stdlib.h>
#include <string.h>

enum {
    ERRORS_SHOWN = 200,
    /* Of what one commit may hold (8 MiB of effects), less keys and names. */
    STORED_BYTES_MAX = 7 << 20,
};

/* ---- what is wrong, as JSON ---- */

static json_t *columns_json(const bool has[ROSTER_COLUMNS])
{
    json_t *list = json_array();

    for (size_t i = 0; i < ROSTER_COLUMNS; i++) {
        if (has[i])
            (void)json_array_append_new(list,
                                        json_string(ROSTER_COLUMN_NAMES[i]));
    }
    return list;
}

static json_t *header_json(const struct roster_header *header)
{
    json_t *unknown = json_array();

    for (size_t i = 0; i < header->n_unknown; i++)
        (void)json_array_append_new(unknown, json_string(header->unknown[i]));
    return json_pack("{s:o, s:o, s:o}", "missing",
                     columns_json(header->missing), "unknown", unknown,
                     "repeated", columns_json(header->repeated));
}

static json_t *error_json(const struct roster_fault *fault)
{
    json_t *error =
        json_pack("{s:I, s:s, s:s}", "line", (json_int_t)fault->line, "reason",
                  roster_reason_name(fault->reason), "detail",
                  roster_reason_text(fault->reason));

    if (fault->reason == ROSTER_DUPLICATE)
        (void)json_object_set_new(error, "first_line",
                                  json_integer((json_int_t)fault->first_line));
    return error;
}

/* The first of them, and how many more there are. */
static void add_errors(json_t *to, const struct roster_reading *reading)
{
    size_t n = reading->n_faults;
    json_t *list = json_array();

    if (n > ERRORS_SHOWN)
        n = ERRORS_SHOWN;
    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(list, error_json(&reading->faults[i]));
    (void)json_object_set_new(to, "errors", list);
    (void)json_object_set_new(to, "errors_omitted",
                              json_integer((json_int_t)(reading->n_bad - n)));
}

/* ---- refusals of the whole file ---- */

static void refuse_text(struct decision *d,
                        const struct roster_reading *reading)
{
    json_t *extra = json_object();

    if (reading->bad_line)
        (void)json_object_set_new(extra, "line",
                                  json_integer((json_int_t)reading->bad_line));
    refuse(d, 422, "roster_encoding",
           "文件编码无法识别，请另存为 UTF-8 或 GB18030（GBK）的 CSV 文件。",
           extra);
}

static void refuse_lines(struct decision *d, const char *code,
                         const char *detail,
                         const struct roster_reading *reading)
{
    json_t *extra = json_object();

    add_errors(extra, reading);
    refuse(d, 422, code, detail, extra);
}

/* False when it has refused. */
static bool is_readable(struct decision *d, enum roster_end end,
                        const struct roster_reading *reading)
{
    switch (end) {
    case ROSTER_READ:
        return true;
    case ROSTER_NO_TEXT:
        refuse_text(d, reading);
        return false;
    case ROSTER_BAD_HEADER:
        refuse(d, 422, "roster_columns",
               "表头须为 student_uid,student_no,campus,college,class "
               "五列，顺序不限。",
               header_json(&reading->header));
        return false;
    case ROSTER_TOO_LONG:
    case ROSTER_NO_MEMORY:
        break;
    }
    refuse(d, 422, "roster_too_large", "一个学校的名册最多200000行。",
           json_pack("{s:i}", "max_lines", ROSTER_LINES_MAX));
    return false;
}

/* All or nothing, if that was wished; and never nothing at all. */
static bool is_acceptable(const struct scene *scene, struct decision *d,
                          const struct roster_reading *reading)
{
    if (scene->command->put_roster->strict && reading->n_bad > 0) {
        refuse_lines(d, "roster_invalid", "名册有错误，没有导入任何一行。",
                     reading);
        return false;
    }
    if (reading->roster->n == 0) {
        refuse_lines(d, "roster_empty", "名册中没有可用的行，原名册保持不变。",
                     reading);
        return false;
    }
    return true;
}

/* ---- keeping it ---- */

static size_t encode(const struct roster *roster, int64_t now_ms,
                     struct roster_write *write)
{
    size_t bytes = 0;

    CHECK(roster_head_encode(roster, now_ms, &write->head) == 0);
    for (size_t i = 0; i < write->n_parts; i++) {
        CHECK(roster_part_encode(roster, i, &write->parts[i]) == 0);
        bytes += write->parts[i].len;
    }
    return bytes + write->head.len;
}

static void keep(const struct scene *scene, struct decision *d,
                 const struct roster *roster)
{
    struct roster_write *write = decision_roster(d, roster_parts(roster));

    scene_copy(write->school_code, sizeof write->school_code,
               scene->command->put_roster->school_code);
    write->version = scene->roster.version;
    write->old_parts = scene->roster.parts;
    if (encode(roster, scene->now_ms, write) > STORED_BYTES_MAX)
        refuse(d, 422, "roster_too_large",
               "名册内容过大，请缩短校区、学院和班级的名称。", NULL);
}

/* The same again says that it is in use still (R41), once a day. */
static bool is_news(const struct scene *scene,
                    const struct roster_change *change)
{
    return change->added + change->changed + change->removed > 0 ||
           scene->now_ms - scene->roster.imported_ms >= TIME_MS_PER_DAY;
}

static void replace(const struct scene *scene, struct decision *d,
                    const struct roster_reading *reading)
{
    struct roster_change change =
        roster_compare(scene->roster.before, reading->roster);
    json_t *answer = json_pack(
        "{s:I, s:I, s:I, s:I}", "added", (json_int_t)change.added, "changed",
        (json_int_t)change.changed, "unchanged", (json_int_t)change.unchanged,
        "removed", (json_int_t)change.removed);

    add_errors(answer, reading);
    decide(d, 200, answer);
    if (is_news(scene, &change))
        keep(scene, d, reading->roster);
}

void roster_put(struct scene *scene, struct decision *d)
{
    struct roster_reading reading;
    enum roster_end end;

    if (!scene->school) {
        refuse_unknown(d);
        return;
    }
    end = roster_read(scene->roster.csv, &reading);
    if (is_readable(d, end, &reading) && is_acceptable(scene, d, &reading))
        replace(scene, d, &reading);
    roster_reading_done(&reading);
}
