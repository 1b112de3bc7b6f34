#include "fuzz.h"

#include "core/check.h"
#include "image/exif.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    int o = exif_orientation((struct bytes){data, len});

    CHECK(o >= 1 && o <= 8);
    return 0;
}
