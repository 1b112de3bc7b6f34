#ifndef INGEST_WEB_H
#define INGEST_WEB_H

/*
 * web - the pages, read into memory at start: a few files, a few tens of KB.
 *
 * "/" is the student page; "/school/" and the like are the index.html of
 * their folder.  Hidden files and unknown kinds of file are not served.
 */

#include "ingest/call.h"

struct web;

/* dir "": nothing is served.  0 or a fault. */
int web_new(const char *dir, struct web **ret)
    __attribute__((warn_unused_result));
void web_free(struct web *w); /* NULL is fine */

/* Is there a page at this path (as sent)? */
bool web_has(const struct web *w, const char *path);

call_fn web_get;

#endif
