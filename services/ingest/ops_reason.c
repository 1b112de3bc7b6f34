#include "ingest/ops_reason.h"

#include "core/text.h"

#include <stdio.h>
#include <string.h>

json_t *ops_reason(struct bytes reason)
{
    static const char REFUSED[] = "effect refused: ";
    char whole[4 * OPS_REASON_SIZE], text[OPS_REASON_SIZE];
    char *family;

    if (reason.len == 0 || !text_is_utf8(reason))
        return json_null();
    (void)snprintf(whole, sizeof whole, "%.*s", (int)reason.len,
                   (const char *)reason.at);
    text_copy(text, sizeof text, whole);
    if (strncmp(text, REFUSED, sizeof REFUSED - 1) == 0) {
        family = strchr(text + sizeof REFUSED - 1, ':');
        if (family)
            family[1] = '\0';
    }
    return json_string(text);
}
