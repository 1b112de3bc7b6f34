#include "core/random.h"

#include "core/check.h"
#include "core/text.h"

#include <errno.h>
#include <sys/random.h>
#include <sys/types.h>

void random_fill(void *ret, size_t len)
{
    unsigned char *at = ret;

    while (len > 0) {
        ssize_t n = getrandom(at, len, 0);

        if (n < 0 && errno == EINTR)
            continue;
        CHECK(n > 0);
        at += n;
        len -= (size_t)n;
    }
}

void random_id(char *ret, size_t bytes)
{
    uint8_t raw[32];

    CHECK(bytes <= sizeof raw);
    random_fill(raw, bytes);
    text_hex((struct bytes){raw, bytes}, ret);
}
