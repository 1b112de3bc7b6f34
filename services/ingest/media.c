#include "ingest/media.h"

#include <string.h>
#include <strings.h>

bool media_is(const struct http_exchange *x, const char *type)
{
    const char *given = http_header(x, "content-type");
    const char *packing = http_header(x, "content-encoding");
    size_t len = strlen(type);

    if (packing && strcasecmp(packing, "identity") != 0)
        return false;
    return given && strncasecmp(given, type, len) == 0 &&
           strchr("; \t", given[len]) != NULL; /* the text's end, too */
}
