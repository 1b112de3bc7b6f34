#include "model/consent.h"

#include "core/text.h"

#include <string.h>

void consents_add(struct consents *consents, int64_t at_ms, const char *version)
{
    struct consent *c;

    if (consents->len == CONSENTS_MAX) {
        consents->len--;
        memmove(&consents->at[1], &consents->at[2],
                (consents->len - 1) * sizeof *consents->at);
    }
    c = &consents->at[consents->len++];
    c->at_ms = at_ms;
    c->given = version[0] != '\0';
    text_copy(c->version, sizeof c->version, version);
}
