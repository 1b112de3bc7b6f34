#include "ingest/archive/manifest.h"

#include "core/csv.h"
#include "core/time.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 12, CELL_SIZE = 160, PLAIN_DIGITS_MAX = 11 };

/* Spreadsheets show 12 digits as 1.2E+11 and keep no more than 15. */
static bool is_plain_number(const char *text)
{
    size_t len = strlen(text);

    return strspn(text, "0123456789") == len && len <= PLAIN_DIGITS_MAX &&
           (len == 1 || *text != '0');
}

/* How many bytes of it may stand in a number, a date or a time of day. */
static size_t numeric_length(const char *text)
{
    static const char *const WORDS[] = {"年", "月", "日", "时", "分", "秒"};
    const char *at = text;

    for (;;) {
        const char *from = at;

        at += strspn(at, "0123456789.,:/-+eE% ()");
        for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
            size_t len = strlen(WORDS[i]);

            if (strncmp(at, WORDS[i], len) == 0)
                at += len;
        }
        if (at == from)
            return (size_t)(at - text);
    }
}

static bool would_be_changed(const char *text)
{
    return strpbrk(text, "0123456789") && !is_plain_number(text) &&
           numeric_length(text) == strlen(text);
}

/* The cell as it is written; `room` is used if it must be another text. */
static const char *cell(const char *text, char room[CELL_SIZE])
{
    if (!would_be_changed(text) || strlen(text) + 2 > CELL_SIZE)
        return text;
    (void)snprintf(room, CELL_SIZE, "%s\t", text);
    return room;
}

int manifest_begin(struct buf *out)
{
    static const char *const NAMES[COLUMNS] = {
        "path",       "student_uid", "student_no", "campus",
        "college",    "class",       "sha256",     "bytes",
        "receipt_no", "accepted_at", "state",      "remark"};
    int r = buf_add_text(out, CSV_UTF8_MARK);

    return r < 0 ? r : csv_add(out, NAMES, COLUMNS);
}

int manifest_add(struct buf *out, const struct manifest_line *line)
{
    char room[COLUMNS][CELL_SIZE], bytes[24] = "", at[TIME_TEXT_SIZE] = "";
    const char *cells[COLUMNS] = {line->path,       line->student_uid,
                                  line->student_no, line->campus,
                                  line->college,    line->class_name,
                                  line->sha256,     bytes,
                                  line->receipt_no, at,
                                  line->state,      line->remark};

    if (*line->path)
        (void)snprintf(bytes, sizeof bytes, "%" PRIu64, line->length);
    if (line->accepted_ms > 0)
        time_format(line->accepted_ms, at);
    for (size_t i = 0; i < COLUMNS; i++)
        cells[i] = cell(cells[i], room[i]);
    return csv_add_inert(out, cells, COLUMNS);
}
