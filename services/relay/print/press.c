#include "relay/print/press.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "relay/print/shares.h"
#include "relay/print/sheets.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FONT_UM = 3200,     /* about 9 pt */
    ROW_FONT_UM = 2600, /* the most beside a row */
    LINE_MIN_UM = 2200,
    LINE_PERCENT = 80, /* of a line's height is the em */
    CODE_FONT_UM = 2000,
};

struct press {
    struct layout layout;
    struct strips strips;
    const struct sheets_maker *maker;
    void *sheets;
    bool is_single; /* one student a sheet */
    unsigned per_student;

    size_t sheet_count;
    struct shares shares; /* of the sheet in work */
    char code[BARCODE_CODE_MAX + 1];
    char bundle[PRESS_BUNDLE_MAX + 1];
    size_t bundle_sheets;
    struct furniture furniture;

    char coded[BARCODE_CODE_MAX + 1]; /* what was made last: */
    struct barcode barcode;
};

int press_new(const struct press_form *form, sheet_write *write, void *to,
              struct press **ret)
{
    _cleanup_(press_freep) struct press *p = must_alloc(sizeof *p);
    const struct sheets_form sheets = {&p->layout, form->made_ms, write, to};
    int r;

    if (!layout_make(form->paper, &p->layout) ||
        form->per_student > PRESS_PRINTS_MAX)
        return -EINVAL;
    strips_make(&p->layout, &p->strips);
    p->is_single =
        form->per_student == 0 || form->per_student == p->layout.print_count;
    p->per_student =
        p->is_single ? (unsigned)p->layout.print_count : form->per_student;
    p->maker = form->format == PRESS_PDF ? &PDF_SHEETS : &JPEG_SHEETS;
    r = p->maker->open(&sheets, &p->sheets);
    if (r < 0)
        return r;
    *ret = steal(&p);
    return 0;
}

static int32_t across_of(const struct strips_box *box)
{
    return box->turned ? box->at.width_um : box->at.height_um;
}

/* How many lines stand side by side across the box, or, where it lies below
 * the last row, behind one another along it. */
static size_t lines_in(const struct strips_box *box, size_t wanted)
{
    size_t room = (size_t)(across_of(box) / LINE_MIN_UM);

    if (!box->turned || wanted <= room)
        return wanted;
    return room ? room : 1;
}

static void furnish_row(struct press *p, const struct layout_row *row,
                        struct strips_box box)
{
    size_t in_row = shares_in_row(&p->shares, row);
    size_t lines = lines_in(&box, in_row);
    char line[SHARES_LINE_SIZE], text[SHARES_LINE_SIZE + 8];
    int32_t font;

    if (lines == 0 || box.at.width_um <= 0)
        return;
    box.at.width_um /= (int32_t)lines;
    font = across_of(&box) * LINE_PERCENT / 100;
    for (size_t i = 0; i < lines; i++) {
        shares_line(&p->shares, row, i, lines, line);
        (void)snprintf(text, sizeof text, "%s%s", box.turned ? "" : "末行",
                       line);
        furniture_add(&p->furniture, text, &box,
                      font < ROW_FONT_UM ? font : ROW_FONT_UM);
        box.at.x_um += box.at.width_um;
    }
}

static void furnish_single(struct press *p)
{
    const struct strips_box *box = &p->strips.caption;
    int32_t font = across_of(box) * LINE_PERCENT / 100;

    if (*p->shares.at[0].caption && box->at.width_um > 0)
        furniture_add(&p->furniture, p->shares.at[0].caption, box,
                      font < FONT_UM ? font : FONT_UM);
}

/* Into p->barcode; a code is judged first and drawn then. */
static int encode(struct press *p, const char *code)
{
    int r = 0;

    if (strcmp(p->coded, code) != 0) {
        r = barcode_make(code, &p->barcode);
        text_copy(p->coded, sizeof p->coded, r == 0 ? code : "");
    }
    return r;
}

/* What the sheet's barcode says; p->code is its first student's. */
static int furnish_code(struct press *p)
{
    const struct strips_box *box = &p->strips.code;
    int r;

    if (*p->bundle && !p->is_single)
        (void)snprintf(p->code, sizeof p->code, "%s-%03zu", p->bundle,
                       p->bundle_sheets % 10000);
    if (!*p->code)
        return 0;
    if (box->at.width_um > 0)
        furniture_add(&p->furniture, p->code, box, CODE_FONT_UM);
    p->furniture.bars = p->strips.bars;
    r = encode(p, p->code);
    p->furniture.barcode = p->barcode;
    return r;
}

static int end_sheet(struct press *p)
{
    int r;

    p->furniture.text_count = 0;
    p->furniture.barcode.modules = 0;
    if (p->is_single)
        furnish_single(p);
    else {
        for (size_t i = 0; i < p->layout.row_count; i++)
            furnish_row(p, &p->layout.rows[i], p->strips.rows[i]);
    }
    r = furnish_code(p);
    if (r == 0)
        r = p->maker->end_sheet(p->sheets, &p->furniture);
    p->shares.used = p->shares.count = 0;
    return r;
}

static bool code_fits(struct press *p, const char *code, int *ret_fault)
{
    *ret_fault = encode(p, code);
    return *ret_fault == 0 &&
           barcode_module(&p->barcode, furniture_dots(&p->strips.bars)) > 0;
}

/* 0, a refusal, or a negative errno. */
static int judge_code(struct press *p, const char *code)
{
    int fault;

    if (!code || !*code)
        return 0;
    if (!barcode_is_code(code))
        return SHEET_WRONG_CODE;
    if (code_fits(p, code, &fault))
        return 0;
    return fault ? fault : SHEET_NO_ROOM_FOR_CODE;
}

int press_bundle_rest(struct press *p, const char *code, size_t sheets_before)
{
    char first[BARCODE_CODE_MAX + 1];
    int r;

    if (code && strlen(code) > PRESS_BUNDLE_MAX)
        return SHEET_WRONG_CODE;
    if (code && *code) {
        (void)snprintf(first, sizeof first, "%s-0000", code);
        r = judge_code(p, first);
        if (r != 0)
            return r;
    }
    r = p->shares.used ? end_sheet(p) : 0;
    text_copy(p->bundle, sizeof p->bundle, code ? code : "");
    p->bundle_sheets = sheets_before;
    return r;
}

int press_bundle(struct press *p, const char *code)
{
    return press_bundle_rest(p, code, 0);
}

static int judge(struct press *p, const struct press_student *student)
{
    struct bytes caption = bytes_of_text(student->caption);
    int r = sheet_judge(student->jpeg);

    if (r != 0)
        return r;
    if (caption.len > PRESS_CAPTION_MAX_BYTES || !text_is_utf8(caption))
        return SHEET_WRONG_CAPTION;
    return judge_code(p, student->code);
}

static void begin_sheet(struct press *p, const struct press_student *student)
{
    p->sheet_count++;
    p->bundle_sheets++;
    text_copy(p->code, sizeof p->code, student->code ? student->code : "");
}

/* The next of a student's prints, as many as fit on this sheet. */
static void print_some(struct press *p, struct share *share, unsigned left)
{
    size_t room = p->layout.print_count - p->shares.used;

    share->count = left < room ? left : room;
    for (size_t i = 0; i < share->count; i++)
        p->maker->print(p->sheets, &p->layout.prints[p->shares.used + i]);
    shares_add(&p->shares, share);
}

int press_add(struct press *p, const struct press_student *student)
{
    struct share share = {.nth = 1, .of = p->per_student};
    int r = judge(p, student);

    if (r == 0)
        r = p->maker->photo(p->sheets, student->jpeg);
    if (r != 0)
        return r;
    text_copy(share.caption, sizeof share.caption,
              student->caption ? student->caption : "");
    while (r == 0 && share.nth <= share.of) {
        if (p->shares.used == 0)
            begin_sheet(p, student);
        print_some(p, &share, share.of - share.nth + 1);
        share.nth += (unsigned)share.count;
        if (p->shares.used == p->layout.print_count)
            r = end_sheet(p);
    }
    return r;
}

size_t press_places(const struct press *p)
{
    return p->layout.print_count;
}

size_t press_sheets(const struct press *p)
{
    return p->sheet_count;
}

int press_finish(struct press *p)
{
    int r = p->shares.used ? end_sheet(p) : 0;

    return r < 0 ? r : p->maker->finish(p->sheets);
}

void press_free(struct press *p)
{
    if (!p)
        return;
    if (p->maker)
        p->maker->free(p->sheets);
    free(p);
}

void press_freep(struct press **p)
{
    press_free(*p);
    *p = NULL;
}
