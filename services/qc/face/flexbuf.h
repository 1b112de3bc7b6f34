#ifndef QC_FACE_FLEXBUF_H
#define QC_FACE_FLEXBUF_H

/*
 * flexbuf - looks up numbers by key in a FlexBuffers map, the form in which
 * the special operators of the face mesh carry their options.
 *
 * Everything is checked against the buffer; what does not fit is absent.
 */

#include "core/bytes.h"

float flexbuf_number(struct bytes map, const char *key, float or_else);

/* Integers of a typed vector; how many (at most max) were written. */
size_t flexbuf_ints(struct bytes map, const char *key, int *ret, size_t max);

#endif
