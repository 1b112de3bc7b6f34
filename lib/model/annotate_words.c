#include "model/annotate_draw.h"

#include "model/catalogue.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/*
 * Each finding is a number, its sentence in bold, what was measured, and the
 * advice.  SVG breaks no lines, so that is done here: a Chinese sign is as
 * wide as it is high, anything else about half of it.
 */

enum { SIZE_DIVISOR = 25, FIGURES_SIZE = 240, DECIMALS_MAX = 5 };

#define LINE_HEIGHT 1.45
#define SMALL 0.88

struct pen {
    struct svg *svg; /* NULL: only measuring */
    double size;     /* of the letters, px */
    double left;
    double width;
    double y; /* of the last line written */
};

static size_t sign_len(const char *text)
{
    size_t len = 1;

    while (((unsigned char)text[len] & 0xC0) == 0x80)
        len++;
    return len;
}

static double sign_width(const char *sign)
{
    return (unsigned char)*sign < 0x80 ? 0.55 : 1;
}

/* Stops and closing brackets never begin a line. */
static bool may_begin_line(const char *sign)
{
    static const char *const NEVER[] = {"，", "。", "、", "；",
                                        "）", "：", "%"};

    for (size_t i = 0; i < sizeof NEVER / sizeof *NEVER; i++) {
        if (strncmp(sign, NEVER[i], strlen(NEVER[i])) == 0)
            return false;
    }
    return true;
}

/* How many bytes of the text fit into a line. */
static size_t line_len(const char *text, double signs)
{
    size_t len = 0;
    double width = 0;

    while (text[len]) {
        width += sign_width(text + len);
        if (width > signs && len > 0 && may_begin_line(text + len))
            return len;
        len += sign_len(text + len);
    }
    return len;
}

static void write_line(struct pen *pen, const char *text, size_t len,
                       const char *look)
{
    if (!pen->svg)
        return;
    svg_format(pen->svg, "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" %s>",
               pen->left, pen->y, pen->size, look);
    svg_put_text(pen->svg, text, len);
    svg_put(pen->svg, "</text>");
}

static void write_text(struct pen *pen, const char *text, const char *look)
{
    while (*text) {
        size_t len = line_len(text, pen->width / pen->size);

        pen->y += pen->size * LINE_HEIGHT;
        write_line(pen, text, len, look);
        text += len;
    }
}

/* ---- what was measured, in the terms a person uses ---- */

static const struct unit {
    const char *name;
    const char *suffix;
    double factor;
    int decimals;
} UNITS[] = {
    {"degrees", "°", 1, 0}, {"px", " 像素", 1, 0},
    {"share", "%", 100, 1}, {"probability", "%", 100, 0},
    {"faces", " 张", 1, 0},
};

static struct unit unit_of(const char *name)
{
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        if (strcmp(name, UNITS[i].name) == 0)
            return UNITS[i];
    }
    return (struct unit){"", "", 1, 2};
}

/* 2.50 is 2.5 */
static void put_value(const struct unit *u, double value, char ret[48])
{
    int len = snprintf(ret, 40, "%.*f", u->decimals, value * u->factor);

    while (u->decimals > 0 && len > 1 && len < 40 && ret[len - 1] == '0')
        len--;
    if (u->decimals > 0 && len > 1 && ret[len - 1] == '.')
        len--;
    (void)snprintf(ret + len, 48 - (size_t)len, "%s", u->suffix);
}

static bool is_told_apart(const struct unit *u, double value, double limit)
{
    char a[48], b[48];

    put_value(u, value, a);
    put_value(u, limit, b);
    return value == limit || strcmp(a, b) != 0;
}

static void put_figures(const struct finding *f, const char *measure,
                        char ret[FIGURES_SIZE])
{
    struct unit unit = unit_of(finding_unit(f->code));
    char value[48], min[48], max[48];

    *ret = 0;
    if (!isfinite(f->measured))
        return;
    /* As many decimals as tell the value from the limit it passed. */
    while (unit.decimals < DECIMALS_MAX &&
           (!is_told_apart(&unit, f->measured, f->allowed_min) ||
            !is_told_apart(&unit, f->measured, f->allowed_max)))
        unit.decimals++;
    put_value(&unit, f->measured, value);
    put_value(&unit, f->allowed_min, min);
    put_value(&unit, f->allowed_max, max);
    if (isfinite(f->allowed_min) && isfinite(f->allowed_max))
        (void)snprintf(ret, FIGURES_SIZE, "%s %s，应在 %s 至 %s 之间", measure,
                       value, min, max);
    else if (isfinite(f->allowed_min))
        (void)snprintf(ret, FIGURES_SIZE, "%s %s，应不小于 %s", measure, value,
                       min);
    else if (isfinite(f->allowed_max))
        (void)snprintf(ret, FIGURES_SIZE, "%s %s，应不大于 %s", measure, value,
                       max);
    else
        (void)snprintf(ret, FIGURES_SIZE, "%s %s", measure, value);
}

/* ---- one finding after the other ---- */

static void put_number_sign(struct pen *pen, const struct finding *f,
                            int number)
{
    double y = pen->y + pen->size * 1.1;

    if (!pen->svg)
        return;
    svg_format(pen->svg,
               "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>",
               pen->left - pen->size * 1.1, y, pen->size * 0.75,
               f->severity == FINDING_REFUSE ? "#d81e1e" : "#e08600");
    svg_format(pen->svg,
               "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" fill=\"#fff\" "
               "font-weight=\"bold\" text-anchor=\"middle\">%d</text>",
               pen->left - pen->size * 1.1, y + pen->size * 0.35, pen->size,
               number);
}

static void write_finding(struct pen *pen, const struct finding *f, int number)
{
    struct catalogue_entry says = catalogue_of(f->code);
    double size = pen->size;
    char figures[FIGURES_SIZE];

    put_figures(f, says.measure, figures);
    put_number_sign(pen, f, number);
    write_text(pen, says.message,
               f->severity == FINDING_REFUSE
                   ? "fill=\"#c21818\" font-weight=\"bold\""
                   : "fill=\"#a86200\" font-weight=\"bold\"");
    pen->size = size * SMALL;
    write_text(pen, says.advice, "fill=\"#222\"");
    write_text(pen, figures, "fill=\"#666\"");
    pen->size = size;
    pen->y += size * 0.6;
}

static double write_all(const struct svg *s, struct svg *to,
                        const struct finding_list *list)
{
    double size = s->width / SIZE_DIVISOR;
    struct pen pen = {
        .svg = to,
        .size = size,
        .left = size * 2.3,
        .width = s->width - size * 2.8,
        .y = s->height + size * 0.3,
    };

    for (int i = 0; i < list->n; i++)
        write_finding(&pen, &list->at[i], i + 1);
    return list->n > 0 ? pen.y + size * 0.3 - s->height : 0;
}

double annotate_words_height(const struct svg *s,
                             const struct finding_list *list)
{
    return write_all(s, NULL, list);
}

void annotate_words(struct svg *s, const struct finding_list *list)
{
    (void)write_all(s, s, list);
}
