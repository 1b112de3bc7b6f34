#include "decode/code.h"

#include "core/base45.h"
#include "core/cleanup.h"
#include "decode/envelope.h"

#include <string.h>

struct scheme {
    const char *prefix;
    int (*open)(struct bytes body, const struct keyring *ring,
                struct ticket *ret);
};

static int open_tc1(struct bytes body, const struct keyring *ring,
                    struct ticket *ret)
{
    _cleanup_(buf_done) struct buf envelope = BUF_INIT(ENVELOPE_MAX);
    int r = base45_decode(body, &envelope);

    if (r != 0)
        return r < 0 ? r : CODE_MALFORMED;
    return envelope_open(buf_view(&envelope), ring, ret);
}

static const struct scheme SCHEMES[] = {
    {"TC1:", open_tc1},
};

static const struct scheme *scheme_of(struct bytes text)
{
    for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++) {
        struct bytes prefix = bytes_of_text(SCHEMES[i].prefix);

        if (text.len >= prefix.len &&
            memcmp(text.at, prefix.at, prefix.len) == 0)
            return &SCHEMES[i];
    }
    return NULL;
}

bool code_is_ours(struct bytes text)
{
    return scheme_of(text) != NULL;
}

int code_open(struct bytes text, const struct keyring *ring, int64_t now_ms,
              struct ticket *ret)
{
    const struct scheme *scheme = scheme_of(text);
    struct ticket t;
    size_t skipped;
    int r;

    if (!scheme || text.len > CODE_TEXT_MAX)
        return CODE_MALFORMED;
    skipped = strlen(scheme->prefix);
    r = scheme->open((struct bytes){text.at + skipped, text.len - skipped},
                     ring, &t);
    if (r == 0)
        r = ticket_judge(&t, now_ms);
    if (r == 0)
        *ret = t;
    return r;
}
