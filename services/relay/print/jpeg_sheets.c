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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DPI = 300,
    QUALITY = 95, /* with full chroma: no block shows on a face */
    SHEET_MAX_BYTES = 32 << 20,
    NAME_SIZE = 32,
};

/* A photo is decoded and scaled once, and copied to each of its places. */
struct jpegs {
    struct sheets_form form;
    struct pixel_grid grid;
    cairo_surface_t *canvas; /* what stands beside the prints, and they not */
    cairo_t *page;
    struct caption *caption;
    struct zip_out *zip;
    size_t sheet_count;

    struct jpeg_decoder decoder;
    struct resizer resizer;
    struct image photo; /* as it came */
    struct planes planes;
    struct image print;  /* PIXEL_PRINT_SHORT x PIXEL_PRINT_LONG */
    struct image turned; /* the same on its side, made when asked for: */
    bool has_turned;
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
    image_done(&j->turned);
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
    memset(j->sheet.px, 255,
           (size_t)3 * (size_t)j->grid.width * (size_t)j->grid.height);
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
    cairo_set_source_rgb(j->page, 1, 1, 1);
    cairo_paint(j->page);
    cairo_scale(j->page, 1 / POINTS_PER_DOT, 1 / POINTS_PER_DOT);
    r = caption_new(&j->caption);
    if (r == 0)
        r = planes_fit(&j->planes, PIXEL_PRINT_SHORT, PIXEL_PRINT_LONG);
    if (r == 0)
        r = image_fit(&j->print, PIXEL_PRINT_SHORT, PIXEL_PRINT_LONG);
    if (r == 0)
        r = image_fit(&j->turned, PIXEL_PRINT_LONG, PIXEL_PRINT_SHORT);
    if (r == 0)
        r = image_fit(&j->sheet, j->grid.width, j->grid.height);
    if (r == 0)
        r = zip_out_new(form->write, form->to, form->made_ms, &j->zip);
    if (r < 0)
        return r;
    blank(j);
    *ret = steal(&j);
    return 0;
}

static uint8_t byte_of(float value)
{
    int level = (int)(value * 255 + 0.5f);

    return (uint8_t)(level < 0 ? 0 : (level > 255 ? 255 : level));
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

    for (size_t c = 0; r == 0 && c < 3; c++) {
        const float *from = j->planes.c[c].at;
        for (size_t i = 0; i < n; i++)
            j->print.px[3 * i + c] = byte_of(from[i]);
    }
    j->has_turned = false;
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

/* Its head to the left. */
static void turn(struct jpegs *j)
{
    for (int y = 0; y < j->turned.height; y++) {
        uint8_t *to = image_at(&j->turned, 0, y);
        for (int x = 0; x < j->turned.width; x++)
            memcpy(to + (ptrdiff_t)3 * x,
                   image_at(&j->print, j->turned.height - 1 - y, x), 3);
    }
    j->has_turned = true;
}

static void jpegs_print(void *self, const struct layout_print *place)
{
    struct jpegs *j = self;
    struct rect at = pixel_grid_print(place);
    const struct image *from = place->turned ? &j->turned : &j->print;

    if (place->turned && !j->has_turned)
        turn(j);
    for (int y = 0; y < at.height; y++)
        memcpy(image_at(&j->sheet, at.x, at.y + y), image_at(from, 0, y),
               (size_t)3 * (size_t)at.width);
}

/* One dot wide: a cut runs through it. */
static void draw_marks(struct jpegs *j)
{
    for (size_t i = 0; i < j->form.layout->mark_count; i++) {
        struct rect at = pixel_grid_mark(&j->form.layout->marks[i]);
        for (int y = at.y; y < at.y + at.height; y++)
            memset(image_at(&j->sheet, at.x, y), 0,
                   (size_t)3 * (size_t)at.width);
    }
}

static uint32_t *word_at(const struct jpegs *j, int x, int y)
{
    uint8_t *data = cairo_image_surface_get_data(j->canvas);
    ptrdiff_t stride = cairo_image_surface_get_stride(j->canvas);

    return (uint32_t *)(void *)(data + y * stride) + x;
}

static void take(struct jpegs *j, struct rect at)
{
    for (int y = at.y; y < at.y + at.height; y++) {
        const uint32_t *word = word_at(j, at.x, y);
        uint8_t *px = image_at(&j->sheet, at.x, y);
        for (int x = 0; x < at.width; x++, word++, px += 3) {
            px[0] = (uint8_t)(*word >> 16);
            px[1] = (uint8_t)(*word >> 8);
            px[2] = (uint8_t)*word;
        }
    }
}

static void wipe(struct jpegs *j, struct rect at)
{
    for (int y = at.y; y < at.y + at.height; y++)
        memset(word_at(j, at.x, y), 255, 4 * (size_t)at.width);
}

/* What stands beside and below the prints; the two share a corner. */
static void take_rest(struct jpegs *j)
{
    struct rect right = pixel_grid_rest(&j->form.layout->right);
    struct rect below = pixel_grid_rest(&j->form.layout->below);

    cairo_surface_flush(j->canvas);
    take(j, right);
    take(j, below);
    wipe(j, right);
    wipe(j, below);
    cairo_surface_mark_dirty(j->canvas);
}

static int jpegs_end_sheet(void *self, const struct furniture *furniture)
{
    static const struct jpeg_target target = {.dpi = DPI};
    static const struct jpeg_coding coding = {
        .quality = QUALITY, .full_chroma = true, .quick = true};
    struct jpegs *j = self;
    char name[NAME_SIZE];
    int r;

    furniture_draw(furniture, j->caption, j->page);
    if (cairo_status(j->page) != CAIRO_STATUS_SUCCESS)
        return -ENOMEM;
    take_rest(j);
    draw_marks(j);
    r = jpeg_write_again(&j->sheet, &target, &coding, &j->file);
    blank(j);
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
