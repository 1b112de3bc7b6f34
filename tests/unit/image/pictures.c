#include "pictures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

static uint8_t cut(int v)
{
    return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
}

void picture_gradient(struct image *ret, int width, int height)
{
    picture_noise(ret, width, height, 0);
}

void picture_noise(struct image *ret, int width, int height, int amplitude)
{
    uint32_t seed = 1;

    assert_int_equal(image_fit(ret, width, height), 0);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            uint8_t *p = image_at(ret, x, y);
            seed = seed * 1664525u + 1013904223u;
            int noise =
                amplitude ? (int)(seed >> 16) % (2 * amplitude) - amplitude : 0;
            p[0] = cut(40 + 180 * x / width + noise);
            p[1] = cut(40 + 180 * y / height + noise);
            p[2] = cut(200 - 150 * x / width + noise);
        }
    }
}

void picture_flat(struct image *ret, int width, int height, uint8_t value)
{
    assert_int_equal(image_fit(ret, width, height), 0);
    memset(ret->px, value, (size_t)width * (size_t)height * 3);
}

static void set_kind(struct jpeg_compress_struct *c, enum picture_kind kind)
{
    static const J_COLOR_SPACE SPACES[] = {[PICTURE_YCC] = JCS_RGB,
                                           [PICTURE_GREY] = JCS_GRAYSCALE,
                                           [PICTURE_CMYK] = JCS_CMYK};
    static const int COMPONENTS[] = {
        [PICTURE_YCC] = 3, [PICTURE_GREY] = 1, [PICTURE_CMYK] = 4};

    c->in_color_space = SPACES[kind];
    c->input_components = COMPONENTS[kind];
}

/* A row of other components than three is made of whatever bytes come. */
static void write_rows(struct jpeg_compress_struct *c, const struct image *img)
{
    uint8_t *row = calloc((size_t)img->width, 4);

    while (c->next_scanline < c->image_height) {
        JSAMPROW at = row;
        memcpy(row, image_at(img, 0, (int)c->next_scanline),
               (size_t)img->width * 3);
        (void)jpeg_write_scanlines(c, &at, 1);
    }
    free(row);
}

void picture_encode(const struct image *img, const struct picture_form *form,
                    struct buf *ret)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr errors;
    unsigned char *at = NULL;
    unsigned long len = 0;

    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &at, &len);
    c.image_width = (JDIMENSION)img->width;
    c.image_height = (JDIMENSION)img->height;
    set_kind(&c, form->kind);
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, form->quality, TRUE);
    if (form->progressive)
        jpeg_simple_progression(&c);
    jpeg_start_compress(&c, TRUE);
    write_rows(&c, img);
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    ret->len = 0;
    assert_int_equal(buf_add(ret, at, len), 0);
    free(at);
}

static size_t put(uint8_t *to, size_t at, const uint8_t *from, size_t n)
{
    memcpy(to + at, from, n);
    return at + n;
}

size_t picture_write_header(const struct picture_header *h, uint8_t ret[128])
{
    const uint8_t start[] = {0xFF, 0xD8, 0xFF, h->frame};
    const uint8_t frame[] = {
        0,
        (uint8_t)(8 + 3 * h->components),
        h->precision,
        (uint8_t)(h->height >> 8),
        (uint8_t)h->height,
        (uint8_t)(h->width >> 8),
        (uint8_t)h->width,
        h->components,
    };
    const uint8_t scan[] = {0xFF, 0xDA, 0,
                            (uint8_t)(6 + 2 * h->scan_components),
                            h->scan_components};
    size_t n = put(ret, 0, start, sizeof start);

    n = put(ret, n, frame, sizeof frame);
    for (uint8_t i = 0; i < h->components; i++)
        n = put(ret, n, (const uint8_t[]){i, h->sampling, 0}, 3);
    n = put(ret, n, scan, sizeof scan);
    for (uint8_t i = 0; i < h->scan_components; i++)
        n = put(ret, n, (const uint8_t[]){i, 0}, 2);
    n = put(ret, n, (const uint8_t[]){0, 63, 0, 0x55, 0xAA}, 5);
    if (!h->without_end)
        n = put(ret, n, (const uint8_t[]){0xFF, 0xD9}, 2);
    return n;
}
