#include "relay/print/pdf_fonts.h"

#include "core/check.h"
#include "relay/print/pdf_font.h"

#include <glib.h>
#include <stdlib.h>

enum { FONTS_MAX = 256, PER_MIL = 1000 };

/* A face may be here more than once: a font holds so many characters. */
struct entry {
    hb_face_t *face;
    hb_font_t *measure; /* whose em is 1000 */
    bool is_outline;
    GHashTable *numbers; /* of struct pdf_font_character, to 1, 2, ... */
    GArray *characters;
};

struct pdf_fonts {
    size_t count;
    struct entry at[FONTS_MAX];
};

struct pdf_fonts *pdf_fonts_new(void)
{
    return must_alloc(sizeof(struct pdf_fonts));
}

/* ---- finding ---- */

static guint hash_of(gconstpointer key)
{
    const struct pdf_font_character *c = key;

    return g_str_hash(c->text) * 31 + c->glyph;
}

static gboolean is_same(gconstpointer left, gconstpointer right)
{
    const struct pdf_font_character *a = left, *b = right;

    return a->glyph == b->glyph && g_str_equal(a->text, b->text);
}

static void free_character(gpointer key)
{
    struct pdf_font_character *c = key;

    g_free(c->text);
    g_free(c);
}

static bool has_outlines(hb_face_t *face)
{
    hb_blob_t *glyf = hb_face_reference_table(face, HB_TAG('g', 'l', 'y', 'f'));
    bool has = hb_blob_get_length(glyf) > 0;

    hb_blob_destroy(glyf);
    return has;
}

static struct entry *add_entry(struct pdf_fonts *fonts, hb_face_t *face)
{
    struct entry *e = &fonts->at[fonts->count];

    if (fonts->count == FONTS_MAX)
        return NULL;
    fonts->count++;
    e->face = hb_face_reference(face);
    e->measure = hb_font_create(face);
    hb_font_set_scale(e->measure, PER_MIL, PER_MIL);
    e->is_outline = has_outlines(face);
    e->numbers = g_hash_table_new_full(hash_of, is_same, free_character, NULL);
    e->characters =
        g_array_new(FALSE, FALSE, sizeof(struct pdf_font_character));
    return e;
}

/* The last one of this face, which alone may have room. */
static struct entry *entry_of(struct pdf_fonts *fonts, hb_face_t *face)
{
    for (size_t i = fonts->count; i-- > 0;) {
        if (fonts->at[i].face == face)
            return &fonts->at[i];
    }
    return add_entry(fonts, face);
}

static unsigned add_character(struct entry *e,
                              const struct pdf_font_character *wanted)
{
    struct pdf_font_character *c = g_new(struct pdf_font_character, 1);

    *c = (struct pdf_font_character){
        .glyph = wanted->glyph,
        .width_per_mil = hb_font_get_glyph_h_advance(e->measure, wanted->glyph),
        .text = g_strdup(wanted->text),
    };
    g_array_append_val(e->characters, *c); /* shares the text */
    g_hash_table_insert(e->numbers, c, GUINT_TO_POINTER(e->characters->len));
    return e->characters->len;
}

bool pdf_fonts_find(struct pdf_fonts *fonts, hb_face_t *face, unsigned glyph,
                    struct bytes text, struct pdf_character *ret)
{
    struct entry *e = entry_of(fonts, face);
    char copy[64] = "";
    const struct pdf_font_character wanted = {.glyph = glyph, .text = copy};
    unsigned number;

    if (!e || !e->is_outline || text.len >= sizeof copy)
        return false;
    for (size_t i = 0; i < text.len; i++)
        copy[i] = (char)text.at[i];
    number = GPOINTER_TO_UINT(g_hash_table_lookup(e->numbers, &wanted));
    if (!number && e->characters->len == PDF_FONT_CHARACTERS_MAX)
        e = add_entry(fonts, face);
    if (!e)
        return false;
    if (!number)
        number = add_character(e, &wanted);
    ret->font = (unsigned)(e - fonts->at);
    ret->number = number;
    ret->width_per_mil =
        g_array_index(e->characters, struct pdf_font_character, number - 1)
            .width_per_mil;
    return true;
}

/* ---- the end ---- */

void pdf_fonts_write(struct pdf_fonts *fonts, struct pdf_file *file,
                     uint32_t number)
{
    struct pdf_text names = {.buf = BUF_INIT(64 * (FONTS_MAX + 1))};

    pdf_put(&names, "<<");
    for (unsigned i = 0; i < fonts->count; i++) {
        const struct entry *e = &fonts->at[i];
        const struct pdf_font font = {e->face, e->characters->len,
                                      (const void *)e->characters->data};

        if (font.count)
            pdf_put(&names, " /F%u %u 0 R", i, pdf_font_write(&font, i, file));
    }
    pdf_put(&names, " >>");
    pdf_file_object(file, number, &names);
    buf_done(&names.buf);
}

void pdf_fonts_free(struct pdf_fonts *fonts)
{
    for (size_t i = 0; fonts && i < fonts->count; i++) {
        struct entry *e = &fonts->at[i];
        g_array_free(e->characters, TRUE);
        g_hash_table_destroy(e->numbers);
        hb_font_destroy(e->measure);
        hb_face_destroy(e->face);
    }
    free(fonts);
}
