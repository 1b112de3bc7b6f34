#include "relay/print/caption.h"

#include "core/check.h"
#include "relay/print/units.h"

#include <errno.h>
#include <pango/pangocairo.h>
#include <string.h>

#define FONT_FAMILY "WenQuanYi Micro Hei"

enum {
    FONT_UM = 3200,   /* about 9 pt */
    INDENT_UM = 1500, /* between the box's edge and the text */
};

struct caption {
    PangoLayout *text;
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

int caption_new(cairo_t *page, struct caption **ret)
{
    PangoLayout *layout = pango_cairo_create_layout(page);
    PangoFontDescription *font = pango_font_description_new();
    struct caption *c;
    bool found;

    pango_font_description_set_family_static(font, FONT_FAMILY);
    pango_font_description_set_absolute_size(font,
                                             points(FONT_UM) * PANGO_SCALE);
    set_options(layout);
    found = has_font(layout, font);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    if (!found) {
        g_object_unref(layout);
        return -ENOENT;
    }
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);

    c = must_alloc(sizeof *c);
    c->text = layout;
    *ret = c;
    return 0;
}

static int pango_units(int32_t um)
{
    return (int)(points(um) * PANGO_SCALE);
}

void caption_draw(struct caption *c, cairo_t *page, const char *text,
                  const struct layout_rect *box, bool turned)
{
    int32_t along = turned ? box->height_um : box->width_um;
    int32_t across = turned ? box->width_um : box->height_um;
    int32_t indent = across > FONT_UM + 2 * INDENT_UM ? INDENT_UM : 0;

    cairo_save(page);
    cairo_translate(page, points(box->x_um),
                    points(box->y_um + (turned ? box->height_um : 0)));
    if (turned)
        cairo_rotate(page, -G_PI_2);
    cairo_translate(page, points(INDENT_UM), points(indent));

    pango_layout_set_width(c->text, pango_units(along - 2 * INDENT_UM));
    pango_layout_set_height(c->text, pango_units(across - 2 * indent));
    pango_layout_set_text(c->text, text, -1);
    pango_cairo_update_layout(page, c->text);
    pango_cairo_show_layout(page, c->text);
    cairo_restore(page);
}

void caption_free(struct caption *c)
{
    if (!c)
        return;
    g_object_unref(c->text);
    free(c);
}
