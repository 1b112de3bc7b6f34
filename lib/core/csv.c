#include "core/csv.h"

#include <string.h>

void csv_init(struct csv *csv, char *text, size_t len)
{
    *csv = (struct csv){.at = text, .end = text + len, .line = 1};
    text[len] = '\0';
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Behind the end of the line at p, if there is one. */
static char *skip_line_end(struct csv *csv, char *p)
{
    if (p == csv->end)
        return p;
    csv->line++;
    return p + (p[0] == '\r' && p + 1 < csv->end && p[1] == '\n' ? 2 : 1);
}

static char *find_line_end(const struct csv *csv, char *p)
{
    while (p < csv->end && !is_line_end(*p))
        p++;
    return p;
}

static char *skip_spaces(const struct csv *csv, char *p)
{
    while (p < csv->end && *p == ' ')
        p++;
    return p;
}

/* A field as it stands in the text, quotes and all that they hold. */
struct span {
    char *begin, *end;
    bool is_quoted;
};

struct spans {
    struct span at[CSV_FIELDS_MAX];
    size_t n;
};

static void add_span(struct spans *spans, struct span span)
{
    if (spans->n < CSV_FIELDS_MAX)
        spans->at[spans->n] = span;
    spans->n++;
}

/* A field from p on; returns its end, a comma or the line's. */
static char *scan_plain(const struct csv *csv, char *p, struct spans *spans)
{
    struct span span = {.begin = p};

    while (p < csv->end && *p != ',' && !is_line_end(*p))
        p++;
    for (span.end = p; span.end > span.begin && span.end[-1] == ' ';)
        span.end--;
    add_span(spans, span);
    return p;
}

/* The closing quote of what was opened before p, or NULL.  Lines that begin
 * within are added to *lines. */
static char *find_close(const struct csv *csv, char *p, size_t *lines)
{
    const char *last = p + CSV_QUOTED_BYTES_MAX;

    for (; p < csv->end && p < last; p++) {
        bool is_last = p + 1 == csv->end;

        if (*p == '"' && (is_last || p[1] != '"'))
            return p;
        if (*p == '"')
            p++;
        else if (*p == '\n' || (*p == '\r' && (is_last || p[1] != '\n')))
            (*lines)++;
    }
    return NULL;
}

/* As scan_plain(), behind an opening quote; NULL when the quotes are wrong. */
static char *scan_quoted(const struct csv *csv, char *p, struct spans *spans,
                         size_t *lines)
{
    char *close = find_close(csv, p, lines);
    char *rest;

    if (!close)
        return NULL;
    rest = skip_spaces(csv, close + 1);
    if (rest < csv->end && *rest != ',' && !is_line_end(*rest))
        return NULL;
    add_span(spans, (struct span){.begin = p, .end = close, .is_quoted = true});
    return rest;
}

/* Takes one of each two quotes away. */
static char *undouble(char *from, const char *end)
{
    char *to = from;

    while (from < end) {
        *to++ = *from;
        from += *from == '"' ? 2 : 1;
    }
    return to;
}

static void take(const struct spans *spans, struct csv_record *ret)
{
    ret->n = spans->n;
    for (size_t i = 0; i < spans->n && i < CSV_FIELDS_MAX; i++) {
        const struct span *span = &spans->at[i];

        ret->fields[i] = span->begin;
        if (span->is_quoted)
            *undouble(span->begin, span->end) = '\0';
        else
            *span->end = '\0';
    }
}

/* The record's end, its line's; NULL when its quotes are wrong. */
static char *scan(const struct csv *csv, struct spans *ret, size_t *ret_lines)
{
    char *p = csv->at;

    for (;; p++) { /* over the comma */
        p = skip_spaces(csv, p);
        p = p < csv->end && *p == '"' ? scan_quoted(csv, p + 1, ret, ret_lines)
                                      : scan_plain(csv, p, ret);
        if (!p || p == csv->end || *p != ',')
            return p;
    }
}

/* One record, which may be empty; csv->at is not the end.  Nothing is changed
 * before its end is known. */
static void read_record(struct csv *csv, struct csv_record *ret)
{
    struct spans spans = {.n = 0};
    size_t lines = 0;
    char *end = scan(csv, &spans, &lines);

    *ret = (struct csv_record){.line = csv->line, .is_broken = !end};
    if (end)
        csv->line += lines;
    else
        end = find_line_end(csv, csv->at);
    csv->at = skip_line_end(csv, end);
    if (!ret->is_broken)
        take(&spans, ret);
}

static bool is_empty(const struct csv_record *record)
{
    if (record->is_broken || record->n > CSV_FIELDS_MAX)
        return false;
    for (size_t i = 0; i < record->n; i++) {
        if (*record->fields[i])
            return false;
    }
    return true;
}

bool csv_next(struct csv *csv, struct csv_record *ret)
{
    while (csv->at < csv->end) {
        read_record(csv, ret);
        if (!is_empty(ret))
            return true;
    }
    return false;
}

/* ---- writing ---- */

/* mark: "" or what stands before the field's own text. */
static int add_quoted(struct buf *to, const char *mark, const char *field)
{
    int r = buf_add(to, "\"", 1);

    if (r == 0)
        r = buf_add_text(to, mark);
    for (; *field && r == 0; field++) {
        if (*field == '"')
            r = buf_add(to, "\"", 1);
        if (r == 0)
            r = buf_add(to, field, 1);
    }
    return r < 0 ? r : buf_add(to, "\"", 1);
}

static bool needs_quotes(const char *field)
{
    size_t len = strlen(field);

    return field[strcspn(field, ",\"\r\n")] ||
           (len > 0 && (field[0] == ' ' || field[len - 1] == ' '));
}

/* Chinese spreadsheets take the wide forms too. */
static bool is_formula(const char *field)
{
    static const char *const WIDE[] = {"＝", "＋", "－", "＠"};

    if (*field && strchr("=+-@\t\r\n", *field))
        return true;
    for (size_t i = 0; i < sizeof WIDE / sizeof *WIDE; i++) {
        if (strncmp(field, WIDE[i], strlen(WIDE[i])) == 0)
            return true;
    }
    return false;
}

static int add_field(struct buf *to, const char *field, bool is_inert)
{
    const char *mark = is_inert && is_formula(field) ? "'" : "";
    int r;

    if (needs_quotes(field))
        return add_quoted(to, mark, field);
    r = buf_add_text(to, mark);
    return r < 0 ? r : buf_add_text(to, field);
}

static int add_record(struct buf *to, const char *const *fields, size_t n,
                      bool is_inert)
{
    int r = 0;

    for (size_t i = 0; i < n && r == 0; i++) {
        if (i > 0)
            r = buf_add(to, ",", 1);
        if (r == 0)
            r = add_field(to, fields[i], is_inert);
    }
    return r < 0 ? r : buf_add(to, "\r\n", 2);
}

int csv_add(struct buf *to, const char *const *fields, size_t n)
{
    return add_record(to, fields, n, false);
}

int csv_add_inert(struct buf *to, const char *const *fields, size_t n)
{
    return add_record(to, fields, n, true);
}
