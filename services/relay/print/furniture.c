#include "relay/print/furniture.h"

#include "core/check.h"
#include "core/text.h"
#include "relay/print/units.h"

#include <math.h>

void furniture_add(struct furniture *f, const char *text,
                   const struct strips_box *box, int32_t font_um)
{
    struct furniture_text *t = &f->texts[f->text_count];

    CHECK(f->text_count < FURNITURE_TEXTS_MAX);
    text_copy(t->text, sizeof t->text, text);
    t->box = *box;
    t->font_um = font_um;
    f->text_count++;
}

unsigned furniture_dots(const struct strips_box *box)
{
    int32_t along = box->turned ? box->at.height_um : box->at.width_um;

    return along > 0 ? (unsigned)dots(along) : 0;
}

bool furniture_bar(const struct barcode *b, unsigned dots, size_t *next,
                   struct furniture_bar *ret)
{
    unsigned module = barcode_module(b, dots);
    size_t from = *next, end;

    while (from < b->modules && !b->is_bar[from])
        from++;
    for (end = from; end < b->modules && b->is_bar[end];)
        end++;
    *next = end;
    ret->from = (BARCODE_QUIET + (unsigned)from) * module;
    ret->width = (unsigned)(end - from) * module;
    return end > from;
}

/* In dots, from a corner that is one, so that every bar's edge is sharp. */
void furniture_draw_bars(const struct barcode *b, const struct strips_box *box,
                         cairo_t *page)
{
    int32_t high = dots(box->turned ? box->at.width_um : box->at.height_um);
    struct furniture_bar bar;
    size_t next = 0;

    cairo_save(page);
    cairo_scale(page, POINTS_PER_DOT, POINTS_PER_DOT);
    cairo_translate(page, dots(box->at.x_um),
                    dots(box->at.y_um + (box->turned ? box->at.height_um : 0)));
    if (box->turned)
        cairo_rotate(page, -M_PI_2);
    while (furniture_bar(b, furniture_dots(box), &next, &bar))
        cairo_rectangle(page, bar.from, 0, bar.width, high);
    cairo_fill(page);
    cairo_restore(page);
}

void furniture_draw(const struct furniture *f, struct caption *caption,
                    cairo_t *page)
{
    cairo_set_source_rgb(page, 0, 0, 0);
    for (size_t i = 0; i < f->text_count; i++) {
        const struct furniture_text *t = &f->texts[i];
        caption_draw(caption, page, t->text, &t->box, t->font_um);
    }
    if (f->barcode.modules)
        furniture_draw_bars(&f->barcode, &f->bars, page);
}
