#include "relay/print/strips.h"

enum {
    GAP_UM = 500,           /* between a box and what stands beside it */
    COLUMNS_MIN_UM = 10000, /* captions, bars and code beside one another */
    ROOMY_UM = 20000,       /* and the code in a column of its own */
    BARS_MAX_UM = 8000,
    BARS_MIN_UM = 5000, /* what a hand scanner wants (ISO/IEC 15417) */
    CODE_UM = 2600,
    CODE_LENGTH_UM = 34000,
    TEXT_MIN_UM = 2200, /* one line of captions */
};

static bool is_there(const struct strips_box *box)
{
    return box->at.width_um > 0 && box->at.height_um > 0;
}

/* The code behind the bars, in a column of its own or at their end; on a small
 * paper the bars need all. */
static void add_code(const struct layout_rect *right, struct strips *s)
{
    struct layout_rect *bars = &s->bars.at;

    if (right->width_um < ROOMY_UM && right->height_um < 2 * CODE_LENGTH_UM)
        return;
    s->code.at = *bars;
    if (right->width_um >= ROOMY_UM) {
        bars->x_um -= CODE_UM + GAP_UM;
        s->code.at.x_um = right->x_um + right->width_um - CODE_UM;
        s->code.at.width_um = CODE_UM;
    } else {
        bars->height_um -= CODE_LENGTH_UM;
        bars->y_um += CODE_LENGTH_UM;
        s->code.at.height_um = CODE_LENGTH_UM;
    }
}

/* Side by side in the strip at the right, bars and code outside. */
static void stand_in_columns(const struct layout *l, struct strips *s)
{
    struct layout_rect right = l->right;
    int32_t bars = right.width_um * 2 / 5;

    if (bars > BARS_MAX_UM)
        bars = BARS_MAX_UM;
    s->bars.at = (struct layout_rect){right.x_um + right.width_um - bars,
                                      right.y_um, bars, right.height_um};
    add_code(&right, s);
    s->caption.at = (struct layout_rect){
        right.x_um + GAP_UM, right.y_um,
        s->bars.at.x_um - right.x_um - 2 * GAP_UM, right.height_um};
}

/* Bars beside the last row; its captions, and the code, below it. */
static void stand_beside_the_last_row(const struct layout *l, struct strips *s)
{
    const struct layout_row *last = &l->rows[l->row_count - 1];
    struct layout_rect right = l->right;

    s->bars.at = (struct layout_rect){right.x_um + GAP_UM, last->y_um,
                                      right.width_um - GAP_UM, last->height_um};
    s->caption.at =
        (struct layout_rect){right.x_um + GAP_UM, right.y_um,
                             right.width_um - GAP_UM, last->y_um - right.y_um};
    if (l->below.height_um >= TEXT_MIN_UM + GAP_UM &&
        l->below.width_um >= 2 * CODE_LENGTH_UM)
        s->code.at = (struct layout_rect){
            l->below.x_um + l->below.width_um - CODE_LENGTH_UM,
            l->below.y_um + GAP_UM, CODE_LENGTH_UM,
            l->below.height_um - GAP_UM};
    s->code.turned = false;
}

/* One above the other in the strip below. */
static void lie_below(const struct layout *l, struct strips *s)
{
    struct layout_rect below = l->below;
    int32_t y = below.y_um + GAP_UM, left = below.height_um - GAP_UM;
    int32_t bars = left * 2 / 5 < BARS_MAX_UM ? left * 2 / 5 : BARS_MAX_UM;
    int32_t text = left - bars - CODE_UM - 2 * GAP_UM;

    s->caption = (struct strips_box){{below.x_um, y, below.width_um, text},
                                     .turned = false};
    y += text + GAP_UM;
    s->bars = (struct strips_box){{below.x_um, y, below.width_um, bars},
                                  .turned = false};
    y += bars + GAP_UM;
    s->code = (struct strips_box){{below.x_um, y, below.width_um, CODE_UM},
                                  .turned = false};
}

/* No room for bars: a caption in the roomier strip, if there is one. */
static void stand_alone(const struct layout *l, struct strips *s)
{
    s->caption.turned = l->right.width_um >= l->below.height_um;
    s->caption.at = s->caption.turned ? l->right : l->below;
    if ((s->caption.turned ? l->right.width_um : l->below.height_um) <
        TEXT_MIN_UM)
        s->caption.at.width_um = 0;
}

/* What of the captions' column stands beside a row. */
static void divide(const struct layout *l, struct strips *s)
{
    for (size_t i = 0; i < l->row_count; i++) {
        const struct layout_row *row = &l->rows[i];
        struct strips_box *box = &s->rows[i];
        int32_t end = s->caption.at.y_um + s->caption.at.height_um;

        if (!s->caption.turned || !is_there(&s->caption) || row->y_um >= end)
            continue;
        *box = s->caption;
        box->at.y_um = row->y_um;
        box->at.height_um = row->height_um;
    }
}

static void add_last_row(const struct layout *l, struct strips *s)
{
    struct strips_box *last = &s->rows[l->row_count - 1];

    if (!is_there(last) && is_there(&s->code) && !s->code.turned &&
        s->caption.turned)
        last->at = (struct layout_rect){
            l->below.x_um, s->code.at.y_um,
            l->below.width_um - CODE_LENGTH_UM - GAP_UM, s->code.at.height_um};
}

void strips_make(const struct layout *layout, struct strips *ret)
{
    struct strips s = {
        .caption.turned = true, .bars.turned = true, .code.turned = true};

    if (layout->right.width_um >= COLUMNS_MIN_UM)
        stand_in_columns(layout, &s);
    else if (layout->below.height_um >= COLUMNS_MIN_UM)
        lie_below(layout, &s);
    else if (layout->right.width_um >= BARS_MIN_UM + 2 * GAP_UM &&
             layout->row_count > 1)
        stand_beside_the_last_row(layout, &s);
    else
        stand_alone(layout, &s);
    divide(layout, &s);
    add_last_row(layout, &s);
    *ret = s;
}
