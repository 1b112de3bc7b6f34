#include "ingest/url.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

/* What comes out fits and is shorter than what went in. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(freep) char *text = must_alloc(size + 1);
    char value[16], params[2][16];

    memcpy(text, data, size);
    if (url_query(text, "a", value, sizeof value))
        CHECK(strlen(value) < sizeof value && strlen(value) <= size);
    if (url_match("/a/{}/b/{}", text, params[0], 16))
        CHECK(strlen(params[0]) > 0 && strlen(params[1]) < 16);
    return 0;
}
