#include "billing/bill/day_books.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "core/time.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef char order_no[33];

/* The day's orders of both sides, each once, and the bill's lines by order. */
struct gathered {
    size_t n_orders, n_lines;
    order_no *orders;
    struct statement_line *lines;
};

struct compare {
    struct redis *redis;
    struct day_books *books;
    struct reconcile_day day;
    struct own_order own; /* that is compared now */
    bool is_full;         /* no memory for what was told */
};

static void gathered_done(struct gathered *g)
{
    free(g->orders);
    free(g->lines);
}

void day_books_done(struct day_books *books)
{
    report_freep(&books->report);
    free(books->mends);
    books->mends = NULL;
    books->n = 0;
}

/* ---- gathering ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const order_no *)a, *(const order_no *)b);
}

static int by_order(const void *a, const void *b)
{
    const struct statement_line *x = a, *y = b;
    int by_no = strcmp(x->order_no, y->order_no);

    return by_no ? by_no : (int)x->is_refund - (int)y->is_refund;
}

static void add_members(struct gathered *g, const struct redis_reply *list)
{
    for (size_t i = 0; i < redis_reply_count(list); i++) {
        struct bytes no = redis_reply_bytes(redis_reply_at(list, i));

        if (no.len >= sizeof(order_no))
            continue; /* none of ours has so long a number */
        memcpy(g->orders[g->n_orders++], no.at, no.len);
    }
}

static void unite(struct gathered *g)
{
    size_t kept = 0;

    if (g->n_orders == 0)
        return;
    qsort(g->orders, g->n_orders, sizeof *g->orders, by_text);
    for (size_t i = 0; i < g->n_orders; i++) {
        if (kept == 0 || strcmp(g->orders[kept - 1], g->orders[i]) != 0)
            memmove(g->orders[kept++], g->orders[i], sizeof(order_no));
    }
    g->n_orders = kept;
}

static int gather(struct compare *c, const struct statement *bill,
                  struct gathered *g)
{
    _cleanup_(redis_reply_freep) struct redis_reply *paid = NULL;
    _cleanup_(redis_reply_freep) struct redis_reply *refunded = NULL;
    int r = own_list(c->redis, "paid", c->day.from_ms, &paid);

    if (r == 0)
        r = own_list(c->redis, "refunded", c->day.from_ms, &refunded);
    if (r < 0)
        return r;
    g->orders = calloc(bill->n + redis_reply_count(paid) +
                           redis_reply_count(refunded) + 1,
                       sizeof *g->orders);
    g->lines = calloc(bill->n + 1, sizeof *g->lines);
    if (!g->orders || !g->lines)
        return -ENOMEM;
    for (size_t i = 0; i < bill->n; i++) {
        text_copy(g->orders[g->n_orders++], sizeof(order_no),
                  bill->at[i].order_no);
        g->lines[g->n_lines++] = bill->at[i];
    }
    qsort(g->lines, g->n_lines, sizeof *g->lines, by_order);
    add_members(g, paid);
    add_members(g, refunded);
    unite(g);
    return 0;
}

/* ---- comparing ---- */

static void on_difference(void *ctx, const struct difference *difference)
{
    struct compare *c = ctx;
    struct day_books *books = c->books;
    struct day_mend *more;

    report_add_difference(books->report, difference);
    if (difference->mend == MEND_NONE || c->is_full)
        return;
    more = reallocarray(books->mends, books->n + 1, sizeof *more);
    if (!more) {
        c->is_full = true;
        return;
    }
    books->mends = more;
    memset(&more[books->n], 0, sizeof *more);
    more[books->n].mend = difference->mend;
    more[books->n].order = *difference->order;
    text_copy(more[books->n].uid, sizeof more->uid, difference->uid);
    books->n++;
}

static int compare_orders(struct compare *c, const struct gathered *g)
{
    size_t line = 0;

    for (size_t i = 0; i < g->n_orders; i++) {
        size_t first = line;
        int r = own_order(c->redis, g->orders[i], &c->own);

        if (r < 0)
            return r;
        while (line < g->n_lines &&
               strcmp(g->lines[line].order_no, g->orders[i]) == 0)
            line++;
        report_add_ours(c->books->report, &c->day, &c->own.order);
        for (size_t s = 0; s < c->own.seconds.len; s++)
            report_add_ours(c->books->report, &c->day, &c->own.seconds.at[s]);
        reconcile_order(&c->day, &c->own, &g->lines[first], line - first);
    }
    return c->is_full ? -ENOMEM : 0;
}

static int compare_submission(struct compare *c, struct bytes uid)
{
    struct difference difference = {.kind = DIFFERENCE_UNPAID_SUBMISSION,
                                    .order_no = "",
                                    .ours_fen = -1,
                                    .bill_fen = -1};
    char text[ID_SIZE] = "";
    bool unpaid = false;
    int r;

    if (uid.len == 0 || uid.len >= sizeof text)
        return 0;
    memcpy(text, uid.at, uid.len);
    difference.uid = text;
    r = own_is_unpaid(c->redis, text, &unpaid);
    if (r == 0 && unpaid)
        report_add_difference(c->books->report, &difference);
    return r;
}

static int compare_submissions(struct compare *c)
{
    _cleanup_(redis_reply_freep) struct redis_reply *list = NULL;
    int r = own_list(c->redis, "submitted", c->day.from_ms, &list);
    size_t n = r == 0 ? redis_reply_count(list) : 0;

    for (size_t i = 0; r == 0 && i < n; i++)
        r = compare_submission(c, redis_reply_bytes(redis_reply_at(list, i)));
    return r;
}

int day_books_compare(struct redis *redis, int64_t local_day,
                      const struct statement *bill, struct day_books *ret)
{
    _cleanup_(gathered_done) struct gathered g = {0};
    struct compare c = {
        .redis = redis,
        .books = ret,
        .day = {.from_ms = time_day_start_ms(local_day),
                .to_ms = time_day_start_ms(local_day + 1),
                .tell = on_difference},
    };
    int r;

    c.day.ctx = &c;
    report_add_bill(ret->report, bill);
    r = gather(&c, bill, &g);
    if (r == 0)
        r = compare_orders(&c, &g);
    return r < 0 ? r : compare_submissions(&c);
}
