#include "qc/check/preview.h"

#include "image/jpeg_write.h"
#include "image/halve.h"

enum { QUALITY = 80, DPI = 72, BYTES_MAX = 4 * 1000 * 1000 };

void preview_done(struct preview *p)
{
    image_done(&p->half);
    buf_done(&p->jpeg);
}

int preview_make(struct preview *p, const struct image *upright,
                 struct bytes *ret)
{
    int side =
        upright->width > upright->height ? upright->width : upright->height;
    bool halve = side > PREVIEW_SIDE_MAX;
    int r = halve ? image_halve(upright, &p->half) : 0;

    if (p->jpeg.max == 0)
        p->jpeg = BUF_INIT(BYTES_MAX);
    if (r == 0)
        r = jpeg_write(halve ? &p->half : upright, QUALITY, DPI, &p->jpeg);
    if (r == 0)
        *ret = buf_view(&p->jpeg);
    return r;
}
