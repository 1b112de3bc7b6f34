#include "model/precondition.h"

#include "core/text.h"

#include <stdio.h>
#include <string.h>

/* "3", W/"3", and 3 as people type it; nothing behind it. */
static int64_t read_version(const char *tag)
{
    bool is_quoted;
    char digits[24];
    int64_t version;
    size_t len;

    tag += strncmp(tag, "W/", 2) == 0 ? 2 : 0;
    is_quoted = *tag == '"';
    tag += is_quoted;
    len = strspn(tag, "0123456789");
    (void)snprintf(digits, sizeof digits, "%.*s", (int)len, tag);
    if (strcmp(tag + len, is_quoted ? "\"" : "") != 0)
        return PRECONDITION_NEVER;
    return len < sizeof digits && text_to_i64(digits, 0, INT64_MAX, &version)
               ? version
               : PRECONDITION_NEVER;
}

int64_t precondition_read(const char *if_match, const char *if_none_match)
{
    bool wants_new = if_none_match && strcmp(if_none_match, "*") == 0;

    if (!if_match)
        return wants_new ? PRECONDITION_ABSENT : PRECONDITION_NONE;
    if (wants_new)
        return PRECONDITION_NEVER; /* there, and not there */
    return strcmp(if_match, "*") == 0 ? PRECONDITION_PRESENT
                                      : read_version(if_match);
}

bool precondition_holds(int64_t condition, uint64_t version)
{
    switch (condition) {
    case PRECONDITION_NONE:
        return true;
    case PRECONDITION_PRESENT:
        return version > 0;
    case PRECONDITION_ABSENT:
        return version == 0;
    default:
        return condition >= 0 && (uint64_t)condition == version;
    }
}
