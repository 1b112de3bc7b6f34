#ifndef INGEST_MEMBER_H
#define INGEST_MEMBER_H

/*
 * member - what a member of a JSON body has to be.  For those that are tried
 * (a one-time code, a password): a number instead of a text is a mistake of the
 * client's, and no wrong try.
 */

#include <stdbool.h>

struct call;

/* False: it is no string, 422 `request_invalid` naming it is answered. */
bool member_is_text(struct call *c, const char *name);

/* The same, but it may be missing or null. */
bool member_may_be_text(struct call *c, const char *name);

#endif
