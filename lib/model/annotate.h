#ifndef MODEL_ANNOTATE_H
#define MODEL_ANNOTATE_H

/*
 * annotate - the student's own picture with what was found drawn into it:
 * each finding's region and number; where the head should stand, the made
 * photo's frame with its bands for hair and eyes, its middle and the face's
 * outline; which way to turn; and below it the sentences of the catalogue
 * with what was measured and what is allowed.  To be read on a phone.
 *
 * Pure: findings and a preview in, the text of a self-contained SVG out (the
 * JPEG stands in it as a data URI, because an SVG shown by <img> may not load
 * anything else).
 */

#include "core/bytes.h"
#include "model/finding.h"
#include "model/head_guide.h"

/* The SVG of a preview of a full 960 px stays far below this. */
#define ANNOTATE_BYTES_MAX ((size_t)2 * 1000 * 1000)

struct annotate_picture {
    struct bytes jpeg; /* upright preview */
    int width;         /* its size, > 0 */
    int height;
    struct head_guide head;
};

/* Adds to `ret` (make it with BUF_INIT(ANNOTATE_BYTES_MAX)): 0, or the
 * negative errno of buf_add. */
int annotate_svg(const struct annotate_picture *picture,
                 const struct finding_list *findings, struct buf *ret)
    __attribute__((warn_unused_result));

#endif
