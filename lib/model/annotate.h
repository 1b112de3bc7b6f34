#ifndef MODEL_ANNOTATE_H
#define MODEL_ANNOTATE_H

/*
 * annotate - the student's own picture with what was found drawn into it:
 * each finding's region and number, the allowed position, size or angle as a
 * dashed guide, and below it the sentences of the catalogue.
 *
 * Pure: findings and a preview in, the text of a self-contained SVG out (the
 * JPEG stands in it as a data URI, because an SVG shown by <img> may not load
 * anything else).
 */

#include "core/bytes.h"
#include "model/finding.h"

/* The SVG of a preview of a full 960 px stays far below this. */
#define ANNOTATE_BYTES_MAX ((size_t)2 * 1000 * 1000)

struct annotate_picture {
    struct bytes jpeg; /* upright preview */
    int width;         /* its size, > 0 */
    int height;
};

/* Adds to `ret` (make it with BUF_INIT(ANNOTATE_BYTES_MAX)): 0, or the
 * negative errno of buf_add. */
int annotate_svg(const struct annotate_picture *picture,
                 const struct finding_list *findings, struct buf *ret)
    __attribute__((warn_unused_result));

#endif
