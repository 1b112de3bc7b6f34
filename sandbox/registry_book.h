#ifndef SANDBOX_REGISTRY_BOOK_H
#define SANDBOX_REGISTRY_BOOK_H

/*
 * registry_book - what the registry has answered, for ever, and the photos it
 * took: STATE/registry/
 *
 *   batches.jsonl    one answer per line, written before it is sent: the truth
 *   accepted.jsonl   one line each time that a photo was accepted
 *   requests.jsonl   one line per batch that came whole, also repeated ones
 *   photos/UID.jpg   accepted photos
 */

#include "core/bytes.h"

#include <jansson.h>

struct registry_book;

/* Reads what an earlier run wrote; a last line cut short counts as never
 * written.  0 or -errno. */
int registry_book_open(const char *state, struct registry_book **ret)
    __attribute__((warn_unused_result));
void registry_book_close(struct registry_book *book); /* NULL */

/* Borrowed; NULL if there is none. */
json_t *registry_book_batch(const struct registry_book *book,
                            const char *batch_id);
/* The receipt of a submission, from whatever batch. */
json_t *registry_book_receipt(const struct registry_book *book,
                              const char *submission_id);
/* The receipt with which a photo of this student was accepted. */
json_t *registry_book_accepted(const struct registry_book *book,
                               const char *student_uid);
/* Judgements: receipt numbers that were given. */
size_t registry_book_count(const struct registry_book *book);
/* How often a submission was accepted: more than once, and a sender sent it
 * twice to a registry that does not deduplicate. */
size_t registry_book_times(const struct registry_book *book,
                           const char *submission_id);
/* {batches, submissions, accepted, refused, accepted_again}: submissions but
 * for the first; a new reference. */
json_t *registry_book_sums(const struct registry_book *book);

/* Keeps an answer (borrowed).  0 or -errno; then nothing is kept. */
int registry_book_add(struct registry_book *book, json_t *answer)
    __attribute__((warn_unused_result));

int registry_book_photo(const struct registry_book *book,
                        const char *student_uid, struct bytes jpeg)
    __attribute__((warn_unused_result));

/* A line of requests.jsonl; takes the object. */
void registry_book_note(struct registry_book *book, json_t *line);

#endif
