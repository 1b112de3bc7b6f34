#ifndef DECODE_PICTURE_H
#define DECODE_PICTURE_H

/*
 * picture - a photo, screenshot or saved image of a capture code in, its text
 * out.
 */

#include "core/bytes.h"

enum { PICTURE_FILE_MAX = 4 * 1024 * 1024 };

/*
 * file is a JPEG or PNG.  Adds the text of the code to ret_text.  0;
 * CODE_UNREADABLE (no picture, no code in it, or none found in time);
 * CODE_AMBIGUOUS; a negative errno.
 */
int picture_read(struct bytes file, struct buf *ret_text)
    __attribute__((warn_unused_result));

#endif
