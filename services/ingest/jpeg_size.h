#ifndef INGEST_JPEG_SIZE_H
#define INGEST_JPEG_SIZE_H

/*
 * jpeg_size - width and height of a JPEG that we made ourselves, of any size
 * (a student's own photo is judged by image/jpeg_read.h).
 */

#include "core/bytes.h"

#include <stdbool.h>

bool jpeg_size(struct bytes file, int *ret_width, int *ret_height);

#endif
