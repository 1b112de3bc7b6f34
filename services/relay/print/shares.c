#include "relay/print/shares.h"

#include "core/check.h"

#include <stdio.h>

void shares_add(struct shares *s, const struct share *share)
{
    CHECK(s->count < LAYOUT_PRINTS_MAX && share->count > 0);
    s->at[s->count] = *share;
    s->at[s->count++].first = s->used;
    s->used += share->count;
}

static bool is_in(const struct share *share, const struct layout_row *row)
{
    return share->first < row->first + row->count &&
           share->first + share->count > row->first;
}

size_t shares_in_row(const struct shares *s, const struct layout_row *row)
{
    size_t n = 0;

    for (size_t i = 0; i < s->count; i++)
        n += is_in(&s->at[i], row);
    return n;
}

/* From and up to which of the row's places, from 0 and without the end. */
static void span(const struct share *share, const struct layout_row *row,
                 size_t *ret_from, size_t *ret_end)
{
    size_t end = share->first + share->count;

    *ret_from = share->first > row->first ? share->first - row->first : 0;
    *ret_end = end < row->first + row->count ? end - row->first : row->count;
}

static int write_range(char *to, size_t size, size_t first, size_t last)
{
    if (first == last)
        return snprintf(to, size, "%zu", first);
    return snprintf(to, size, "%zu-%zu", first, last);
}

/* " (2-5/5)", or nothing where all of them stand here. */
static void write_which(const struct share *share, size_t place, size_t n,
                        char *to, size_t size)
{
    size_t nth = share->nth + (place - share->first);
    char range[48];

    *to = 0;
    if (n == share->of)
        return;
    (void)write_range(range, sizeof range, nth, nth + n - 1);
    (void)snprintf(to, size, " (%s/%u)", range, share->of);
}

static void write_one(const struct share *share, const struct layout_row *row,
                      char ret[SHARES_LINE_SIZE])
{
    char range[48], which[80];
    size_t from, end;

    span(share, row, &from, &end);
    (void)write_range(range, sizeof range, from + 1, end);
    write_which(share, row->first + from, end - from, which, sizeof which);
    (void)snprintf(ret, SHARES_LINE_SIZE, "左起%s%s %s", range, which,
                   share->caption);
}

static void write_many(const struct share *first, const struct share *last,
                       const struct layout_row *row, char ret[SHARES_LINE_SIZE])
{
    size_t from, end, unused;

    span(first, row, &from, &unused);
    span(last, row, &unused, &end);
    (void)snprintf(ret, SHARES_LINE_SIZE, "左起%zu-%zu %.300s … %.300s",
                   from + 1, end, first->caption, last->caption);
}

void shares_line(const struct shares *s, const struct layout_row *row,
                 size_t line, size_t lines, char ret[SHARES_LINE_SIZE])
{
    const struct share *first = s->at, *last;

    while (!is_in(first, row))
        first++;
    last = first + shares_in_row(s, row) - 1;
    first += line;
    CHECK(line < lines && first <= last);
    if (line + 1 < lines || first == last)
        write_one(first, row, ret);
    else
        write_many(first, last, row, ret);
}
