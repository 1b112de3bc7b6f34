#ifndef DECODE_WIRE_H
#define DECODE_WIRE_H

/*
 * wire - the fields of a protobuf message as views into its bytes.
 *
 * Reads as the protobuf encoding says: of a repeated field the last counts,
 * unknown fields and known ones of another wire type are skipped, groups too.
 * Why not the generated reader: it refuses the last two, copies, and cuts a
 * text at a NUL, and here two readers must never see two different tickets.
 * Nothing is allocated.
 */

#include "core/bytes.h"

enum wire_kind {
    WIRE_UINT32, /* uint32_t; a longer number is cut to its low 32 bits */
    WIRE_INT64,  /* int64_t */
    WIRE_BYTES,  /* struct bytes, borrowed from the message */
};

struct wire_field {
    uint32_t number;
    enum wire_kind kind;
    size_t offset; /* in the struct that is filled */
};

/*
 * Fills the fields that the message carries and leaves the others as they
 * are: zero *ret first.  False if the bytes are no protobuf message; then *ret
 * is half filled.
 */
bool wire_read(struct bytes msg, const struct wire_field *table, size_t n,
               void *ret) __attribute__((warn_unused_result));

#endif
