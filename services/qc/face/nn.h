#ifndef QC_FACE_NN_H
#define QC_FACE_NN_H

/*
 * nn - a network read from a .tflite file, run on one core.
 *
 * All memory is allocated when it is opened; a run allocates nothing.  One
 * input.  Where the caller puts the input and finds the outputs never moves.
 */

#include <stddef.h>

struct nn;

/* 0; -ENOENT and the like; -EINVAL for a file that is not a sound model made
 * of operators we know. */
int nn_open(const char *path, struct nn **ret)
    __attribute__((warn_unused_result));
struct nn *nn_free(struct nn *nn);
void nn_freep(struct nn **nn);

float *nn_input(const struct nn *nn);
size_t nn_input_size(const struct nn *nn); /* floats */
int nn_outputs(const struct nn *nn);
const float *nn_output(const struct nn *nn, int i);
size_t nn_output_size(const struct nn *nn, int i);

void nn_run(const struct nn *nn);

/* The point lists of the k-th Landmarks2TransformMatrix, in file order: they
 * say which mesh points a refined region's outputs replace.  0 if none. */
size_t nn_subset(const struct nn *nn, int k, const int **ret);

#endif
