#include "model/roster_read.h"

#include "core/charset.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "core/csv.h"
#include "core/text.h"
#include "model/records.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

const char *const ROSTER_COLUMN_NAMES[ROSTER_COLUMNS] = {
    "student_uid", "student_no", "campus", "college", "class"};

/* GB18030 becomes at most twice as long. */
enum { TEXT_BYTES_MAX = 64 << 20 };

struct entry {
    struct roster_line line;
    size_t at; /* line of the file */
};

struct reader {
    struct csv csv;
    size_t column_at[ROSTER_COLUMNS]; /* in a record */
    struct entry *entries;
    size_t n, cap;
    struct roster_reading *to;
    size_t faults_cap;
};

/* ---- lists that grow ---- */

static bool add_fault(struct reader *r, struct roster_fault fault)
{
    struct roster_reading *to = r->to;
    size_t cap = r->faults_cap ? 2 * r->faults_cap : 64;
    struct roster_fault *faults;

    to->n_bad++;
    if (fault.reason != ROSTER_DUPLICATE && to->n_faults >= ROSTER_FAULTS_KEPT)
        return true;
    if (to->n_faults == r->faults_cap) {
        faults = realloc(to->faults, cap * sizeof *faults);
        if (!faults)
            return false;
        to->faults = faults;
        r->faults_cap = cap;
    }
    to->faults[to->n_faults++] = fault;
    return true;
}

static enum roster_end add_entry(struct reader *r, const struct entry *entry)
{
    size_t cap = r->cap ? 2 * r->cap : 1024;
    struct entry *entries;

    if (r->n == ROSTER_LINES_MAX)
        return ROSTER_TOO_LONG;
    if (r->n == r->cap) {
        entries = realloc(r->entries, cap * sizeof *entries);
        if (!entries)
            return ROSTER_NO_MEMORY;
        r->entries = entries;
        r->cap = cap;
    }
    r->entries[r->n++] = *entry;
    return ROSTER_READ;
}

/* ---- the header ---- */

static size_t column_of(const char *name)
{
    size_t i = 0;

    while (i < ROSTER_COLUMNS && strcasecmp(ROSTER_COLUMN_NAMES[i], name) != 0)
        i++;
    return i;
}

static bool add_column(struct reader *r, struct roster_header *h,
                       const char *name, size_t at)
{
    size_t column = column_of(name);

    if (column == ROSTER_COLUMNS) {
        if (h->n_unknown < ROSTER_UNKNOWN_MAX)
            text_copy(h->unknown[h->n_unknown++], sizeof h->unknown[0], name);
        return false;
    }
    h->repeated[column] = !h->missing[column];
    h->missing[column] = false;
    r->column_at[column] = at;
    return !h->repeated[column];
}

static bool read_header(struct reader *r)
{
    struct roster_header *h = &r->to->header;
    struct csv_record record = {.n = 0};
    bool is_good = csv_next(&r->csv, &record) && !record.is_broken;

    for (size_t i = 0; i < ROSTER_COLUMNS; i++)
        h->missing[i] = true;
    for (size_t i = 0; i < record.n && i < CSV_FIELDS_MAX; i++)
        is_good = add_column(r, h, record.fields[i], i) && is_good;
    for (size_t i = 0; i < ROSTER_COLUMNS; i++)
        is_good = is_good && !h->missing[i];
    return is_good;
}

/* ---- the lines ---- */

static bool has_control(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < ' ' || *text == 0x7F)
            return true;
    }
    return false;
}

static bool uid_is_sound(const char *uid)
{
    char key[KEY_SIZE];

    return key_of("s", uid, key);
}

/* ROSTER_REASONS: nothing is wrong with it. */
static enum roster_reason judge(const struct reader *r,
                                const struct csv_record *record)
{
    const char *uid;

    if (record->is_broken)
        return ROSTER_BAD_QUOTES;
    if (record->n != ROSTER_COLUMNS)
        return ROSTER_WRONG_COLUMNS;
    for (size_t i = 0; i < ROSTER_COLUMNS; i++) {
        if (has_control(record->fields[i]))
            return ROSTER_CONTROL_CHARACTER;
        if (strlen(record->fields[i]) > ROSTER_FIELD_BYTES_MAX)
            return ROSTER_FIELD_TOO_LONG;
    }
    uid = record->fields[r->column_at[0]];
    if (!*uid)
        return ROSTER_UID_MISSING;
    return uid_is_sound(uid) ? ROSTER_REASONS : ROSTER_UID_INVALID;
}

static struct entry entry_of(const struct reader *r,
                             const struct csv_record *record)
{
    const size_t *at = r->column_at;

    return (struct entry){
        .at = record->line,
        .line = {.uid = record->fields[at[0]],
                 .student_no = record->fields[at[1]],
                 .campus = record->fields[at[2]],
                 .college = record->fields[at[3]],
                 .class_name = record->fields[at[4]]},
    };
}

static enum roster_end read_lines(struct reader *r)
{
    struct csv_record record;
    enum roster_end end = ROSTER_READ;

    while (end == ROSTER_READ && csv_next(&r->csv, &record)) {
        enum roster_reason reason = judge(r, &record);
        struct roster_fault fault = {.line = record.line, .reason = reason};
        struct entry entry;

        if (reason == ROSTER_REASONS) {
            entry = entry_of(r, &record);
            end = add_entry(r, &entry);
        } else if (!add_fault(r, fault)) {
            end = ROSTER_NO_MEMORY;
        }
    }
    return end;
}

/* ---- in order, each uid once ---- */

static int by_uid(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = strcmp(x->line.uid, y->line.uid);

    return order ? order : (x->at > y->at) - (x->at < y->at);
}

static int by_line(const void *a, const void *b)
{
    const struct roster_fault *x = a, *y = b;

    return (x->line > y->line) - (x->line < y->line);
}

static enum roster_end order_lines(struct reader *r)
{
    struct roster *roster = r->to->roster;
    const struct entry *first = NULL;

    if (r->n > 0)
        qsort(r->entries, r->n, sizeof *r->entries, by_uid);
    for (size_t i = 0; i < r->n; i++) {
        const struct entry *e = &r->entries[i];
        bool is_again = first && strcmp(first->line.uid, e->line.uid) == 0;
        struct roster_fault fault = {.line = e->at,
                                     .reason = ROSTER_DUPLICATE,
                                     .first_line = first ? first->at : 0};

        if (is_again ? !add_fault(r, fault) : !roster_add(roster, &e->line))
            return ROSTER_NO_MEMORY;
        if (!is_again)
            first = e;
    }
    if (r->to->n_faults > 0)
        qsort(r->to->faults, r->to->n_faults, sizeof *r->to->faults, by_line);
    return ROSTER_READ;
}

/* ---- the text ---- */

static size_t line_at(struct bytes text, size_t at)
{
    size_t line = 1;

    for (size_t i = 0; i < at && i < text.len; i++)
        line += text.at[i] == '\n';
    return line;
}

static enum roster_end read_text(struct bytes csv, struct buf *text,
                                 struct roster_reading *ret)
{
    size_t at = 0;
    int r = charset_to_utf8(csv, text, &at);

    if (r == 0)
        r = buf_add(text, "", 1); /* for csv_init() */
    if (r == -EILSEQ)
        ret->bad_line = at ? line_at(csv, at) : 0;
    if (r == -ENOMEM)
        return ROSTER_NO_MEMORY;
    return r < 0 ? ROSTER_NO_TEXT : ROSTER_READ;
}

enum roster_end roster_read(struct bytes csv, struct roster_reading *ret)
{
    struct reader r = {.to = ret};
    struct buf text = BUF_INIT(TEXT_BYTES_MAX + 1);
    enum roster_end end;

    *ret = (struct roster_reading){.roster = roster_new()};
    end = read_text(csv, &text, ret);
    if (end == ROSTER_READ) {
        csv_init(&r.csv, (char *)text.at, text.len - 1);
        roster_keep_text(ret->roster, (char *)steal(&text.at));
        end = read_header(&r) ? read_lines(&r) : ROSTER_BAD_HEADER;
    }
    if (end == ROSTER_READ)
        end = order_lines(&r);
    free(r.entries);
    buf_done(&text);
    if (end != ROSTER_READ)
        roster_freep(&ret->roster);
    return end;
}

void roster_reading_done(struct roster_reading *reading)
{
    roster_freep(&reading->roster);
    free(steal(&reading->faults));
    reading->n_faults = 0;
}

static const struct {
    const char *name, *text;
} REASONS[ROSTER_REASONS] = {
    [ROSTER_WRONG_COLUMNS] = {"wrong_columns", "列数与表头不符。"},
    [ROSTER_BAD_QUOTES] = {"bad_quotes", "引号不成对，或引号后还有内容。"},
    [ROSTER_UID_MISSING] = {"uid_missing", "缺少 student_uid。"},
    [ROSTER_UID_INVALID] = {"uid_invalid",
                            "student_uid 含有空格、引号或反斜杠。"},
    [ROSTER_FIELD_TOO_LONG] = {"field_too_long", "有一列超过64字节。"},
    [ROSTER_CONTROL_CHARACTER] = {"control_character",
                                  "含有换行、制表符等控制字符。"},
    [ROSTER_DUPLICATE] = {"duplicate_uid", "student_uid 与前面的行重复。"},
};

const char *roster_reason_name(enum roster_reason reason)
{
    CHECK((unsigned)reason < ROSTER_REASONS);
    return REASONS[reason].name;
}

const char *roster_reason_text(enum roster_reason reason)
{
    CHECK((unsigned)reason < ROSTER_REASONS);
    return REASONS[reason].text;
}
