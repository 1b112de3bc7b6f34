#include "symbol.h"

#include "core/cleanup.h"

#include <errno.h>
#include <png.h>
#include <string.h>
#include <zint.h>

enum { LEVEL_M = 2, WHITE = 255 };

static void freezintp(struct zint_symbol **z)
{
    ZBarcode_Delete(*z);
}

int symbol_make(struct bytes text, struct symbol *ret)
{
    _cleanup_(freezintp) struct zint_symbol *z = ZBarcode_Create();

    if (!z)
        return -ENOMEM;
    z->symbology = BARCODE_QRCODE;
    z->option_1 = LEVEL_M;
    if (text.len == 0 || text.len > INT32_MAX ||
        ZBarcode_Encode(z, text.at, (int)text.len) >= ZINT_ERROR ||
        z->width != z->rows || z->width > SYMBOL_SIDE_MAX)
        return -EINVAL;

    ret->side = z->width;
    for (int y = 0; y < z->rows; y++) {
        for (int x = 0; x < z->width; x++)
            ret->dark[y][x] = z->encoded_data[y][x / 8] >> (x % 8) & 1;
    }
    return 0;
}

static void draw_row(const struct symbol *s, int y, int module_px, uint8_t *row)
{
    for (int x = 0; x < s->side * module_px; x++) {
        if (s->dark[y][x / module_px])
            row[x] = 0;
    }
}

static void draw(const struct symbol *s, int module_px, int margin, uint8_t *px)
{
    size_t side_px = (size_t)(s->side + 2 * margin) * (size_t)module_px;
    size_t edge_px = (size_t)margin * (size_t)module_px;

    memset(px, WHITE, side_px * side_px);
    for (int y = 0; y < s->side * module_px; y++)
        draw_row(s, y / module_px, module_px,
                 px + (edge_px + (size_t)y) * side_px + edge_px);
}

static int write_png(const uint8_t *px, int side_px, struct buf *ret)
{
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)side_px,
                     .height = (png_uint_32)side_px,
                     .format = PNG_FORMAT_GRAY};
    /* More than a PNG of that side can have. */
    png_alloc_size_t len = 2 * (size_t)(side_px + 16) * (size_t)(side_px + 16);
    uint8_t *room = buf_room(ret, len);

    if (!room)
        return -ENOMEM;
    if (!png_image_write_to_memory(&png, room, &len, 0, px, side_px, NULL))
        return -EIO;
    buf_grew(ret, len);
    return 0;
}

int symbol_png(const struct symbol *s, int module_px, int margin,
               struct buf *ret)
{
    int side_px = (s->side + 2 * margin) * module_px;
    _cleanup_(freep) uint8_t *px = malloc((size_t)side_px * (size_t)side_px);

    if (!px)
        return -ENOMEM;
    draw(s, module_px, margin, px);
    return write_png(px, side_px, ret);
}
