#ifndef PICTURES_H
#define PICTURES_H

/*
 * pictures - JPEG files and pixels made by code.
 */

#include "core/bytes.h"
#include "image/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum picture_kind { PICTURE_YCC, PICTURE_GREY, PICTURE_CMYK };

struct picture_form {
    enum picture_kind kind;
    int quality;
    bool progressive;
};

/* Colours that change slowly over both axes. */
void picture_gradient(struct image *ret, int width, int height);

/* The same with noise of this amplitude on every value. */
void picture_noise(struct image *ret, int width, int height, int amplitude);

void picture_flat(struct image *ret, int width, int height, uint8_t value);

/* Encodes; ret is replaced. */
void picture_encode(const struct image *img, const struct picture_form *form,
                    struct buf *ret);

/* Only a header, a scan of a few bytes and an end mark; no libjpeg. */
struct picture_header {
    uint8_t frame; /* 0xC0, 0xC2, ... */
    uint8_t precision;
    uint16_t height;
    uint16_t width;
    uint8_t components;
    uint8_t scan_components;
    uint8_t sampling;
    bool without_end;
};

size_t picture_write_header(const struct picture_header *h, uint8_t ret[128]);

#endif
