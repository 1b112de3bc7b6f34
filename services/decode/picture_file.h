#ifndef DECODE_PICTURE_FILE_H
#define DECODE_PICTURE_FILE_H

/*
 * picture_file - a JPEG or PNG from outside as brightness.
 *
 * Unlike a photo it may be small, grey or cut short: whatever is there may
 * hold a code.  Sizes are judged by the header before anything is allocated;
 * a large JPEG is decoded at so many eighths of its size.
 */

#include "core/bytes.h"
#include "decode/grey.h"

enum picture_file_refusal {
    PICTURE_FILE_UNUSABLE = 1, /* no JPEG or PNG, damaged, too large */
};

/* 0, PICTURE_FILE_UNUSABLE or -ENOMEM. */
int picture_file_read(struct bytes file, struct grey *ret)
    __attribute__((warn_unused_result));

/* The two formats. */
int picture_jpeg_read(struct bytes file, struct grey *ret)
    __attribute__((warn_unused_result));
int picture_png_read(struct bytes file, struct grey *ret)
    __attribute__((warn_unused_result));

#endif
