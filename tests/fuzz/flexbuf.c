#include "fuzz.h"

#include "core/check.h"
#include "qc/face/flexbuf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct bytes map = {data, len};
    int v[16];

    (void)flexbuf_number(map, "scale_x", 1);
    (void)flexbuf_number(map, "output_width", 1);
    CHECK(flexbuf_ints(map, "subset_idxs", v, 16) <= 16);
    return 0;
}
