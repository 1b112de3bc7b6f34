#include "relay/print/pixel_grid.h"

#include "relay/print/units.h"

struct pixel_grid pixel_grid_of(const struct layout *layout)
{
    return (struct pixel_grid){dots(layout->paper.width_um),
                               dots(layout->paper.height_um)};
}

/* The edge of a print: the margin, some long sides and some short ones.  Any
 * other place: the nearest pixel. */
static int pixel_of(int32_t um)
{
    int32_t longs = 0;

    for (int32_t rest = um - LAYOUT_MARGIN_UM; rest >= 0;
         rest -= LAYOUT_PRINT_LONG_UM, longs++) {
        if (rest % LAYOUT_PRINT_SHORT_UM == 0)
            return dots(LAYOUT_MARGIN_UM) + longs * PIXEL_PRINT_LONG +
                   rest / LAYOUT_PRINT_SHORT_UM * PIXEL_PRINT_SHORT;
    }
    return dots(um);
}

struct rect pixel_grid_print(const struct layout_print *place)
{
    return (struct rect){pixel_of(place->at.x_um), pixel_of(place->at.y_um),
                         place->turned ? PIXEL_PRINT_LONG : PIXEL_PRINT_SHORT,
                         place->turned ? PIXEL_PRINT_SHORT : PIXEL_PRINT_LONG};
}

struct rect pixel_grid_mark(const struct layout_mark *m)
{
    bool is_level = m->y1_um == m->y2_um;
    int32_t from = is_level ? m->x1_um : m->y1_um;
    int32_t to = is_level ? m->x2_um : m->y2_um;
    int32_t low = dots(from < to ? from : to),
            high = dots(from < to ? to : from);

    if (is_level)
        return (struct rect){low, pixel_of(m->y1_um), high - low, 1};
    return (struct rect){pixel_of(m->x1_um), low, 1, high - low};
}

struct rect pixel_grid_rest(const struct layout_rect *rest)
{
    int x = pixel_of(rest->x_um), y = pixel_of(rest->y_um);
    int width = dots(rest->x_um + rest->width_um) - x;
    int height = dots(rest->y_um + rest->height_um) - y;

    return (struct rect){x, y, width > 0 ? width : 0, height > 0 ? height : 0};
}
