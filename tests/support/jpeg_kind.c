/*
 * jpeg_kind KIND OUT [PHOTO] - a JPEG file that a photo check must cope with:
 *
 *   grey cmyk            other colours, 800x800
 *   one_pixel            1x1
 *   vast_header          says it is 65000x65000, holds nothing
 *   vast_progressive     progressive, says it has 100 megapixels
 *   many_scans           progressive, 4000x4000, as many scans as fit in 8 MiB
 *   vast                 a sound baseline file of 100 megapixels
 *   truncated            half of a sound file
 *   progressive          PHOTO, coded progressively
 */
#include "core/bytes.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "image/image.h"
#include "jpeg_file.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

enum { SCANS_BYTES = 8 * 1024 * 1024 };

struct form {
    J_COLOR_SPACE colours;
    int components;
    bool progressive;
    const struct image *photo; /* NULL: waves */
};

static void fill_row(const struct form *f, uint8_t *row, int width, int y)
{
    if (f->photo) {
        memcpy(row, image_at(f->photo, 0, y), (size_t)width * 3);
        return;
    }
    for (int i = 0; i < width * f->components; i++)
        row[i] = (uint8_t)((i * 3 + y * 5) / 16 + 40 * (i % f->components));
}

static void encode(const struct form *f, int width, int height, struct buf *ret)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr errors;
    unsigned char *at = NULL;
    unsigned long len = 0;
    uint8_t *row = must_alloc((size_t)width * 4);
    int r;

    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &at, &len);
    c.image_width = (JDIMENSION)width;
    c.image_height = (JDIMENSION)height;
    c.in_color_space = f->colours;
    c.input_components = f->components;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, 90, TRUE);
    if (f->progressive)
        jpeg_simple_progression(&c);
    jpeg_start_compress(&c, TRUE);
    while (c.next_scanline < c.image_height) {
        JSAMPROW rows = row;

        fill_row(f, row, width, (int)c.next_scanline);
        (void)jpeg_write_scanlines(&c, &rows, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    r = buf_add(ret, at, len);
    CHECK(r == 0);
    free(at);
    free(row);
}

/* Position of the first marker FF `from`..`to`; the file's end if none. */
static size_t find_marker(const struct buf *file, uint8_t from, uint8_t to)
{
    size_t i = 0;

    while (i + 1 < file->len &&
           !(file->at[i] == 0xFF && file->at[i + 1] >= from &&
             file->at[i + 1] <= to))
        i++;
    return i;
}

/* The frame header says another size than the file has. */
static void claim_size(struct buf *file, unsigned width, unsigned height)
{
    uint8_t *frame = file->at + find_marker(file, 0xC0, 0xC2);

    frame[5] = (uint8_t)(height >> 8);
    frame[6] = (uint8_t)height;
    frame[7] = (uint8_t)(width >> 8);
    frame[8] = (uint8_t)width;
}

/* A scan of all lowest bits of luma, empty: cheap to write, a whole pass over
 * the picture to read. */
static void add_scans(struct buf *file)
{
    static const uint8_t SCAN[] = {0xFF, 0xDA, 0x00, 0x08, 0x01, 0x01,
                                   0x00, 0x01, 0x3F, 0x00, 0x00};

    file->len -= 2; /* the end mark */
    while (file->len < SCANS_BYTES) {
        int r = buf_add(file, SCAN, sizeof SCAN);

        CHECK(r == 0);
    }
    (void)!buf_add(file, "\xFF\xD9", 2);
}

static bool make(const char *kind, const struct image *photo, struct buf *ret)
{
    const struct form colour = {JCS_RGB, 3, false, NULL};
    const struct form grey = {JCS_GRAYSCALE, 1, false, NULL};
    const struct form cmyk = {JCS_CMYK, 4, false, NULL};
    const struct form passes = {JCS_RGB, 3, true, NULL};
    const struct form again = {JCS_RGB, 3, true, photo};

    if (strcmp(kind, "grey") == 0)
        encode(&grey, 800, 800, ret);
    else if (strcmp(kind, "cmyk") == 0)
        encode(&cmyk, 800, 800, ret);
    else if (strcmp(kind, "one_pixel") == 0)
        encode(&colour, 1, 1, ret);
    else if (strcmp(kind, "many_scans") == 0)
        encode(&passes, 4000, 4000, ret);
    else if (strcmp(kind, "vast") == 0)
        encode(&colour, 10000, 10000, ret);
    else if (strcmp(kind, "progressive") == 0 && photo->px)
        encode(&again, photo->width, photo->height, ret);
    else
        encode(strcmp(kind, "vast_progressive") == 0 ? &passes : &colour, 800,
               800, ret);
    if (strcmp(kind, "vast_header") == 0)
        claim_size(ret, 65000, 65000);
    if (strcmp(kind, "vast_progressive") == 0)
        claim_size(ret, 10000, 10000);
    if (strcmp(kind, "many_scans") == 0)
        add_scans(ret);
    if (strcmp(kind, "truncated") == 0)
        ret->len /= 2;
    return ret->len > 0;
}

int main(int argc, char **argv)
{
    _cleanup_(buf_done) struct buf file = BUF_INIT(JPEG_FILE_MAX);
    _cleanup_(image_done) struct image photo = {0};
    _cleanup_(fclosep) FILE *out = NULL;

    if (argc < 3 || (argc > 3 && jpeg_file_pixels(argv[3], &photo) != 0) ||
        !make(argv[1], &photo, &file)) {
        (void)fputs("usage: jpeg_kind KIND OUT [PHOTO]\n", stderr);
        return 2;
    }
    out = fopen(argv[2], "wbe");
    return out && fwrite(file.at, 1, file.len, out) == file.len ? 0 : 1;
}
