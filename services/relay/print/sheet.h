#ifndef RELAY_PRINT_SHEET_H
#define RELAY_PRINT_SHEET_H

/*
 * sheet - print sheets as a PDF, one page per photo: the photo at every place
 * of a layout, cut marks, and a caption.
 *
 * The JPEG's bytes go into the file as they are, once per page; every print is
 * a view of them through a clipping path that hides 20 px at each side
 * (domain.md, "The photo standard").  Sizes are exact: 1 pt = 1/72 inch.
 *
 * Memory   does not grow with the number of pages, but for a few hundred bytes
 *          of index per page that the format needs at the end.
 * Errors   0; a positive enum sheet_refusal about a photo, after which the
 *          sheet goes on as if it had not been offered; a negative errno, after
 *          which only sheet_free() is of use.
 */

#include "core/bytes.h"
#include "relay/print/layout.h"

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
};

/* Takes the file as it is made, piece by piece; 0 or a negative errno. */
typedef int sheet_write(void *to, struct bytes piece);

struct sheet;

/*
 * layout is copied.  -ENOENT where the captions' font is not installed
 * (package fonts-wqy-microhei): another would show boxes for Chinese names.
 */
int sheet_new(const struct layout *layout, sheet_write *write, void *to,
              struct sheet **ret) __attribute__((warn_unused_result));

/* caption: UTF-8; NULL or empty for none.  Nothing is borrowed after it. */
int sheet_add(struct sheet *s, struct bytes jpeg, const char *caption)
    __attribute__((warn_unused_result));

/* Writes what is left.  Call once, before sheet_free. */
int sheet_finish(struct sheet *s) __attribute__((warn_unused_result));

void sheet_free(struct sheet *s);
void sheet_freep(struct sheet **s);

/* One sentence for a person, without a full stop. */
const char *sheet_refusal_text(int refusal);

#endif
