#ifndef BILLING_JOURNAL_BOOK_H
#define BILLING_JOURNAL_BOOK_H

/*
 * book - the journal opened for appending, by one process at a time.
 *
 * What came from the outbox up to book_outbox() is in it and durable: whoever
 * is killed between appending and telling finds so when it opens it again.  A
 * line that was cut off by a crash was never told, and is taken out.
 *
 * The file is that of the day on which the line is written, and never one that
 * is signed.
 *
 * Errors   0 or a negative errno; -EBADMSG: the last line cannot be read, so
 *          that nothing may be appended to it before a person looked.
 */

#include "billing/journal/day.h"
#include "billing/journal/event.h"

struct book;

/* Waits for whoever has it open.  key: signs the days that are over. */
int book_open(const char *folder, const struct signature_key *key,
              int64_t now_ms, struct book **ret)
    __attribute__((warn_unused_result));
struct book *book_close(struct book *book); /* NULL */
void book_closep(struct book **book);

/* Id of the last outbox entry that is in it; "0-0": none. */
const char *book_outbox(const struct book *book);

/* One more event, as billing wrote it; in memory until book_commit(). */
int book_add(struct book *book, const char *outbox, struct bytes written)
    __attribute__((warn_unused_result));

/* Makes what was added durable.  After a fault the book must be closed. */
int book_commit(struct book *book) __attribute__((warn_unused_result));

#endif
