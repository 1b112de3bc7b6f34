#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"
#include "relay/print/sheets.h"
#include "relay/print/units.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MARK_WIDTH_PT 0.25

/* Cairo must see a picture until the page is shown, or it copies pixels. */
enum { PICTURES_MAX = LAYOUT_PRINTS_MAX + 1 };

struct pdf {
    struct sheets_form form;
    int fault; /* of the first write that failed */
    cairo_surface_t *file;
    cairo_t *page;
    struct caption *caption;
    cairo_surface_t *marks; /* drawn once, shown on every page */
    uint8_t *no_pixels;     /* what Cairo holds instead of the decoded photo */
    size_t picture_count;   /* the last is the one in hand */
    cairo_surface_t *pictures[PICTURES_MAX];
};

static cairo_status_t write_piece(void *closure, const unsigned char *data,
                                  unsigned int len)
{
    struct pdf *p = closure;

    if (p->fault == 0)
        p->fault = p->form.write(p->form.to, (struct bytes){data, len});
    return p->fault ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Cairo's own state: only memory can fail beside what write_piece noted. */
static int fault_of(const struct pdf *p)
{
    if (p->fault)
        return p->fault;
    if (cairo_status(p->page) != CAIRO_STATUS_SUCCESS ||
        cairo_surface_status(p->file) != CAIRO_STATUS_SUCCESS)
        return -ENOMEM;
    return 0;
}

static cairo_surface_t *record_marks(const struct layout *l)
{
    cairo_rectangle_t paper = {0, 0, points(l->paper.width_um),
                               points(l->paper.height_um)};
    cairo_surface_t *marks =
        cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &paper);
    cairo_t *page = cairo_create(marks);

    cairo_set_source_rgb(page, 0, 0, 0);
    cairo_set_line_width(page, MARK_WIDTH_PT);
    for (size_t i = 0; i < l->mark_count; i++) {
        const struct layout_mark *m = &l->marks[i];
        cairo_move_to(page, points(m->x1_um), points(m->y1_um));
        cairo_line_to(page, points(m->x2_um), points(m->y2_um));
    }
    cairo_stroke(page);
    cairo_destroy(page);
    return marks;
}

static void drop_pictures(struct pdf *p, size_t keep)
{
    for (size_t i = 0; i + keep < p->picture_count; i++)
        cairo_surface_destroy(p->pictures[i]);
    if (keep && p->picture_count)
        p->pictures[0] = p->pictures[p->picture_count - 1];
    p->picture_count = p->picture_count < keep ? p->picture_count : keep;
}

static void pdf_free(void *self)
{
    struct pdf *p = self;

    if (!p)
        return;
    caption_free(p->caption);
    if (p->page)
        cairo_destroy(p->page);
    if (p->file) {
        p->fault = p->fault ? p->fault : -ECANCELED; /* write no more */
        cairo_surface_destroy(p->file);
    }
    if (p->marks)
        cairo_surface_destroy(p->marks);
    drop_pictures(p, 0);
    free(p->no_pixels);
    free(p);
}

static void pdf_freep(struct pdf **p)
{
    pdf_free(*p);
}

static int pdf_open(const struct sheets_form *form, void **ret)
{
    const struct layout_paper *paper = &form->layout->paper;
    _cleanup_(pdf_freep) struct pdf *p = must_alloc(sizeof *p);
    char made[TIME_TEXT_SIZE];
    int r;

    p->form = *form;
    p->file = cairo_pdf_surface_create_for_stream(
        write_piece, p, points(paper->width_um), points(paper->height_um));
    time_format(form->made_ms, made);
    cairo_pdf_surface_set_metadata(p->file, CAIRO_PDF_METADATA_CREATE_DATE,
                                   made);
    p->page = cairo_create(p->file);
    p->marks = record_marks(form->layout);
    p->no_pixels =
        must_alloc((size_t)SHEET_PHOTO_WIDTH_PX * SHEET_PHOTO_HEIGHT_PX * 4);
    r = caption_new(p->page, &p->caption);
    if (r == 0)
        r = fault_of(p);
    if (r < 0)
        return r;
    *ret = steal(&p);
    return 0;
}

/* A picture that is the JPEG to the PDF and never looked at as pixels. */
static int pdf_photo(void *self, struct bytes jpeg)
{
    struct pdf *p = self;
    cairo_surface_t *picture = cairo_image_surface_create_for_data(
        p->no_pixels, CAIRO_FORMAT_RGB24, SHEET_PHOTO_WIDTH_PX,
        SHEET_PHOTO_HEIGHT_PX, SHEET_PHOTO_WIDTH_PX * 4);
    uint8_t *copy = must_alloc(jpeg.len);

    memcpy(copy, jpeg.at, jpeg.len);
    if (cairo_surface_set_mime_data(picture, CAIRO_MIME_TYPE_JPEG, copy,
                                    jpeg.len, free,
                                    copy) != CAIRO_STATUS_SUCCESS) {
        free(copy);
        cairo_surface_destroy(picture);
        return -ENOMEM;
    }
    CHECK(p->picture_count < PICTURES_MAX);
    p->pictures[p->picture_count++] = picture;
    return 0;
}

/*
 * The whole photo, seen through a window of the print's size.  In a group of
 * its own: Cairo 1.16 names a picture once per use in its page's list, and a
 * name that stands there twice is no sound PDF.
 */
static void pdf_print(void *self, const struct layout_print *place)
{
    struct pdf *p = self;
    double scale = points(LAYOUT_PRINT_LONG_UM) / SHEET_PHOTO_HEIGHT_PX;

    cairo_save(p->page);
    cairo_translate(
        p->page, points(place->at.x_um),
        points(place->at.y_um + (place->turned ? place->at.height_um : 0)));
    if (place->turned)
        cairo_rotate(p->page, -M_PI_2);
    cairo_rectangle(p->page, 0, 0, points(LAYOUT_PRINT_SHORT_UM),
                    points(LAYOUT_PRINT_LONG_UM));
    cairo_clip(p->page);
    cairo_push_group(p->page);
    cairo_scale(p->page, scale, scale);
    cairo_set_source_surface(p->page, p->pictures[p->picture_count - 1],
                             -SHEET_HIDDEN_PX, 0);
    cairo_paint(p->page);
    cairo_pop_group_to_source(p->page);
    cairo_paint(p->page);
    cairo_restore(p->page);
}

static int pdf_end_sheet(void *self, const struct furniture *furniture)
{
    struct pdf *p = self;

    cairo_set_source_surface(p->page, p->marks, 0, 0);
    cairo_paint(p->page);
    furniture_draw(furniture, p->caption, p->page);
    cairo_show_page(p->page);
    drop_pictures(p, 1);
    return fault_of(p);
}

static int pdf_finish(void *self)
{
    struct pdf *p = self;

    cairo_surface_finish(p->file);
    if (p->fault)
        return p->fault;
    return cairo_surface_status(p->file) == CAIRO_STATUS_SUCCESS ? 0 : -ENOMEM;
}

const struct sheets_maker PDF_SHEETS = {
    pdf_open, pdf_photo, pdf_print, pdf_end_sheet, pdf_finish, pdf_free,
};
