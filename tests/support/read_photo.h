#ifndef TEST_READ_PHOTO_H
#define TEST_READ_PHOTO_H

/* read_photo - a JPEG file as pixels, for the programs that change one. */

#include "image/image.h"

#define PHOTO_FILE_MAX ((size_t)64 * 1024 * 1024)

/* 0, or what is wrong with it. */
int read_photo(const char *path, struct image *ret);

#endif
