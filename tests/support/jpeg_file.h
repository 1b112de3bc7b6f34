#ifndef TEST_JPEG_FILE_H
#define TEST_JPEG_FILE_H

/* jpeg_file - JPEG files in and out, for the programs that spoil photos. */

#include "core/bytes.h"
#include "image/image.h"

#define JPEG_FILE_MAX ((size_t)64 * 1024 * 1024)

/* Adds the file's bytes: 0, or negative. */
int jpeg_file_read(const char *path, struct buf *ret);

/* The file's pixels: 0, or what is wrong with it. */
int jpeg_file_pixels(const char *path, struct image *ret);

/* 0, or negative. */
int jpeg_file_write(const char *path, const struct image *img, int quality);

#endif
