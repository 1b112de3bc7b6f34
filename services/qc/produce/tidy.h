#ifndef QC_PRODUCE_TIDY_H
#define QC_PRODUCE_TIDY_H

/*
 * tidy - a person is of one piece: what floats in the air beside is wall, and
 * a hole that no way leads out of, where there is no hair, is person.
 */

#include "image/image.h"

struct tidy {
    struct plane small; /* alpha at half size */
    /* work */
    uint8_t *marks;
    int *queue;
    size_t cap;
};

/* Works on alpha, of even size; net and hairy (0..1, at half size) are the
 * network's person and how much hair is around, which may have gaps. */
int tidy(struct tidy *t, const struct plane *net, const struct plane *hairy,
         struct plane *alpha) __attribute__((warn_unused_result));

void tidy_done(struct tidy *t);

#endif
