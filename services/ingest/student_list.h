#ifndef INGEST_STUDENT_LIST_H
#define INGEST_STUDENT_LIST_H

/*
 * student_list - a list of the staff's: the students that a sorted set names,
 * one after the other, as items of JSON.
 */

#include "ingest/call.h"

/* Appends what is to be said of c->student (c->school may be NULL). */
typedef void student_item_fn(const struct call *c, json_t *items);

/* words: a ZRANGE of four words that gives uids.  Answers {"<name>": [...]}.
 * name is a literal. */
void student_list(struct call *c, const char *const words[4], const char *name,
                  student_item_fn *fn);

/* The same of the sorted set `key`, page by page by the queries `limit` (1 to
 * LISTING_MAX) and `after`; answers {"<name>": [...], "next": cursor or
 * null}, or 400 `bad_request`.  A page of whom something is to be said may be
 * shorter than asked for and not be the last one. */
void student_page(struct call *c, const char *key, const char *name,
                  student_item_fn *fn);

#endif
