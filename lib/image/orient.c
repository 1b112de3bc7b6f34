#include "image/orient.h"

#include "core/check.h"

#include <string.h>

/* How to get from upright to stored: change x and y, then mirror. */
struct turn {
    bool swap;
    bool mirror_x;
    bool mirror_y;
};

static const struct turn TURNS[] = {
    [1] = {false, false, false}, [2] = {false, true, false},
    [3] = {false, true, true},   [4] = {false, false, true},
    [5] = {true, false, false},  [6] = {true, false, true},
    [7] = {true, true, true},    [8] = {true, true, false},
};

static struct turn turn_of(int orientation)
{
    CHECK(orientation >= 1 && orientation <= 8);
    return TURNS[orientation];
}

bool orient_swaps(int orientation)
{
    return turn_of(orientation).swap;
}

struct rect orient_to_stored(struct rect upright, int orientation,
                             int stored_width, int stored_height)
{
    struct turn t = turn_of(orientation);
    struct rect r = upright;

    if (t.swap)
        r = (struct rect){upright.y, upright.x, upright.height, upright.width};
    if (t.mirror_x)
        r.x = stored_width - r.x - r.width;
    if (t.mirror_y)
        r.y = stored_height - r.y - r.height;
    return r;
}

static void copy_row(const uint8_t *from, ptrdiff_t step, uint8_t *to, int n)
{
    for (int i = 0; i < n; i++, from += step, to += 3) {
        to[0] = from[0];
        to[1] = from[1];
        to[2] = from[2];
    }
}

int orient_apply(const struct image *stored, struct rect part, int orientation,
                 struct image *ret)
{
    struct turn t = turn_of(orientation);
    ptrdiff_t row = 3 * (ptrdiff_t)stored->width;
    ptrdiff_t right = t.mirror_x ? -3 : 3; /* one step in stored x, y */
    ptrdiff_t down = t.mirror_y ? -row : row;
    int r = image_fit(ret, t.swap ? part.height : part.width,
                      t.swap ? part.width : part.height);

    if (r < 0)
        return r;

    const uint8_t *from =
        image_at(stored, part.x + (t.mirror_x ? part.width - 1 : 0),
                 part.y + (t.mirror_y ? part.height - 1 : 0));
    ptrdiff_t step_x = t.swap ? down : right;
    ptrdiff_t step_y = t.swap ? right : down;

    for (int y = 0; y < ret->height; y++, from += step_y) {
        if (step_x == 3)
            memcpy(image_at(ret, 0, y), from, 3 * (size_t)ret->width);
        else
            copy_row(from, step_x, image_at(ret, 0, y), ret->width);
    }
    return 0;
}
