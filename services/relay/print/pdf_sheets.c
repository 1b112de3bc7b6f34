#include "core/check.h"
#include "core/cleanup.h"
#include "relay/print/pdf_caption.h"
#include "relay/print/sheets.h"
#include "relay/print/units.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    PAGE_MAX_BYTES = 16 << 20,
    MARK_WIDTH = MPT_PER_POINT / 4,
};

/*
 * Every photo is an object that the pages name, every page a stream of its own,
 * the cut marks one form for all pages.
 */
struct pdf {
    struct sheets_form form;
    struct pdf_file *file;
    struct caption *caption;
    struct pdf_fonts *fonts;
    uint32_t font_names, marks; /* objects */
    uint32_t photo;             /* the one in hand */
    uint32_t named;             /* the last that `photos` has */
    struct pdf_text photos;     /* of the page in work, as its resources */
    struct pdf_text content;    /* of that page */
    struct pdf_text page;       /* its dictionary */
};

static void pdf_free(void *self)
{
    struct pdf *p = self;

    if (!p)
        return;
    caption_free(p->caption);
    pdf_fonts_free(p->fonts);
    pdf_file_free(p->file);
    buf_done(&p->photos.buf);
    buf_done(&p->content.buf);
    buf_done(&p->page.buf);
    free(p);
}

static void pdf_freep(struct pdf **p)
{
    pdf_free(*p);
}

/* ---- a page ---- */

static void empty(struct pdf_text *t)
{
    t->buf.len = 0;
}

/* From here on the page's top left corner is 0, 0 and all is in mpt. */
static void begin_content(struct pdf *p)
{
    empty(&p->photos);
    empty(&p->content);
    p->named = 0;
    pdf_put(&p->content, "q .001 0 0 -.001 0 %.4f cm\n",
            points(p->form.layout->paper.height_um));
}

static void put_marks(struct pdf *p, const struct layout *l)
{
    struct pdf_text marks = {.buf = BUF_INIT(PAGE_MAX_BYTES)};
    char entries[128];

    pdf_put(&marks, "%d w\n", MARK_WIDTH);
    for (size_t i = 0; i < l->mark_count; i++) {
        const struct layout_mark *m = &l->marks[i];
        pdf_put(&marks, "%d %d m %d %d l S\n", pdf_mpt(m->x1_um),
                pdf_mpt(m->y1_um), pdf_mpt(m->x2_um), pdf_mpt(m->y2_um));
    }
    (void)snprintf(entries, sizeof entries,
                   "/Type /XObject /Subtype /Form /BBox [0 0 %d %d]",
                   pdf_mpt(l->paper.width_um), pdf_mpt(l->paper.height_um));
    p->marks = pdf_file_reserve(p->file);
    pdf_file_stream(p->file, p->marks, entries, buf_view(&marks.buf));
    buf_done(&marks.buf);
}

static int pdf_open(const struct sheets_form *form, void **ret)
{
    _cleanup_(pdf_freep) struct pdf *p = must_alloc(sizeof *p);
    int r;

    p->form = *form;
    p->photos.buf = BUF_INIT(PAGE_MAX_BYTES);
    p->content.buf = BUF_INIT(PAGE_MAX_BYTES);
    p->page.buf = BUF_INIT(PAGE_MAX_BYTES);
    r = caption_new(&p->caption);
    if (r < 0)
        return r;
    p->fonts = pdf_fonts_new();
    p->file = pdf_file_new(form->write, form->to);
    p->font_names = pdf_file_reserve(p->file);
    put_marks(p, form->layout);
    begin_content(p);
    r = pdf_file_fault(p->file);
    if (r < 0)
        return r;
    *ret = steal(&p);
    return 0;
}

/* The JPEG's bytes are the object's: what no page shows is in the file too, but
 * the press asks for nothing of the kind. */
static int pdf_photo(void *self, struct bytes jpeg)
{
    struct pdf *p = self;
    char entries[160];

    (void)snprintf(entries, sizeof entries,
                   "/Type /XObject /Subtype /Image /Width %d /Height %d "
                   "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter "
                   "/DCTDecode",
                   SHEET_PHOTO_WIDTH_PX, SHEET_PHOTO_HEIGHT_PX);
    p->photo = pdf_file_reserve(p->file);
    pdf_file_stream(p->file, p->photo, entries, jpeg);
    return pdf_file_fault(p->file);
}

/* The whole photo, seen through a window of the print's size. */
static void pdf_print(void *self, const struct layout_print *place)
{
    struct pdf *p = self;
    const struct layout_rect *at = &place->at;
    const int32_t high = LAYOUT_PRINT_LONG_UM;
    const int32_t wide =
        high / SHEET_PHOTO_HEIGHT_PX * SHEET_PHOTO_WIDTH_PX; /* 36,000 um */
    const int32_t hidden = (wide - LAYOUT_PRINT_SHORT_UM) / 2;

    if (p->named != p->photo)
        pdf_put(&p->photos, " /P%" PRIu32 " %" PRIu32 " 0 R", p->photo,
                p->photo);
    p->named = p->photo;
    pdf_put(&p->content, "q %d %d %d %d re W n ", pdf_mpt(at->x_um),
            pdf_mpt(at->y_um), pdf_mpt(at->width_um), pdf_mpt(at->height_um));
    if (place->turned)
        pdf_put(&p->content, "0 %d %d 0 %d %d cm", -pdf_mpt(wide),
                -pdf_mpt(high), pdf_mpt(at->x_um + high),
                pdf_mpt(at->y_um + at->height_um + hidden));
    else
        pdf_put(&p->content, "%d 0 0 %d %d %d cm", pdf_mpt(wide),
                -pdf_mpt(high), pdf_mpt(at->x_um - hidden),
                pdf_mpt(at->y_um + high));
    pdf_put(&p->content, " /P%" PRIu32 " Do Q\n", p->photo);
}

/* ---- what stands beside the prints ---- */

/* To the corner where the box's text or bars begin, along it. */
static void enter(struct pdf *p, const struct strips_box *box, int x, int y)
{
    pdf_put(&p->content, "q %s %d %d cm\n",
            box->turned ? "0 -1 1 0" : "1 0 0 1", x, y);
}

static int32_t start_um(const struct strips_box *box)
{
    return box->at.y_um + (box->turned ? box->at.height_um : 0);
}

static void put_bars(struct pdf *p, const struct furniture *f)
{
    const struct strips_box *box = &f->bars;
    int32_t high = dots(box->turned ? box->at.width_um : box->at.height_um);
    struct furniture_bar bar;
    size_t next = 0;

    enter(p, box, dots(box->at.x_um) * MPT_PER_DOT,
          dots(start_um(box)) * MPT_PER_DOT);
    while (furniture_bar(&f->barcode, furniture_dots(box), &next, &bar))
        pdf_put(&p->content, "%u 0 %u %d re\n", bar.from * MPT_PER_DOT,
                bar.width * MPT_PER_DOT, high * MPT_PER_DOT);
    pdf_put(&p->content, "f Q\n");
}

static void put_furniture(struct pdf *p, const struct furniture *f)
{
    for (size_t i = 0; i < f->text_count; i++) {
        const struct furniture_text *t = &f->texts[i];
        PangoLayout *lines;
        int down;

        lines = caption_fit(p->caption, t->text, &t->box, t->font_um, &down);
        enter(p, &t->box, pdf_mpt(t->box.at.x_um), pdf_mpt(start_um(&t->box)));
        pdf_caption_put(&p->content, p->fonts, lines, down);
        pdf_put(&p->content, "Q\n");
    }
    if (f->barcode.modules)
        put_bars(p, f);
}

static int pdf_end_sheet(void *self, const struct furniture *furniture)
{
    struct pdf *p = self;
    const struct layout_paper *paper = &p->form.layout->paper;
    uint32_t content = pdf_file_reserve(p->file);

    pdf_put(&p->content, "/M Do\n");
    put_furniture(p, furniture);
    pdf_put(&p->content, "Q\n");
    pdf_file_stream(p->file, content, "", buf_view(&p->content.buf));

    empty(&p->page);
    pdf_put(&p->page, "/MediaBox [0 0 %.4f %.4f] /Contents %" PRIu32 " 0 R ",
            points(paper->width_um), points(paper->height_um), content);
    pdf_put(&p->page,
            "/Resources << /Font %" PRIu32 " 0 R /XObject << /M %" PRIu32
            " 0 R",
            p->font_names, p->marks);
    if (buf_add(&p->page.buf, p->photos.buf.at, p->photos.buf.len) < 0 ||
        p->content.fault || p->photos.fault)
        pdf_file_fail(p->file, -ENOMEM);
    pdf_put(&p->page, " >> >>");
    pdf_file_page(p->file, &p->page);
    begin_content(p);
    return pdf_file_fault(p->file);
}

static int pdf_finish(void *self)
{
    struct pdf *p = self;

    pdf_fonts_write(p->fonts, p->file, p->font_names);
    return pdf_file_finish(p->file, p->form.made_ms);
}

const struct sheets_maker PDF_SHEETS = {
    pdf_open, pdf_photo, pdf_print, pdf_end_sheet, pdf_finish, pdf_free,
};
