#include "model/finding_table.h"

#include "core/check.h"
#include "model/catalogue.h"
#include "model/ruleset.h"

#include <math.h>
#include <stdio.h>

enum { LINE_SIZE = 1024, LIMITS_SIZE = 64 };

/* "0.1 …", "-14 … 14", "" */
static void put_limits(double min, double max, char ret[LIMITS_SIZE])
{
    char low[24] = "", high[24] = "";

    if (isfinite(min))
        (void)snprintf(low, sizeof low, "%.6g ", min);
    if (isfinite(max))
        (void)snprintf(high, sizeof high, " %.6g", max);
    (void)snprintf(ret, LIMITS_SIZE, "%s%s%s", low, *low || *high ? "…" : "",
                   high);
}

static int put_finding(const struct ruleset *set, enum finding_code code,
                       struct buf *ret)
{
    const struct finding_about *about = finding_about(code);
    const struct rule *rule = &set->rules[code];
    struct catalogue_entry says = catalogue_of(code);
    char allowed[LIMITS_SIZE], quiet[LIMITS_SIZE], line[LINE_SIZE];
    char measure[LIMITS_SIZE] = "";

    put_limits(rule->min, rule->max, allowed);
    put_limits(rule->warn_min, rule->warn_max, quiet);
    if (about->measure)
        (void)snprintf(measure, sizeof measure, "`%s`, %s", about->measure,
                       about->unit);
    (void)snprintf(line, sizeof line,
                   "| %d | `%s` | %s | %s | %s | %s | %s | %s |\n", code + 1,
                   about->name, says.message, says.advice, measure,
                   finding_severity_name(rule->severity), allowed, quiet);
    return buf_add_text(ret, line);
}

static int put_findings(struct buf *ret)
{
    struct ruleset set;
    int r = buf_add_text(
        ret, "| | code | message | advice | measured, unit | severity | "
             "allowed | no warning in |\n"
             "| --- | --- | --- | --- | --- | --- | --- | --- |\n");

    ruleset_default(&set);
    for (int i = 0; r == 0 && i < FINDING_CODES; i++)
        r = put_finding(&set, (enum finding_code)i, ret);
    return r;
}

/* ---- the photo's form ---- */

/* What a preset says in one row of the table. */
static int put_cell(const char *preset, const struct photo_number *number,
                    struct buf *ret)
{
    struct ruleset set;
    char cell[LIMITS_SIZE];
    int r = ruleset_of_job(preset, &set);

    CHECK(r == 0);
    if (number)
        (void)snprintf(cell, sizeof cell, " %.7g |",
                       photo_number_get(&set.photo, number));
    else
        (void)snprintf(cell, sizeof cell, " %s |", set.photo.background);
    return buf_add_text(ret, cell);
}

static int put_row(const struct photo_number *number, struct buf *ret)
{
    char line[LINE_SIZE] = "| `background` | blue, white, grey |";
    int r;

    if (number)
        (void)snprintf(line, sizeof line, "| `%s` | %.7g … %.7g |",
                       number->name, number->least, number->most);
    r = buf_add_text(ret, line);
    for (int i = 0; r == 0 && ruleset_preset_name(i); i++)
        r = put_cell(ruleset_preset_name(i), number, ret);
    return r == 0 ? buf_add_text(ret, "\n") : r;
}

static int put_photo(struct buf *ret)
{
    char line[LINE_SIZE];
    int r = buf_add_text(ret, "\n| member of `photo` | from … to |");

    for (int i = 0; r == 0 && ruleset_preset_name(i); i++) {
        (void)snprintf(line, sizeof line, " `%s` |", ruleset_preset_name(i));
        r = buf_add_text(ret, line);
    }
    if (r == 0)
        r = buf_add_text(ret, "\n| --- | --- |");
    for (int i = 0; r == 0 && ruleset_preset_name(i); i++)
        r = buf_add_text(ret, " --- |");
    if (r == 0)
        r = buf_add_text(ret, "\n");
    if (r == 0)
        r = put_row(NULL, ret);
    for (int i = 0; r == 0 && photo_number_at(i); i++)
        r = put_row(photo_number_at(i), ret);
    return r;
}

int finding_table(struct buf *ret)
{
    int r = put_findings(ret);

    return r == 0 ? put_photo(ret) : r;
}
