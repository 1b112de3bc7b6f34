#ifndef QC_FACE_FLATBUF_H
#define QC_FACE_FLATBUF_H

/*
 * flatbuf - reads FlatBuffers without generated code; every offset is checked
 * against the file, and what lies outside is as if it were absent.
 *
 *     table: [i32 back to vtable] fields...
 *     vtable: [u16 bytes] [u16 table bytes] [u16 offset of field 0, 0: none]
 * ... vector, text: [u32 count] elements...
 */

#include "core/bytes.h"

/* A table or vector in a file; `at` 0 means none. */
struct fb {
    struct bytes file;
    size_t at;
};

struct fb fb_root(struct bytes file);

/* Scalars of a table by field number; `or` where absent. */
int32_t fb_i32(struct fb table, unsigned slot, int32_t or_else);
int fb_u8(struct fb table, unsigned slot, int or_else);
float fb_f32(struct fb table, unsigned slot, float or_else);

/* What a field refers to: a table, a vector or a text. */
struct fb fb_ref(struct fb table, unsigned slot);

/* Elements of a vector if all of them, `size` bytes each, lie in the file,
 * else 0. */
size_t fb_count(struct fb vector, size_t size);

/* The i-th number of a vector of i32, table of a vector of tables; i must be
 * under fb_count. */
int32_t fb_vector_i32(struct fb vector, size_t i);
struct fb fb_vector_table(struct fb vector, size_t i);

/* A vector of bytes, or a text without its NUL. */
struct bytes fb_bytes(struct fb vector);

#endif
