#include "net/blob_place.h"

#include "core/check.h"
#include "core/random.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void blob_location_new(char ret[BLOB_LOCATION_SIZE])
{
    random_id(ret, (BLOB_LOCATION_SIZE - 1) / 2);
}

bool blob_location_is_good(const char *location)
{
    return location && strlen(location) == BLOB_LOCATION_SIZE - 1 &&
           strspn(location, "0123456789abcdef") == BLOB_LOCATION_SIZE - 1;
}

int blob_place(const char *dir, const char *location, enum blob_path which,
               char ret[BLOB_PATH_MAX])
{
    const char *l = location;
    int n = -1;

    if (!blob_location_is_good(l))
        return -EINVAL;
    switch (which) {
    case BLOB_PATH_OBJECT:
        n = snprintf(ret, BLOB_PATH_MAX, "%s/%.2s/%.2s/%s", dir, l, l + 2, l);
        break;
    case BLOB_PATH_FOLDER:
        n = snprintf(ret, BLOB_PATH_MAX, "%s/%.2s/%.2s", dir, l, l + 2);
        break;
    case BLOB_PATH_PARENT:
        n = snprintf(ret, BLOB_PATH_MAX, "%s/%.2s", dir, l);
        break;
    case BLOB_PATH_TEMP:
        n = snprintf(ret, BLOB_PATH_MAX, "%s/tmp/%s", dir, l);
        break;
    }
    CHECK(n >= 0);
    return n < BLOB_PATH_MAX ? 0 : -ENAMETOOLONG;
}

void blob_nonce(const uint8_t head[BLOB_HEAD_BYTES], uint32_t i, bool last,
                uint8_t ret[BLOB_NONCE_BYTES])
{
    memcpy(ret, head + BLOB_PREFIX_AT, BLOB_PREFIX_BYTES);
    ret[7] = (uint8_t)(i >> 24);
    ret[8] = (uint8_t)(i >> 16);
    ret[9] = (uint8_t)(i >> 8);
    ret[10] = (uint8_t)i;
    ret[11] = last;
}
