#ifndef QC_CHECK_RECIPE_H
#define QC_CHECK_RECIPE_H

/*
 * recipe - how a photo was made, as a text that is kept with its verdict:
 *
 *     {"version":5,"width":480,"height":640,"dpi":300,
 *      "background":[100,197,255],"left":12.5,"top":-3,"scale":0.82,
 *      "roll":0.0314,"pivot":[500,410],"quality":91,"full_chroma":false,
 *      "restarts":false}
 *
 * left, top and pivot are pixels of the photo as it was read, levelled (qc/
 * produce/geometry.h), scale is output pixels to one of them, roll radians.
 * Numbers have as many digits as give the same value back.
 */

#include "core/bytes.h"
#include "qc/produce/produce.h"

enum { RECIPE_TEXT_SIZE = 512 };

void recipe_text(const struct recipe *recipe, char ret[RECIPE_TEXT_SIZE]);

/* 0, or -EINVAL for a text that is no recipe. */
int recipe_parse(struct bytes text, struct recipe *ret)
    __attribute__((warn_unused_result));

#endif
