#ifndef NET_BLOB_PLACE_H
#define NET_BLOB_PLACE_H

/*
 * blob_place - where objects lie, and the first bytes of their files; shared
 * by the writer and the reader of blob.h.
 */

#include "net/blob.h"
#include "net/blob_gcm.h"

#include <stdbool.h>

#define BLOB_HEAD_BYTES 16
#define BLOB_PREFIX_AT 4 /* of the nonce prefix in the head */
#define BLOB_PREFIX_BYTES 7
#define BLOB_SEGMENT_BYTES 65536
#define BLOB_MAGIC "TCB1"

/* More than any file system has room for in one name. */
#define BLOB_PATH_MAX 4096

/* 32 lower-case hex digits; anything else could point out of the store. */
bool blob_location_is_good(const char *location);

/* Paths of the object, its folder, that folder's parent, and its temporary.
 * -ENAMETOOLONG, or -EINVAL for a bad location. */
enum blob_path {
    BLOB_PATH_OBJECT,
    BLOB_PATH_FOLDER,
    BLOB_PATH_PARENT,
    BLOB_PATH_TEMP
};
int blob_place(const char *dir, const char *location, enum blob_path which,
               char ret[BLOB_PATH_MAX]) __attribute__((warn_unused_result));

/* The nonce of segment number i, of an object whose file starts with head. */
void blob_nonce(const uint8_t head[BLOB_HEAD_BYTES], uint32_t i, bool last,
                uint8_t ret[BLOB_NONCE_BYTES]);

#endif
