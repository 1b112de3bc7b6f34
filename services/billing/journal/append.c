#include "billing/journal/append.h"

#include "billing/journal/book.h"
#include "core/cleanup.h"
#include "core/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define AT_ONCE "500"

/* An outbox entry: {id, {"event", JSON}}. */
static int take(struct book *book, const struct redis_reply *entry)
{
    struct bytes id = redis_reply_bytes(redis_reply_at(entry, 0));
    const struct redis_reply *fields = redis_reply_at(entry, 1);
    char outbox[EVENT_OUTBOX_SIZE] = "";

    if (id.len == 0 || id.len >= sizeof outbox || redis_reply_count(fields) < 2)
        return -EBADMSG;
    memcpy(outbox, id.at, id.len);
    return book_add(book, outbox, redis_reply_bytes(redis_reply_at(fields, 1)));
}

/* Up to AT_ONCE entries; *ret_n says how many. */
static int take_some(const struct journal *journal, struct book *book,
                     size_t *ret_n)
{
    _cleanup_(redis_reply_freep) struct redis_reply *entries = NULL;
    char after[EVENT_OUTBOX_SIZE + 1];
    const char *const words[] = {"XRANGE", EVENT_OUTBOX_KEY, after,
                                 "+",      "COUNT",          AT_ONCE};
    int r;

    (void)snprintf(after, sizeof after, "(%s", book_outbox(book));
    r = redis_ask(journal->redis, words, 6, &entries);
    *ret_n = r == 0 ? redis_reply_count(entries) : 0;
    for (size_t i = 0; r == 0 && i < *ret_n; i++)
        r = take(book, redis_reply_at(entries, i));
    return r < 0 ? r : book_commit(book);
}

static int take_all(const struct journal *journal, int64_t now_ms,
                    char ret_outbox[EVENT_OUTBOX_SIZE])
{
    _cleanup_(book_closep) struct book *book = NULL;
    int r = book_open(journal->folder, journal->key, now_ms, &book);
    size_t n = 1;

    while (r == 0 && n > 0)
        r = take_some(journal, book, &n);
    if (r == 0)
        text_copy(ret_outbox, EVENT_OUTBOX_SIZE, book_outbox(book));
    return r;
}

void append_handle(const struct journal *journal, const struct job *job,
                   struct outcome *outcome)
{
    char outbox[EVENT_OUTBOX_SIZE];
    int r = take_all(journal, job->now_ms, outbox);

    if (r < 0) { /* for a person, but nothing is lost meanwhile */
        outcome_later(outcome, 0, strerror(-r));
        return;
    }
    outcome_ok(outcome, (struct bytes){NULL, 0});
    effect_xtrim(outcome, EVENT_OUTBOX_KEY, outbox);
}
