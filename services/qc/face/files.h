#ifndef QC_FACE_FILES_H
#define QC_FACE_FILES_H

/*
 * files - the model files of a folder.
 */

#include "core/bytes.h"
#include "qc/face/nn.h"

int face_open_network(const char *folder, const char *file, struct nn **ret)
    __attribute__((warn_unused_result));

/* A whole small file (at most 1 MB) into an empty buffer. */
int face_read_file(const char *folder, const char *file, struct buf *ret)
    __attribute__((warn_unused_result));

#endif
