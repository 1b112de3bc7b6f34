#include "core/check.h"
#include "core/cleanup.h"
#include "image/jpeg_read.h"
#include "image/jpeg_write.h"
#include "image/resize.h"
#include "relay/print/pixel_grid.h"
#include "relay/print/sheets.h"
#include "relay/print/units.h"
#include "relay/print/zip_out.h"

#include <errno.h>
#include <stdlib.h>

enum {
    DPI = 300,
    QUALITY = 95, /* with full chroma: no block shows on a face */
    SHEET_MAX_BYTES = 32 << 20,
    NAME_SIZE = 32,
};

struct jpegs {
    struct sheets_form form;
    struct pixel_grid grid;
    cairo_surface_t *canvas;
    cairo_t *page;
    struct caption *caption;
    struct zip_out *zip;
    size_t sheet_count;

    struct jpeg_decoder decoder;
    struct resizer resizer;
    struct image photo; /* as it came */
    struct planes planes;
    struct image print; /* PIXEL_PRINT_SHORT x PIXEL_PRINT_LONG */
    struct image sheet;
    struct buf file;
};

static void jpegs_free(void *self)
{
    struct jpegs *j = self;

    if (!j)
        return;
    caption_free(j->caption);
    if (j->page)
        cairo_destroy(j->page);
    if (j->canvas)
        cairo_surface_destroy(j->canvas);
    zip_out_free(j->zip);
    jpeg_decoder_done(&j->decoder);
    resizer_done(&j->resizer);
    image_done(&j->photo);
    planes_done(&j->planes);
    image_done(&j->print);
    image_done(&j->sheet);
    buf_done(&j->file);
    free(j);
}

static void jpegs_freep(struct jpegs **j)
{
    jpegs_free(*j);
}

static void blank(struct jpegs *j)
{
    cairo_set_source_rgb(j->page, 1, 1, 1);
    cairo_paint(j->page);
}

static int jpegs_open(const struct sheets_form *form, void **ret)
{
    _cleanup_(jpegs_freep) struct jpegs *j = must_alloc(sizeof *j);
    int r;

    j->form = *form;
    j->file = BUF_INIT(SHEET_MAX_BYTES);
    j->grid = pixel_grid_of(form->layout);
    j->canvas = cairo_image_surface_create(CAIRO_FORMAT_RGB24, j->grid.width,
                                           j->grid.height);
    j->page = cairo_create(j->canvas);
    if (cairo_status(j->page) != CAIRO_STATUS_SUCCESS)
        return -ENOMEM;
    blank(j);
    cairo_scale(j->page, 1 / POINTS_PER_DOT, 1 / POINTS_PER_DOT);
    r = caption_new(j->page, &j->caption);
    if (r == 0)
        r = planes_fit(&j->planes, PIXEL_PRINT_SHORT, PIXEL_PRINT_LONG);
    if (r == 0)
        r = image_fit(&j->print, PIXEL_PRINT_SHORT, PIXEL_PRINT_LONG);
    if (r == 0)
        r = image_fit(&j->sheet, j->grid.width, j->grid.height);
    if (r == 0)
        r = zip_out_new(form->write, form->to, form->made_ms, &j->zip);
    if (r < 0)
        return r;
    *ret = steal(&j);
    return 0;
}

static uint8_t byte_of(float value)
{
    return value <= 0 ? 0 : (value >= 1 ? 255 : (uint8_t)(value * 255 + 0.5f));
}

/* Both sides by the same factor: cropped, never squeezed. */
static int scale(struct jpegs *j)
{
    const float factor =
        (float)PIXEL_PRINT_SHORT / (SHEET_PHOTO_WIDTH_PX - 2 * SHEET_HIDDEN_PX);
    const struct window window = {
        .left = SHEET_HIDDEN_PX,
        .top = (SHEET_PHOTO_HEIGHT_PX - PIXEL_PRINT_LONG / factor) / 2,
        .scale = factor,
    };
    size_t n = (size_t)PIXEL_PRINT_SHORT * PIXEL_PRINT_LONG;
    int r = resize_window(&j->resizer, &j->photo, &window, &j->planes);

    for (size_t i = 0; r == 0 && i < 3 * n; i++)
        j->print.px[i] = byte_of(j->planes.c[i % 3].at[i / 3]);
    return r;
}

static int jpegs_photo(void *self, struct bytes jpeg)
{
    struct jpegs *j = self;
    int r = jpeg_read(&j->decoder, jpeg, 1, &j->photo);

    if (r != 0)
        return r < 0 ? r : SHEET_DAMAGED;
    return scale(j);
}

static uint32_t word_of(const uint8_t *px)
{
    return (uint32_t)px[0] << 16 | (uint32_t)px[1] << 8 | px[2];
}

static void jpegs_print(void *self, const struct layout_print *place)
{
    struct jpegs *j = self;
    struct rect at = pixel_grid_print(place);
    size_t stride = (size_t)cairo_image_surface_get_stride(j->canvas) / 4;
    uint32_t *words;

    cairo_surface_flush(j->canvas);
    words = (uint32_t *)(void *)cairo_image_surface_get_data(j->canvas);
    for (int y = 0; y < at.height; y++) {
        uint32_t *row = words + (size_t)(at.y + y) * stride + at.x;
        for (int x = 0; x < at.width; x++)
            row[x] = word_of(place->turned
                                 ? image_at(&j->print, at.height - 1 - y, x)
                                 : image_at(&j->print, x, y));
    }
    cairo_surface_mark_dirty(j->canvas);
}

/* One dot wide: a cut runs through it. */
static void draw_marks(struct jpegs *j)
{
    cairo_save(j->page);
    cairo_identity_matrix(j->page);
    cairo_set_source_rgb(j->page, 0, 0, 0);
    for (size_t i = 0; i < j->form.layout->mark_count; i++) {
        struct rect at = pixel_grid_mark(&j->form.layout->marks[i]);
        cairo_rectangle(j->page, at.x, at.y, at.width, at.height);
    }
    cairo_fill(j->page);
    cairo_restore(j->page);
}

static void take_sheet(struct jpegs *j)
{
    size_t stride = (size_t)cairo_image_surface_get_stride(j->canvas) / 4;
    const uint32_t *words;

    cairo_surface_flush(j->canvas);
    words = (const void *)cairo_image_surface_get_data(j->canvas);
    for (int y = 0; y < j->sheet.height; y++) {
        for (int x = 0; x < j->sheet.width; x++) {
            uint32_t word = words[(size_t)y * stride + (size_t)x];
            uint8_t *px = image_at(&j->sheet, x, y);
            px[0] = (uint8_t)(word >> 16);
            px[1] = (uint8_t)(word >> 8);
            px[2] = (uint8_t)word;
        }
    }
}

static int jpegs_end_sheet(void *self, const struct furniture *furniture)
{
    static const struct jpeg_target target = {.dpi = DPI};
    static const struct jpeg_coding coding = {.quality = QUALITY,
                                              .full_chroma = true};
    struct jpegs *j = self;
    char name[NAME_SIZE];
    int r;

    draw_marks(j);
    furniture_draw(furniture, j->caption, j->page);
    if (cairo_status(j->page) != CAIRO_STATUS_SUCCESS)
        return -ENOMEM;
    take_sheet(j);
    blank(j);
    r = jpeg_write_again(&j->sheet, &target, &coding, &j->file);
    if (r < 0)
        return r;
    (void)snprintf(name, sizeof name, "%04zu.jpg", ++j->sheet_count);
    return zip_out_add(j->zip, name, buf_view(&j->file));
}

static int jpegs_finish(void *self)
{
    struct jpegs *j = self;

    return zip_out_finish(j->zip);
}

const struct sheets_maker JPEG_SHEETS = {
    jpegs_open,      jpegs_photo,  jpegs_print,
    jpegs_end_sheet, jpegs_finish, jpegs_free,
};
