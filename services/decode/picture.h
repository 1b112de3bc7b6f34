#ifndef DECODE_PICTURE_H
#define DECODE_PICTURE_H

/*
 * picture - a photo, screenshot or saved image of a capture code in, its text
 * out.
 */

#include "core/bytes.h"

enum { PICTURE_FILE_MAX = 4 * 1024 * 1024 };

/*
 * Loads what reading a picture loads on its first use (character sets of the
 * QR reader), so that a process that may open no file can read one.
 */
void picture_prepare(void);

/*
 * file is a JPEG or PNG.  ret_text, empty and of a maximum over
 * CODE_TEXT_MAX, gets the text of the code.  0;
 * CODE_UNREADABLE (no picture, no code in it, or none found in time);
 * CODE_AMBIGUOUS; a negative errno.
 */
int picture_read(struct bytes file, struct buf *ret_text)
    __attribute__((warn_unused_result));

#endif
