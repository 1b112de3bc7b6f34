#include "billing/bill/statement.h"

#include "core/cleanup.h"
#include "core/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 48, AMOUNT_MAX_YUAN = 100000000 };

/* Our columns; a bill has more, in any order. */
enum column {
    COLUMN_MCHID,
    COLUMN_TRANSACTION,
    COLUMN_ORDER,
    COLUMN_STATE,
    COLUMN_REFUND,
    COLUMN_PAID,
    COLUMN_REFUNDED,
    COLUMNS,
};

static const char *const NAMES[COLUMNS] = {
    [COLUMN_MCHID] = "商户号",          [COLUMN_TRANSACTION] = "微信订单号",
    [COLUMN_ORDER] = "商户订单号",      [COLUMN_STATE] = "交易状态",
    [COLUMN_REFUND] = "商户退款单号",   [COLUMN_PAID] = "订单金额",
    [COLUMN_REFUNDED] = "申请退款金额",
};

enum { SUM_COUNT, SUM_PAID, SUM_REFUNDED, SUMS };

static const char *const SUM_NAMES[SUMS] = {
    [SUM_COUNT] = "总交易单数",
    [SUM_PAID] = "订单总金额",
    [SUM_REFUNDED] = "申请退款总金额",
};

/* ---- lines and fields ---- */

/* Takes the next line off *text, without its line end; false at the end. */
static bool next_line(struct bytes *text, struct bytes *ret)
{
    const uint8_t *end;

    if (text->len == 0)
        return false;
    end = memchr(text->at, '\n', text->len);
    *ret = (struct bytes){text->at, end ? (size_t)(end - text->at) : text->len};
    text->at += ret->len + (end != NULL);
    text->len -= ret->len + (end != NULL);
    if (ret->len > 0 && ret->at[ret->len - 1] == '\r')
        ret->len--;
    return true;
}

/* Splits by a separator; 0 if there are too many fields. */
static size_t split(struct bytes line, const char *separator,
                    struct bytes ret[FIELDS_MAX])
{
    size_t len = strlen(separator), n = 0;

    for (;;) {
        const uint8_t *end =
            line.len ? memmem(line.at, line.len, separator, len) : NULL;

        if (n == FIELDS_MAX)
            return 0;
        ret[n++] =
            (struct bytes){line.at, end ? (size_t)(end - line.at) : line.len};
        if (!end)
            return n;
        line.len -= (size_t)(end - line.at) + len;
        line.at = end + len;
    }
}

static bool is_data(struct bytes line)
{
    return line.len > 0 && line.at[0] == '`';
}

static size_t split_data(struct bytes line, struct bytes ret[FIELDS_MAX])
{
    return split((struct bytes){line.at + 1, line.len - 1}, ",`", ret);
}

/* Where each of the names stands in a heading; false if one is not there. */
static bool find_columns(struct bytes heading, const char *const *names,
                         size_t n, size_t *ret)
{
    struct bytes fields[FIELDS_MAX];
    size_t count = split(heading, ",", fields);

    for (size_t i = 0; i < n; i++) {
        size_t at = 0;

        while (at < count && !bytes_equal(fields[at], bytes_of_text(names[i])))
            at++;
        if (at == count)
            return false;
        ret[i] = at;
    }
    return true;
}

static bool get_text(struct bytes field, char *ret, size_t size)
{
    if (field.len >= size || memchr(field.at, '\0', field.len))
        return false;
    memcpy(ret, field.at, field.len);
    ret[field.len] = '\0';
    return true;
}

static bool get_count(struct bytes field, int64_t *ret)
{
    char text[24];

    return get_text(field, text, sizeof text) &&
           text_to_i64(text, 0, STATEMENT_LINES_MAX, ret);
}

/* "15.00", "15.5" or "15" yuan. */
static bool get_fen(struct bytes field, int64_t *ret)
{
    char text[24];
    char *point;
    int64_t yuan, fen = 0;

    if (!get_text(field, text, sizeof text))
        return false;
    point = strchr(text, '.');
    if (point) {
        size_t digits = strlen(point + 1);

        *point = '\0';
        if (digits < 1 || digits > 2 || !text_to_i64(point + 1, 0, 99, &fen))
            return false;
        fen = digits == 1 ? fen * 10 : fen;
    }
    if (!text_to_i64(text, 0, AMOUNT_MAX_YUAN, &yuan))
        return false;
    *ret = yuan * 100 + fen;
    return true;
}

/* ---- one line ---- */

static int read_line(const struct bytes *f, const size_t *columns,
                     const char *mchid, struct statement_line *ret)
{
    struct statement_line line = {
        .is_refund =
            bytes_equal(f[columns[COLUMN_STATE]], bytes_of_text("REFUND")),
    };
    enum column amount = line.is_refund ? COLUMN_REFUNDED : COLUMN_PAID;

    if (!bytes_equal(f[columns[COLUMN_MCHID]], bytes_of_text(mchid)))
        return STATEMENT_WRONG_MERCHANT;
    if (!line.is_refund &&
        !bytes_equal(f[columns[COLUMN_STATE]], bytes_of_text("SUCCESS")))
        return STATEMENT_MALFORMED;
    if (!get_text(f[columns[COLUMN_ORDER]], line.order_no,
                  sizeof line.order_no) ||
        !get_text(f[columns[COLUMN_TRANSACTION]], line.transaction_id,
                  sizeof line.transaction_id) ||
        !get_fen(f[columns[amount]], &line.fen) || !line.order_no[0])
        return STATEMENT_MALFORMED;
    if (line.is_refund && (!get_text(f[columns[COLUMN_REFUND]], line.refund_no,
                                     sizeof line.refund_no) ||
                           !line.refund_no[0]))
        return STATEMENT_MALFORMED;
    *ret = line;
    return 0;
}

static int add_line(struct statement *s, const struct statement_line *line)
{
    if ((s->n & (s->n - 1)) == 0) { /* 0 or a power of two: full */
        struct statement_line *at =
            reallocarray(s->at, s->n ? 2 * s->n : 1, sizeof *at);

        if (!at)
            return -ENOMEM;
        s->at = at;
    }
    s->at[s->n++] = *line;
    return 0;
}

static int take_line(struct statement *s, struct bytes text,
                     const size_t *columns, const char *mchid)
{
    struct bytes fields[FIELDS_MAX];
    struct statement_line line;
    size_t n = split_data(text, fields);
    int r;

    for (size_t i = 0; i < COLUMNS; i++) {
        if (columns[i] >= n)
            return STATEMENT_MALFORMED;
    }
    if (s->n == STATEMENT_LINES_MAX)
        return STATEMENT_TOO_LONG;
    r = read_line(fields, columns, mchid, &line);
    return r != 0 ? r : add_line(s, &line);
}

/* ---- the sums ---- */

static bool sums_fit(const struct statement *s, const struct bytes *fields,
                     const size_t *columns)
{
    int64_t count, paid, refunded;

    if (!get_count(fields[columns[SUM_COUNT]], &count) ||
        !get_fen(fields[columns[SUM_PAID]], &paid) ||
        !get_fen(fields[columns[SUM_REFUNDED]], &refunded))
        return false;
    for (size_t i = 0; i < s->n; i++) {
        if (s->at[i].is_refund)
            refunded -= s->at[i].fen;
        else
            paid -= s->at[i].fen;
    }
    return count == (int64_t)s->n && paid == 0 && refunded == 0;
}

static int check_sums(const struct statement *s, struct bytes heading,
                      struct bytes *rest)
{
    struct bytes fields[FIELDS_MAX], line;
    size_t columns[SUMS], n;

    if (!find_columns(heading, SUM_NAMES, SUMS, columns) ||
        !next_line(rest, &line) || !is_data(line))
        return STATEMENT_MALFORMED;
    n = split_data(line, fields);
    for (size_t i = 0; i < SUMS; i++) {
        if (columns[i] >= n)
            return STATEMENT_MALFORMED;
    }
    return sums_fit(s, fields, columns) ? 0 : STATEMENT_WRONG_SUM;
}

/* ---- the whole ---- */

static void skip_mark(struct bytes *text)
{
    if (text->len >= 3 && memcmp(text->at, "\xEF\xBB\xBF", 3) == 0) {
        text->at += 3;
        text->len -= 3;
    }
}

static int read_all(struct bytes text, const char *mchid, struct statement *s)
{
    size_t columns[COLUMNS];
    struct bytes line;
    int r = 0;

    skip_mark(&text);
    if (!next_line(&text, &line) ||
        !find_columns(line, NAMES, COLUMNS, columns))
        return STATEMENT_MALFORMED;
    while (r == 0) {
        if (!next_line(&text, &line))
            return STATEMENT_MALFORMED; /* cut off before the sums */
        if (!is_data(line))
            return check_sums(s, line, &text);
        r = take_line(s, line, columns, mchid);
    }
    return r;
}

int statement_read(struct bytes text, const char *mchid, struct statement *ret)
{
    _cleanup_(statement_done) struct statement s = {0};
    int r = read_all(text, mchid, &s);

    if (r != 0)
        return r;
    *ret = s;
    s = (struct statement){0};
    return 0;
}

void statement_done(struct statement *statement)
{
    free(statement->at);
    *statement = (struct statement){0};
}

const char *statement_refusal_name(enum statement_refusal refusal)
{
    switch (refusal) {
    case STATEMENT_MALFORMED:
        return "malformed";
    case STATEMENT_WRONG_MERCHANT:
        return "wrong_merchant";
    case STATEMENT_WRONG_SUM:
        return "wrong_sum";
    case STATEMENT_TOO_LONG:
        return "too_long";
    }
    abort();
}
