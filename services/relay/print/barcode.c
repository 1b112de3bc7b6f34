#include "relay/print/barcode.h"

#include "core/check.h"

#include <errno.h>
#include <string.h>
#include <zint.h>

bool barcode_is_code(const char *code)
{
    size_t len = strlen(code);

    return len > 0 && len <= BARCODE_CODE_MAX &&
           strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == len;
}

int barcode_make(const char *code, struct barcode *ret)
{
    struct zint_symbol *z = ZBarcode_Create();

    if (!z)
        return -ENOMEM;
    z->symbology = BARCODE_CODE128;
    CHECK(ZBarcode_Encode(z, (const unsigned char *)code, 0) == 0);
    CHECK(z->width <= BARCODE_MODULES_MAX);
    ret->modules = (size_t)z->width;
    for (size_t i = 0; i < ret->modules; i++)
        ret->is_bar[i] = z->encoded_data[0][i / 8] >> (i % 8) & 1;
    ZBarcode_Delete(z);
    return 0;
}

unsigned barcode_module(const struct barcode *b, unsigned dots)
{
    unsigned wide = (unsigned)b->modules + 2 * BARCODE_QUIET;
    unsigned module = dots / wide;

    if (module > BARCODE_MODULE_MAX)
        return BARCODE_MODULE_MAX;
    return module >= BARCODE_MODULE_MIN ? module : 0;
}
