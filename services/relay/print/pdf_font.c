#include "relay/print/pdf_font.h"

#include <errno.h>
#include <glib.h>
#include <hb-ot.h>
#include <hb-subset.h>
#include <stdlib.h>
#include <zlib.h>

enum {
    TEXT_MAX_BYTES = 8 << 20, /* 65,535 characters of 60 bytes each */
    NAME_SIZE = 80,
    PER_MIL = 1000,
    MAP_BLOCK = 100, /* lines that a character map takes at a time */
};

/* What a viewer needs to draw a glyph by its number. */
static const hb_tag_t TABLES[] = {
    HB_TAG('h', 'e', 'a', 'd'), HB_TAG('h', 'h', 'e', 'a'),
    HB_TAG('h', 'm', 't', 'x'), HB_TAG('m', 'a', 'x', 'p'),
    HB_TAG('l', 'o', 'c', 'a'), HB_TAG('g', 'l', 'y', 'f'),
};

struct writing {
    const struct pdf_font *font;
    struct pdf_file *file;
    char name[NAME_SIZE]; /* "AAAAAB+WenQuanYiMicroHei" */
};

static uint32_t put_object(struct pdf_file *file, struct pdf_text *body)
{
    uint32_t number = pdf_file_reserve(file);

    pdf_file_object(file, number, body);
    buf_done(&body->buf);
    return number;
}

/* ---- the glyphs ---- */

static hb_subset_plan_t *plan_of(const struct pdf_font *font)
{
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    hb_subset_plan_t *plan;
    hb_set_t *dropped;

    if (!input)
        return NULL;
    for (size_t i = 0; i < font->count; i++)
        hb_set_add(hb_subset_input_glyph_set(input), font->characters[i].glyph);
    dropped = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
    hb_set_clear(dropped);
    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++)
        hb_set_add(dropped, TABLES[i]);
    hb_set_invert(dropped);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
    plan = hb_subset_plan_create_or_fail(font->face, input);
    hb_subset_input_destroy(input);
    return plan;
}

/* The stream's number; 0 where there is none. */
static uint32_t put_packed(struct pdf_file *file, struct bytes data,
                           const char *more)
{
    uLongf len = compressBound(data.len);
    uint8_t *packed = malloc(len);
    char entries[64];
    uint32_t number = 0;

    if (packed && compress2(packed, &len, data.at, data.len,
                            Z_BEST_COMPRESSION) == Z_OK) {
        number = pdf_file_reserve(file);
        (void)g_snprintf(entries, sizeof entries, "/Filter /FlateDecode%s",
                         more);
        pdf_file_stream(file, number, entries, (struct bytes){packed, len});
    }
    free(packed);
    return number;
}

static uint32_t put_glyphs(struct pdf_file *file, hb_subset_plan_t *plan)
{
    hb_face_t *subset = hb_subset_plan_execute_or_fail(plan);
    hb_blob_t *blob;
    unsigned len;
    const char *data;
    char length[32];
    uint32_t number;

    if (!subset)
        return 0;
    blob = hb_face_reference_blob(subset);
    data = hb_blob_get_data(blob, &len);
    (void)g_snprintf(length, sizeof length, " /Length1 %u", len);
    number =
        put_packed(file, (struct bytes){(const uint8_t *)data, len}, length);
    hb_blob_destroy(blob);
    hb_face_destroy(subset);
    return number;
}

/* Which glyph of the subset is character 0, 1, ... */
static uint32_t put_glyph_map(const struct writing *w, hb_subset_plan_t *plan)
{
    const hb_map_t *map = hb_subset_plan_old_to_new_glyph_mapping(plan);
    size_t len = 2 * (w->font->count + 1);
    uint8_t *glyphs = g_malloc0(len);
    uint32_t number;

    for (size_t i = 0; i < w->font->count; i++) {
        uint32_t glyph = hb_map_get(map, w->font->characters[i].glyph);
        glyphs[2 * i + 2] = (uint8_t)(glyph >> 8);
        glyphs[2 * i + 3] = (uint8_t)glyph;
    }
    number = put_packed(w->file, (struct bytes){glyphs, len}, "");
    g_free(glyphs);
    return number;
}

/* ---- what they say ---- */

static void put_utf16(struct pdf_text *t, const char *text)
{
    glong len = 0;
    gunichar2 *units = g_utf8_to_utf16(text, -1, NULL, &len, NULL);

    for (glong i = 0; units && i < len; i++)
        pdf_put(t, "%04X", units[i]);
    g_free(units);
}

static uint32_t put_text_map(const struct writing *w)
{
    struct pdf_text t = {.buf = BUF_INIT(TEXT_MAX_BYTES)};
    size_t count = w->font->count, block;
    uint32_t number;

    pdf_put(&t, "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
                "/CMapName /Characters def /CMapType 2 def\n");
    pdf_put(&t, "1 begincodespacerange <0000> <FFFF> endcodespacerange\n");
    for (size_t i = 0; i < count; i++) {
        if (i % MAP_BLOCK == 0) {
            block = count - i < MAP_BLOCK ? count - i : MAP_BLOCK;
            pdf_put(&t, "%s%zu beginbfchar\n", i ? "endbfchar\n" : "", block);
        }
        pdf_put(&t, "<%04zX> <", i + 1);
        put_utf16(&t, w->font->characters[i].text);
        pdf_put(&t, ">\n");
    }
    pdf_put(&t,
            "%sendcmap CMapName currentdict /CMap defineresource pop end "
            "end\n",
            count ? "endbfchar\n" : "");
    number = t.fault ? 0 : put_packed(w->file, buf_view(&t.buf), "");
    buf_done(&t.buf);
    return number;
}

/* ---- how they are measured ---- */

static int16_t read_i16(const uint8_t *at)
{
    return (int16_t)(uint16_t)(at[0] << 8 | at[1]);
}

/* Of table "head": what the glyphs' outlines are within. */
static void put_box(struct pdf_text *t, hb_face_t *face)
{
    enum { HEAD_BOX = 36, HEAD_SIZE = 54 };
    hb_blob_t *head = hb_face_reference_table(face, HB_TAG('h', 'e', 'a', 'd'));
    int em = (int)hb_face_get_upem(face);
    unsigned len;
    const uint8_t *at = (const void *)hb_blob_get_data(head, &len);

    pdf_put(t, " /FontBBox [");
    for (unsigned i = 0; i < 4; i++)
        pdf_put(t, " %d",
                len < HEAD_SIZE
                    ? 0
                    : read_i16(at + HEAD_BOX + (size_t)2 * i) * PER_MIL / em);
    pdf_put(t, " ]");
    hb_blob_destroy(head);
}

static uint32_t put_descriptor(const struct writing *w, uint32_t glyphs)
{
    struct pdf_text t = {.buf = BUF_INIT(TEXT_MAX_BYTES)};
    hb_font_t *font = hb_font_create(w->font->face);
    hb_font_extents_t extents = {0};

    hb_font_set_scale(font, PER_MIL, PER_MIL);
    (void)hb_font_get_h_extents(font, &extents);
    hb_font_destroy(font);
    pdf_put(&t, "<< /Type /FontDescriptor /FontName /%s /Flags 4", w->name);
    put_box(&t, w->font->face);
    pdf_put(&t,
            " /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV 80 "
            "/FontFile2 %u 0 R >>",
            extents.ascender, extents.descender, extents.ascender, glyphs);
    return put_object(w->file, &t);
}

static uint32_t put_measures(const struct writing *w, uint32_t descriptor,
                             uint32_t glyph_map)
{
    struct pdf_text t = {.buf = BUF_INIT(TEXT_MAX_BYTES)};

    pdf_put(&t,
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
            "/Supplement 0 >>",
            w->name);
    pdf_put(&t, " /FontDescriptor %u 0 R /CIDToGIDMap %u 0 R /W [1 [",
            descriptor, glyph_map);
    for (size_t i = 0; i < w->font->count; i++)
        pdf_put(&t, " %d", w->font->characters[i].width_per_mil);
    pdf_put(&t, " ]] >>");
    return put_object(w->file, &t);
}

/* ---- all of it ---- */

/* A subset's name begins with six letters of its own. */
static void set_name(struct writing *w, unsigned nth)
{
    char full[NAME_SIZE - 8] = "";
    unsigned size = sizeof full;
    size_t len = 0;

    (void)hb_ot_name_get_utf8(w->font->face, HB_OT_NAME_ID_POSTSCRIPT_NAME,
                              HB_LANGUAGE_INVALID, &size, full);
    for (unsigned i = 0; i < 6; i++, nth /= 26)
        w->name[5 - i] = (char)('A' + nth % 26);
    len = 6;
    w->name[len++] = '+';
    for (const char *c = full; *c; c++) {
        if (g_ascii_isalnum(*c) || *c == '-')
            w->name[len++] = *c;
    }
    w->name[len] = 0;
}

static uint32_t refuse(struct pdf_file *file)
{
    pdf_file_fail(file, -ENOMEM);
    return 0;
}

uint32_t pdf_font_write(const struct pdf_font *font, unsigned nth,
                        struct pdf_file *file)
{
    struct writing w = {.font = font, .file = file};
    struct pdf_text t = {.buf = BUF_INIT(TEXT_MAX_BYTES)};
    hb_subset_plan_t *plan = plan_of(font);
    uint32_t glyphs, glyph_map, text_map, measures;

    if (!plan)
        return refuse(file);
    set_name(&w, nth);
    glyphs = put_glyphs(file, plan);
    glyph_map = put_glyph_map(&w, plan);
    hb_subset_plan_destroy(plan);
    text_map = put_text_map(&w);
    if (!glyphs || !glyph_map || !text_map)
        return refuse(file);
    measures = put_measures(&w, put_descriptor(&w, glyphs), glyph_map);
    pdf_put(&t,
            "<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding "
            "/Identity-H /DescendantFonts [%u 0 R] /ToUnicode %u 0 R >>",
            w.name, measures, text_map);
    return put_object(file, &t);
}
