#ifndef QC_FACE_NN_PLAN_H
#define QC_FACE_NN_PLAN_H

/*
 * nn_plan - where in one block of memory each computed tensor lies, so that
 * tensors which never live at the same time share room.  Pure.
 */

#include "qc/face/tflite.h"

struct nn_plan {
    int *constant;  /* per tensor: the tensor whose data it shows, or -1 */
    int *root;      /* per tensor: the tensor whose memory it uses */
    size_t *offset; /* per tensor, in floats from the block's start */
    size_t size;    /* floats */
};

/* 0; -ENOMEM. */
int nn_plan_make(const struct tflite_model *m, struct nn_plan *ret)
    __attribute__((warn_unused_result));
void nn_plan_done(struct nn_plan *plan);

/* An operator that only renames its input: nothing to run. */
bool nn_plan_is_view(const struct tflite_model *m, const struct tflite_op *op);

#endif
