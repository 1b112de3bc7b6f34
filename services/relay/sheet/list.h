#ifndef RELAY_SHEET_LIST_H
#define RELAY_SHEET_LIST_H

/*
 * list - which photos `tucai-relay sheet` prints, and what stands beside them:
 * the command's own words, or a file with a line per photo,
 *
 *     PATH <tab> CAPTION <tab> CODE
 *
 * of which only the path must be there.  Read line by line: 100,000 photos
 * need no memory at once.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { LIST_LINE_MAX_BYTES = 8192 };

/* Borrowed until the next call of list_next(). */
struct list_item {
    const char *path, *caption, *code;
};

struct list {
    FILE *file;   /* or, where there is none: */
    char **paths; /* up to a NULL, all with: */
    const char *caption, *code;
    size_t line; /* of the file, the last one read; from 1 */
    char text[LIST_LINE_MAX_BYTES];
};

/* 1 and the next item; 0 at the end; or a negative errno: -EMSGSIZE for a line
 * of LIST_LINE_MAX_BYTES or more, -EINVAL for one with more than three fields
 * or without a path.  Empty lines are passed over. */
int list_next(struct list *list, struct list_item *ret)
    __attribute__((warn_unused_result));

/* Items in all; 0 where that cannot be known beforehand (a pipe). */
size_t list_count(struct list *list);

#endif
