#ifndef RELAY_PRINT_SHEET_H
#define RELAY_PRINT_SHEET_H

/*
 * sheet - what a finished photo must be to be printed, why one is refused, and
 * where the bytes of sheets go.
 *
 * In a PDF a photo's bytes stand as they are, once; every print is a view of
 * them through a clipping path that hides 20 px at each side (domain.md, "The
 * photo standard").
 */

#include "core/bytes.h"

enum {
    SHEET_PHOTO_WIDTH_PX = 480,
    SHEET_PHOTO_HEIGHT_PX = 640,
    SHEET_HIDDEN_PX = 20, /* at each side: 440x640 has the print's aspect */
    SHEET_PHOTO_MAX_BYTES = 102400, /* far over the standard's 40,000 */
};

enum sheet_refusal {
    SHEET_NOT_JPEG = 1, /* or one that lib/image does not take */
    SHEET_TRUNCATED,
    SHEET_WRONG_SIZE,
    SHEET_TURNED, /* has an EXIF orientation: a finished photo has none */
    SHEET_TOO_MANY_BYTES,
    SHEET_DAMAGED, /* seen only where pixels are made of it */
    SHEET_WRONG_CAPTION,
    SHEET_WRONG_CODE,
    SHEET_NO_ROOM_FOR_CODE,
};

/* Takes the file as it is made, piece by piece; 0 or a negative errno. */
typedef int sheet_write(void *to, struct bytes piece);

/* By the header only.  0, a positive enum sheet_refusal or a negative errno. */
int sheet_judge(struct bytes jpeg) __attribute__((warn_unused_result));

/* One sentence for a person, without a full stop. */
const char *sheet_refusal_text(int refusal);

#endif
