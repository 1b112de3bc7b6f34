#include "image/image.h"

#include <errno.h>
#include <stdlib.h>

enum { ALIGNMENT = 64 };

static bool is_sane_size(int width, int height)
{
    return width > 0 && height > 0 &&
           (size_t)width <= IMAGE_PIXELS_MAX / (size_t)height;
}

/* The old content is not kept, so there is nothing to copy. */
static void *grow(void *old, size_t bytes)
{
    free(old);
    return aligned_alloc(ALIGNMENT,
                         (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

int image_fit(struct image *img, int width, int height)
{
    if (!is_sane_size(width, height))
        return -ENOMEM;

    size_t need = (size_t)width * (size_t)height * 3;

    if (need > img->cap) {
        img->px = grow(img->px, need + 1);
        img->cap = img->px ? need : 0;
    }
    if (!img->px)
        return -ENOMEM;
    img->width = width;
    img->height = height;
    return 0;
}

void image_done(struct image *img)
{
    free(img->px);
    *img = (struct image){0};
}

int plane_fit(struct plane *p, int width, int height)
{
    if (!is_sane_size(width, height))
        return -ENOMEM;

    size_t need = (size_t)width * (size_t)height;

    if (need > p->cap) {
        p->at = grow(p->at, need * sizeof(float));
        p->cap = p->at ? need : 0;
    }
    if (!p->at)
        return -ENOMEM;
    p->width = width;
    p->height = height;
    return 0;
}

void plane_done(struct plane *p)
{
    free(p->at);
    *p = (struct plane){0};
}

static int between(int v, int min, int max)
{
    if (v < min)
        return min;
    return v > max ? max : v;
}

struct rect rect_clip(struct rect r, int width, int height)
{
    int x0 = between(r.x, 0, width);
    int y0 = between(r.y, 0, height);
    int x1 = between(r.x + r.width, x0, width);
    int y1 = between(r.y + r.height, y0, height);

    return (struct rect){x0, y0, x1 - x0, y1 - y0};
}
