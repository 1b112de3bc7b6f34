#include "relay/print/pdf_caption.h"

#include <stdlib.h>
#include <string.h>

/* A glyph whose place is this part of the em from where the one before ends
 * goes on in the same string. */
enum { PLAY_PART = 200 };

/* Where the last string ends, while it is open. */
struct pen {
    struct pdf_text *out;
    struct pdf_fonts *fonts;
    int size; /* the em; all of a pen is in thousandths of a point */
    bool is_open;
    unsigned font;
    int x, y;
};

/* A piece of text in one font, and what is needed to find a glyph's text. */
struct run {
    const PangoGlyphItem *item;
    const char *text; /* of the layout */
    PangoFont *font;
    hb_face_t *face;
};

static int mpt_of(int64_t units)
{
    return (int)(units * MPT_PER_POINT / PANGO_SCALE);
}

/* ---- the pen ---- */

static void lift(struct pen *pen)
{
    if (pen->is_open)
        pdf_put(pen->out, "> Tj ET\n");
    pen->is_open = false;
}

static void put_character(struct pen *pen, const struct pdf_character *c, int x,
                          int y)
{
    bool goes_on = pen->is_open && pen->font == c->font && pen->y == y &&
                   abs(x - pen->x) <= pen->size / PLAY_PART;

    if (!goes_on) {
        lift(pen);
        pdf_put(pen->out, "BT /F%u %d Tf 1 0 0 -1 %d %d Tm <", c->font,
                pen->size, x, y);
        pen->is_open = true;
        pen->font = c->font;
        pen->x = x;
        pen->y = y;
    }
    pdf_put(pen->out, "%04X", c->number);
    pen->x += c->width_per_mil * pen->size / 1000;
}

/* ---- shapes ---- */

static void put_point(struct pdf_text *out, const cairo_path_data_t *at)
{
    pdf_put(out, "%d %d ", (int)(at->point.x * MPT_PER_POINT),
            (int)(at->point.y * MPT_PER_POINT));
}

static void put_path(struct pdf_text *out, const cairo_path_t *path)
{
    static const char *const OPERATORS[] = {
        [CAIRO_PATH_MOVE_TO] = "m",
        [CAIRO_PATH_LINE_TO] = "l",
        [CAIRO_PATH_CURVE_TO] = "c",
        [CAIRO_PATH_CLOSE_PATH] = "h",
    };

    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        const cairo_path_data_t *step = &path->data[i];
        for (int k = 1; k < step->header.length; k++)
            put_point(out, &step[k]);
        pdf_put(out, "%s\n", OPERATORS[step->header.type]);
    }
    pdf_put(out, "f\n");
}

static void put_shape(struct pen *pen, const struct run *run,
                      PangoGlyphInfo glyph, int x, int y)
{
    PangoGlyphString one = {.num_glyphs = 1, .glyphs = &glyph};
    cairo_surface_t *nowhere =
        cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, NULL);
    cairo_t *page = cairo_create(nowhere);
    cairo_path_t *path;

    lift(pen);
    glyph.geometry.x_offset = glyph.geometry.y_offset = 0;
    cairo_move_to(page, (double)x / MPT_PER_POINT, (double)y / MPT_PER_POINT);
    pango_cairo_glyph_string_path(page, run->font, &one);
    path = cairo_copy_path(page);
    put_path(pen->out, path);
    cairo_path_destroy(path);
    cairo_destroy(page);
    cairo_surface_destroy(nowhere);
}

/* ---- a run ---- */

/* What glyph i stands for: the first of a cluster for all of its text. */
static struct bytes text_of(const struct run *run, int i)
{
    const PangoItem *item = run->item->item;
    const PangoGlyphString *glyphs = run->item->glyphs;
    const int *clusters = glyphs->log_clusters;
    int step = item->analysis.level % 2 ? -1 : 1, from = clusters[i];
    int end = item->length;

    if (i > 0 && clusters[i - 1] == from)
        return (struct bytes){0};
    if (item->analysis.flags & PANGO_ANALYSIS_FLAG_IS_ELLIPSIS)
        return bytes_of_text("…");
    for (int k = i + step; k >= 0 && k < glyphs->num_glyphs; k += step) {
        if (clusters[k] != from) {
            end = clusters[k];
            break;
        }
    }
    return (struct bytes){(const uint8_t *)run->text + item->offset + from,
                          (size_t)(end - from)};
}

static void put_glyph(struct pen *pen, const struct run *run, int i, int x,
                      int y)
{
    PangoGlyphInfo glyph = run->item->glyphs->glyphs[i];
    struct pdf_character character;

    x = mpt_of((int64_t)x + glyph.geometry.x_offset);
    y = mpt_of((int64_t)y + glyph.geometry.y_offset);
    if (glyph.glyph == PANGO_GLYPH_EMPTY)
        return;
    if (!(glyph.glyph & PANGO_GLYPH_UNKNOWN_FLAG) &&
        pdf_fonts_find(pen->fonts, run->face, glyph.glyph, text_of(run, i),
                       &character))
        put_character(pen, &character, x, y);
    else
        put_shape(pen, run, glyph, x, y);
}

static void put_run(struct pen *pen, const struct run *run, int x, int y)
{
    const PangoGlyphString *glyphs = run->item->glyphs;

    for (int i = 0; i < glyphs->num_glyphs; i++) {
        put_glyph(pen, run, i, x, y);
        x += glyphs->glyphs[i].geometry.width;
    }
}

void pdf_caption_put(struct pdf_text *out, struct pdf_fonts *fonts,
                     PangoLayout *layout, int down)
{
    const PangoFontDescription *font =
        pango_layout_get_font_description(layout);
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    struct pen pen = {.out = out, .fonts = fonts};
    PangoRectangle place;
    struct run run;

    pen.size = mpt_of(pango_font_description_get_size(font));
    do {
        run.item = pango_layout_iter_get_run_readonly(iter);
        if (!run.item)
            continue; /* a line's end */
        run.text = pango_layout_get_text(layout);
        run.font = run.item->item->analysis.font;
        run.face = hb_font_get_face(pango_font_get_hb_font(run.font));
        pango_layout_iter_get_run_extents(iter, NULL, &place);
        put_run(&pen, &run, place.x,
                pango_layout_iter_get_baseline(iter) + down);
    } while (pango_layout_iter_next_run(iter));
    lift(&pen);
    pango_layout_iter_free(iter);
}
