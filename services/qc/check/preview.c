#include "qc/check/preview.h"

#include "image/jpeg_write.h"

#include <math.h>

enum { QUALITY = 80, DPI = 72, BYTES_MAX = 1000 * 1000 };

void preview_done(struct preview *p)
{
    planes_done(&p->planes);
    image_done(&p->px);
    buf_done(&p->jpeg);
}

static uint8_t byte_of(float share)
{
    return (uint8_t)(fminf(fmaxf(share, 0), 1) * 255 + 0.5F);
}

static int shrink(struct preview *p, const struct image *from, float scale)
{
    const struct window all = {0, 0, scale};
    int width = (int)((float)from->width * scale);
    int height = (int)((float)from->height * scale);
    size_t n = (size_t)width * (size_t)height;
    int r = resize_window(from, &all, width, height, &p->planes);

    if (r == 0)
        r = image_fit(&p->px, width, height);
    for (size_t i = 0; r == 0 && i < 3 * n; i++)
        p->px.px[i] = byte_of(p->planes.c[i % 3].at[i / 3]);
    return r;
}

int preview_make(struct preview *p, const struct image *upright,
                 struct bytes *ret)
{
    int side =
        upright->width > upright->height ? upright->width : upright->height;
    const struct image *small = upright;
    int r = 0;

    if (side > PREVIEW_SIDE_MAX) {
        r = shrink(p, upright, (float)PREVIEW_SIDE_MAX / (float)side);
        small = &p->px;
    }
    if (p->jpeg.max == 0)
        p->jpeg = BUF_INIT(BYTES_MAX);
    if (r == 0)
        r = jpeg_write(small, QUALITY, DPI, &p->jpeg);
    if (r == 0)
        *ret = buf_view(&p->jpeg);
    return r;
}
