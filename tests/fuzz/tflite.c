#include "fuzz.h"

#include "core/check.h"
#include "qc/face/nn_plan.h"

#include <errno.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct tflite_model m;
    struct nn_plan plan;
    int r = tflite_read((struct bytes){data, len}, &m);

    CHECK(r == 0 || r == -EINVAL);
    if (r < 0)
        return 0;
    if (nn_plan_make(&m, &plan) == 0)
        nn_plan_done(&plan);
    tflite_done(&m);
    return 0;
}
