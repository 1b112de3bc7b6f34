#ifndef QC_PHOTO_FILE_H
#define QC_PHOTO_FILE_H

/*
 * photo_file - files that the commands read and write, for people: what is
 * wrong with one is said on standard error.
 */

#include "core/bytes.h"

enum { PHOTO_FILE_BYTES_MAX = 64 * 1024 * 1024 };

/* Adds the file: 0 or a negative errno, -EMSGSIZE over the buffer's maximum. */
int photo_file_read(const char *path, struct buf *ret)
    __attribute__((warn_unused_result));

/* 0 or a negative errno. */
int photo_file_write(const char *path, struct bytes data)
    __attribute__((warn_unused_result));

#endif
