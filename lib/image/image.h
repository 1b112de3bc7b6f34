#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H

/*
 * image - packed 8-bit sRGB pixels and planes of floats, each owning memory.
 *
 * A zeroed struct is a legal empty image.  *_fit makes room and keeps the
 * memory of an earlier, larger use, so that a worker that sees photo after
 * photo stops allocating.  Content after *_fit is undefined.
 *
 * Pixel (x, y) covers the square from (x, y) to (x + 1, y + 1): its centre is
 * at (x + 0.5, y + 0.5).  Every position with a fraction follows this.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct image {
    int width;
    int height;
    size_t cap;  /* bytes at px */
    uint8_t *px; /* height rows of width * (R, G, B); one byte more is ours, so
                  * that four may be read at any pixel */
};

struct plane {
    int width;
    int height;
    size_t cap; /* floats at `at`, which is aligned to 64 bytes */
    float *at;
};

struct point {
    float x;
    float y;
};

struct rect {
    int x;
    int y;
    int width;
    int height;
};

/* What IMAGE_PIXELS_MAX caps is one image in memory: 100 megapixels. */
#define IMAGE_PIXELS_MAX ((size_t)100 * 1000 * 1000)

/* 0, or -ENOMEM (also for a size over IMAGE_PIXELS_MAX). */
int image_fit(struct image *img, int width, int height)
    __attribute__((warn_unused_result));
void image_done(struct image *img);

int plane_fit(struct plane *p, int width, int height)
    __attribute__((warn_unused_result));
void plane_done(struct plane *p);

static inline uint8_t *image_at(const struct image *img, int x, int y)
{
    return img->px + 3 * ((size_t)y * (size_t)img->width + (size_t)x);
}

/* The part of r that lies in a picture of that size; may be empty (0 wide). */
struct rect rect_clip(struct rect r, int width, int height);

#endif
