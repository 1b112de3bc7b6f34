#include "relay/print/sheet.h"

#include "image/jpeg_read.h"

#include <stdlib.h>

int sheet_judge(struct bytes jpeg)
{
    struct jpeg_facts facts;
    int r;

    if (jpeg.len > SHEET_PHOTO_MAX_BYTES)
        return SHEET_TOO_MANY_BYTES;
    r = jpeg_inspect(jpeg, &facts);
    if (r < 0)
        return r;
    if (r == JPEG_TOO_SMALL || r == JPEG_TOO_LARGE)
        return SHEET_WRONG_SIZE;
    if (r > 0)
        return r == JPEG_TRUNCATED ? SHEET_TRUNCATED : SHEET_NOT_JPEG;
    if (facts.width != SHEET_PHOTO_WIDTH_PX ||
        facts.height != SHEET_PHOTO_HEIGHT_PX)
        return SHEET_WRONG_SIZE;
    return facts.orientation == 1 ? 0 : SHEET_TURNED;
}

const char *sheet_refusal_text(int refusal)
{
    switch ((enum sheet_refusal)refusal) {
    case SHEET_NOT_JPEG:
        return "not a JPEG photo in colour";
    case SHEET_TRUNCATED:
        return "a JPEG that ends before its end";
    case SHEET_WRONG_SIZE:
        return "not 480x640 pixels";
    case SHEET_TURNED:
        return "turned by an EXIF mark: not a finished photo";
    case SHEET_TOO_MANY_BYTES:
        return "more than 102,400 bytes";
    case SHEET_DAMAGED:
        return "a JPEG whose picture is damaged";
    case SHEET_WRONG_CAPTION:
        return "caption is not UTF-8, or over 600 bytes";
    case SHEET_WRONG_CODE:
        return "code is not 1 to 20 of A-Z, 0-9 and -";
    case SHEET_NO_ROOM_FOR_CODE:
        return "code is too long for this paper";
    }
    abort(); /* not a refusal of ours */
}
