#include "relay/print/packing_pages.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"
#include "relay/print/furniture.h"
#include "relay/print/units.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    WIDTH_UM = 210000,
    HEIGHT_UM = 297000,
    LEFT_UM = 15000,
    INNER_UM = WIDTH_UM - 2 * LEFT_UM,
    TOP_UM = 14000,
    TABLE_UM = 52000, /* where the table's head begins */
    ROW_UM = 6000,
    ROWS = 37,
    COLUMN_GAP_UM = 6000,
    COLUMN_UM = (INNER_UM - COLUMN_GAP_UM) / 2,
    STUDENTS_A_PAGE = 2 * ROWS,
    FOOT_UM = 284000,
    BARS_WIDTH_UM = 94000,
    TEXT_SIZE = 2600,
};

struct packing_pages {
    struct packing_form form;
    sheet_write *write;
    void *to;
    int fault; /* of the first write that failed */
    cairo_surface_t *file;
    cairo_t *page;
    struct caption *caption;
    const struct packing_bundle *bundle;
    bool is_open;        /* something stands on the page */
    size_t pages;        /* of the document, with the open one */
    size_t bundle_pages; /* of the bundle, likewise */
};

static cairo_status_t write_piece(void *closure, const unsigned char *data,
                                  unsigned int len)
{
    struct packing_pages *p = closure;

    if (p->fault == 0)
        p->fault = p->write(p->to, (struct bytes){data, len});
    return p->fault ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static int fault_of(const struct packing_pages *p)
{
    if (p->fault)
        return p->fault;
    if (cairo_status(p->page) != CAIRO_STATUS_SUCCESS ||
        cairo_surface_status(p->file) != CAIRO_STATUS_SUCCESS)
        return -ENOMEM;
    return 0;
}

static void packing_pages_freep(struct packing_pages **p)
{
    packing_pages_free(*p);
}

int packing_pages_new(const struct packing_form *form, sheet_write *write,
                      void *to, struct packing_pages **ret)
{
    _cleanup_(packing_pages_freep) struct packing_pages *p =
        must_alloc(sizeof *p);
    char made[TIME_TEXT_SIZE];
    int r;

    *p = (struct packing_pages){.form = *form, .write = write, .to = to};
    p->file = cairo_pdf_surface_create_for_stream(
        write_piece, p, points(WIDTH_UM), points(HEIGHT_UM));
    time_format(form->made_ms, made);
    cairo_pdf_surface_set_metadata(p->file, CAIRO_PDF_METADATA_CREATE_DATE,
                                   made);
    p->page = cairo_create(p->file);
    r = caption_new(&p->caption);
    if (r == 0)
        r = fault_of(p);
    if (r < 0)
        return r;
    *ret = steal(&p);
    return 0;
}

/* One line of text, of which `font_um` is the em. */
static void put(struct packing_pages *p, const char *text,
                struct layout_rect at, int32_t font_um)
{
    const struct strips_box box = {at, .turned = false};

    if (*text)
        caption_draw(p->caption, p->page, text, &box, font_um);
}

static void rule(struct packing_pages *p, int32_t x_um, int32_t y_um,
                 int32_t width_um)
{
    cairo_set_line_width(p->page, 0.4);
    cairo_move_to(p->page, points(x_um), points(y_um));
    cairo_line_to(p->page, points(x_um + width_um), points(y_um));
    cairo_stroke(p->page);
}

/* ---- a page's head and foot ---- */

static int put_code(struct packing_pages *p)
{
    static const struct strips_box box = {{WIDTH_UM - LEFT_UM - BARS_WIDTH_UM,
                                           TOP_UM + 20000, BARS_WIDTH_UM,
                                           10000},
                                          .turned = false};
    struct barcode barcode;
    int r = barcode_make(p->bundle->code, &barcode);

    if (r == 0)
        furniture_draw_bars(&barcode, &box, p->page);
    return r;
}

static int put_head(struct packing_pages *p)
{
    const struct packing_bundle *b = p->bundle;
    char text[TEXT_SIZE];
    int r = put_code(p);

    (void)snprintf(text, sizeof text, "装箱单  %s%s%s", b->school,
                   *b->campus ? " · " : "", b->campus);
    put(p, text, (struct layout_rect){LEFT_UM, TOP_UM, INNER_UM, 6000}, 3800);
    (void)snprintf(text, sizeof text, "%s%s%s", b->college,
                   *b->college ? "  " : "", b->class_name);
    put(p, text, (struct layout_rect){LEFT_UM, TOP_UM + 7000, INNER_UM, 9500},
        6400);
    (void)snprintf(text, sizeof text, "共 %zu 人，每人 %u 张，合计 %zu 张",
                   b->count, p->form.per_student,
                   b->count * p->form.per_student);
    put(p, text, (struct layout_rect){LEFT_UM, TOP_UM + 19000, 84000, 7000},
        4200);
    (void)snprintf(text, sizeof text, "包号 %s（末位为校验位）", b->code);
    put(p, text, (struct layout_rect){LEFT_UM, TOP_UM + 26000, 84000, 6000},
        3400);
    return r;
}

static void put_foot(struct packing_pages *p)
{
    size_t pages = (p->bundle->count + STUDENTS_A_PAGE - 1) / STUDENTS_A_PAGE;
    char text[128];

    if (pages < p->bundle_pages)
        pages = p->bundle_pages;
    (void)snprintf(text, sizeof text, "本包第 %zu / %zu 页", p->bundle_pages,
                   pages);
    put(p, text, (struct layout_rect){LEFT_UM, FOOT_UM, 80000, 4500}, 3000);
    (void)snprintf(text, sizeof text, "总第 %zu 页", p->pages);
    put(p, text,
        (struct layout_rect){WIDTH_UM - LEFT_UM - 30000, FOOT_UM, 30000, 4500},
        3000);
}

/* ---- the table ---- */

static void put_cells(struct packing_pages *p, int32_t x_um, int32_t y_um,
                      const char *const cells[4])
{
    static const int32_t WIDTHS_UM[] = {8000, 26000, 17000, 29500};

    for (size_t i = 0; i < 4; i++) {
        put(p, cells[i],
            (struct layout_rect){x_um, y_um, WIDTHS_UM[i] - 1000, ROW_UM},
            3000);
        x_um += WIDTHS_UM[i];
    }
    rule(p, x_um - 80500, y_um + ROW_UM, COLUMN_UM);
}

static void put_tick_box(struct packing_pages *p, int32_t x_um, int32_t y_um)
{
    cairo_rectangle(p->page, points(x_um + COLUMN_UM - 4500),
                    points(y_um + 1200), points(3600), points(3600));
    cairo_stroke(p->page);
}

static int begin_page(struct packing_pages *p, bool has_right)
{
    static const char *const HEAD[] = {"序号", "学号", "姓名", "相纸条码"};
    int r;

    p->is_open = true;
    p->pages++;
    p->bundle_pages++;
    cairo_set_source_rgb(p->page, 0, 0, 0);
    r = put_head(p);
    put_foot(p);
    put_cells(p, LEFT_UM, TABLE_UM, HEAD);
    if (has_right)
        put_cells(p, LEFT_UM + COLUMN_UM + COLUMN_GAP_UM, TABLE_UM, HEAD);
    return r < 0 ? r : fault_of(p);
}

static int end_page(struct packing_pages *p)
{
    if (p->is_open)
        cairo_show_page(p->page);
    p->is_open = false;
    return fault_of(p);
}

static bool has_right(const struct packing_pages *p)
{
    return p->bundle->count > p->bundle_pages * STUDENTS_A_PAGE + ROWS;
}

int packing_pages_begin(struct packing_pages *p,
                        const struct packing_bundle *bundle)
{
    int r = end_page(p);

    p->bundle = bundle;
    p->bundle_pages = 0;
    return r < 0 ? r : begin_page(p, has_right(p));
}

int packing_pages_add(struct packing_pages *p, size_t place,
                      const struct packing_student *student)
{
    size_t on_page = (place - 1) % STUDENTS_A_PAGE;
    int32_t column = (int32_t)(on_page / ROWS), row = (int32_t)(on_page % ROWS);
    int32_t x = LEFT_UM + column * (COLUMN_UM + COLUMN_GAP_UM);
    int32_t y = TABLE_UM + (row + 1) * ROW_UM;
    char number[24];
    const char *const cells[] = {number, student->student_no,
                                 student->name_masked, student->code};
    int r = 0;

    if (on_page == 0 && place > 1) {
        r = end_page(p);
        if (r == 0)
            r = begin_page(p, has_right(p));
    }
    (void)snprintf(number, sizeof number, "%zu", place);
    put_cells(p, x, y, cells);
    put_tick_box(p, x, y);
    return r < 0 ? r : fault_of(p);
}

int packing_pages_finish(struct packing_pages *p)
{
    int r = end_page(p);

    cairo_surface_finish(p->file);
    if (r < 0)
        return r;
    return cairo_surface_status(p->file) == CAIRO_STATUS_SUCCESS ? 0
                                                                 : fault_of(p);
}

void packing_pages_free(struct packing_pages *p)
{
    if (!p)
        return;
    caption_free(p->caption);
    if (p->page)
        cairo_destroy(p->page);
    if (p->file) {
        p->fault = p->fault ? p->fault : -ECANCELED; /* write no more */
        cairo_surface_destroy(p->file);
    }
    free(p);
}
