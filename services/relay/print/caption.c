#include "relay/print/caption.h"

#include "core/check.h"
#include "relay/print/units.h"

#include <errno.h>
#include <string.h>

#define FONT_FAMILY "WenQuanYi Micro Hei"

enum {
    SMALLEST_PERCENT = 80,
    LINE_PERCENT = 125, /* of the em; the font asks for 117 */
};

struct caption {
    PangoLayout *text;
    PangoFontDescription *font;
};

/* Fontconfig answers every wish with something: see what it was. */
static bool has_font(PangoLayout *layout, const PangoFontDescription *wish)
{
    PangoContext *context = pango_layout_get_context(layout);
    PangoFont *font = pango_context_load_font(context, wish);
    PangoFontDescription *got;
    bool same;

    if (!font)
        return false;
    got = pango_font_describe(font);
    same = strcmp(pango_font_description_get_family(got), FONT_FAMILY) == 0;
    pango_font_description_free(got);
    g_object_unref(font);
    return same;
}

/* Shapes that depend on the text only, not on a screen's pixels. */
static void set_options(PangoLayout *layout)
{
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(pango_layout_get_context(layout),
                                         options);
    cairo_font_options_destroy(options);
}

static PangoLayout *layout_new(void)
{
    PangoContext *context =
        pango_font_map_create_context(pango_cairo_font_map_get_default());
    PangoLayout *layout = pango_layout_new(context);

    g_object_unref(context);
    return layout;
}

int caption_new(struct caption **ret)
{
    PangoLayout *layout = layout_new();
    PangoFontDescription *font = pango_font_description_new();
    struct caption *c;
    bool found;

    pango_font_description_set_family_static(font, FONT_FAMILY);
    pango_font_description_set_absolute_size(font, 9 * PANGO_SCALE);
    set_options(layout);
    found = has_font(layout, font);
    if (!found) {
        pango_font_description_free(font);
        g_object_unref(layout);
        return -ENOENT;
    }
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);

    c = must_alloc(sizeof *c);
    c->text = layout;
    c->font = font;
    *ret = c;
    return 0;
}

static void set_size(struct caption *c, int32_t font_um)
{
    pango_font_description_set_absolute_size(c->font,
                                             points(font_um) * PANGO_SCALE);
    pango_layout_set_font_description(c->text, c->font);
}

PangoLayout *caption_fit(struct caption *c, const char *text,
                         const struct strips_box *box, int32_t font_um,
                         int *ret_down)
{
    int32_t along_um = box->turned ? box->at.height_um : box->at.width_um;
    int32_t across_um = box->turned ? box->at.width_um : box->at.height_um;
    int across = (int)(points(across_um) * PANGO_SCALE), width, height;
    int lines = across_um * 100 / (font_um * LINE_PERCENT);

    pango_layout_set_text(c->text, text, -1);
    pango_layout_set_width(c->text, (int)(points(along_um) * PANGO_SCALE));
    pango_layout_set_height(c->text, lines > 1 ? -lines : -1);
    set_size(c, font_um);
    if (pango_layout_is_ellipsized(c->text))
        set_size(c, font_um * SMALLEST_PERCENT / 100);
    pango_layout_get_size(c->text, &width, &height);
    *ret_down = height < across ? (across - height) / 2 : 0;
    return c->text;
}

void caption_draw(struct caption *c, cairo_t *page, const char *text,
                  const struct strips_box *box, int32_t font_um)
{
    int down;
    PangoLayout *lines = caption_fit(c, text, box, font_um, &down);

    cairo_save(page);
    cairo_translate(
        page, points(box->at.x_um),
        points(box->at.y_um + (box->turned ? box->at.height_um : 0)));
    if (box->turned)
        cairo_rotate(page, -G_PI_2);
    cairo_translate(page, 0, (double)down / PANGO_SCALE);
    pango_cairo_update_layout(page, lines);
    pango_cairo_show_layout(page, lines);
    cairo_restore(page);
}

void caption_free(struct caption *c)
{
    if (!c)
        return;
    g_object_unref(c->text);
    pango_font_description_free(c->font);
    free(c);
}
