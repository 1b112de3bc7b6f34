#include "relay/print/sheet.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "image/jpeg_read.h"
#include "relay/print/caption.h"
#include "relay/print/units.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MARK_WIDTH_PT 0.25

struct sheet {
    struct layout layout;
    sheet_write *write;
    void *to;
    int fault; /* of the first write that failed */
    cairo_surface_t *pdf;
    cairo_t *page;
    struct caption *caption;
    cairo_surface_t *marks; /* drawn once, shown on every page */
    uint8_t *no_pixels;     /* what Cairo holds instead of the decoded photo */
};

static cairo_status_t write_piece(void *closure, const unsigned char *data,
                                  unsigned int len)
{
    struct sheet *s = closure;

    if (s->fault == 0)
        s->fault = s->write(s->to, (struct bytes){data, len});
    return s->fault ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Cairo's own state: only memory can fail beside what write_piece noted. */
static int fault_of(const struct sheet *s)
{
    if (s->fault)
        return s->fault;
    if (cairo_status(s->page) != CAIRO_STATUS_SUCCESS ||
        cairo_surface_status(s->pdf) != CAIRO_STATUS_SUCCESS)
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

int sheet_new(const struct layout *layout, sheet_write *write, void *to,
              struct sheet **ret)
{
    _cleanup_(sheet_freep) struct sheet *s = must_alloc(sizeof *s);
    int r;

    s->layout = *layout;
    s->write = write;
    s->to = to;
    s->pdf = cairo_pdf_surface_create_for_stream(
        write_piece, s, points(layout->paper.width_um),
        points(layout->paper.height_um));
    s->page = cairo_create(s->pdf);
    s->marks = record_marks(layout);
    s->no_pixels =
        must_alloc((size_t)SHEET_PHOTO_WIDTH_PX * SHEET_PHOTO_HEIGHT_PX * 4);
    r = caption_new(s->page, &s->caption);
    if (r < 0)
        return r;
    r = fault_of(s);
    if (r < 0)
        return r;
    *ret = steal(&s);
    return 0;
}

static int judge(struct bytes jpeg)
{
    struct jpeg_facts facts;
    int r;

    if (jpeg.len > SHEET_PHOTO_MAX_BYTES)
        return SHEET_TOO_MANY_BYTES;
    r = jpeg_inspect(jpeg, &facts);
    if (r < 0)
        return r;
    if (r == JPEG_TOO_SMALL || r == JPEG_TOO_LARGE)
        return SHEET_WRONG_SIZE;
    if (r > 0)
        return r == JPEG_TRUNCATED ? SHEET_TRUNCATED : SHEET_NOT_JPEG;
    if (facts.width != SHEET_PHOTO_WIDTH_PX ||
        facts.height != SHEET_PHOTO_HEIGHT_PX)
        return SHEET_WRONG_SIZE;
    return facts.orientation == 1 ? 0 : SHEET_TURNED;
}

/* A picture that is the JPEG to the PDF and never looked at as pixels. */
static cairo_surface_t *picture_of(struct sheet *s, struct bytes jpeg)
{
    cairo_surface_t *picture = cairo_image_surface_create_for_data(
        s->no_pixels, CAIRO_FORMAT_RGB24, SHEET_PHOTO_WIDTH_PX,
        SHEET_PHOTO_HEIGHT_PX, SHEET_PHOTO_WIDTH_PX * 4);
    uint8_t *copy = must_alloc(jpeg.len);

    memcpy(copy, jpeg.at, jpeg.len);
    if (cairo_surface_set_mime_data(picture, CAIRO_MIME_TYPE_JPEG, copy,
                                    jpeg.len, free,
                                    copy) != CAIRO_STATUS_SUCCESS)
        free(copy);
    return picture;
}

/*
 * The whole photo, seen through a window of the print's size.  In a group of
 * its own: Cairo 1.16 names a picture once per use in its page's list, and a
 * name that stands there twice is no sound PDF.
 */
static void draw_print(cairo_t *page, cairo_surface_t *picture,
                       const struct layout_print *print)
{
    double scale = points(LAYOUT_PRINT_LONG_UM) / SHEET_PHOTO_HEIGHT_PX;

    cairo_save(page);
    cairo_translate(
        page, points(print->at.x_um),
        points(print->at.y_um + (print->turned ? print->at.height_um : 0)));
    if (print->turned)
        cairo_rotate(page, -M_PI_2);
    cairo_rectangle(page, 0, 0, points(LAYOUT_PRINT_SHORT_UM),
                    points(LAYOUT_PRINT_LONG_UM));
    cairo_clip(page);
    cairo_push_group(page);
    cairo_scale(page, scale, scale);
    cairo_set_source_surface(page, picture, -SHEET_HIDDEN_PX, 0);
    cairo_paint(page);
    cairo_pop_group_to_source(page);
    cairo_paint(page);
    cairo_restore(page);
}

int sheet_add(struct sheet *s, struct bytes jpeg, const char *caption)
{
    cairo_surface_t *picture;
    int r = judge(jpeg);

    if (r != 0)
        return r;
    picture = picture_of(s, jpeg);
    for (size_t i = 0; i < s->layout.print_count; i++)
        draw_print(s->page, picture, &s->layout.prints[i]);
    cairo_set_source_surface(s->page, s->marks, 0, 0);
    cairo_paint(s->page);
    cairo_set_source_rgb(s->page, 0, 0, 0);
    if (caption && *caption)
        caption_draw(s->caption, s->page, caption, &s->layout.caption,
                     s->layout.caption_turned);
    cairo_show_page(s->page);
    cairo_surface_destroy(picture); /* not before: Cairo would copy pixels */
    return fault_of(s);
}

int sheet_finish(struct sheet *s)
{
    cairo_surface_finish(s->pdf);
    if (s->fault)
        return s->fault;
    return cairo_surface_status(s->pdf) == CAIRO_STATUS_SUCCESS ? 0 : -ENOMEM;
}

void sheet_free(struct sheet *s)
{
    if (!s)
        return;
    caption_free(s->caption);
    if (s->page)
        cairo_destroy(s->page);
    if (s->pdf) {
        s->fault = s->fault ? s->fault : -ECANCELED; /* write no more */
        cairo_surface_destroy(s->pdf);
    }
    if (s->marks)
        cairo_surface_destroy(s->marks);
    free(s->no_pixels);
    free(s);
}

void sheet_freep(struct sheet **s)
{
    sheet_free(*s);
    *s = NULL;
}

const char *sheet_refusal_text(int refusal)
{
    switch ((enum sheet_refusal)refusal) {
    case SHEET_NOT_JPEG:
        return "not a JPEG photo in colour";
    case SHEET_TRUNCATED:
        return "a JPEG that ends before its end";
    case SHEET_WRONG_SIZE:
        return "not 480x640 pixels";
    case SHEET_TURNED:
        return "turned by an EXIF mark: not a finished photo";
    case SHEET_TOO_MANY_BYTES:
        return "more than 102,400 bytes";
    }
    abort(); /* not a refusal of ours */
}
