#ifndef INGEST_MEDIA_H
#define INGEST_MEDIA_H

/*
 * media - what a request says that its body is.
 */

#include "net/http_server.h"

/* Is the body of this type ("image/jpeg"), whatever its parameters?  False for
 * one that is packed too (Content-Encoding): nothing here unpacks. */
bool media_is(const struct http_exchange *x, const char *type);

#endif
