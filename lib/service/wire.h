#ifndef SERVICE_WIRE_H
#define SERVICE_WIRE_H

/*
 * wire - protobuf frames, piece by piece.
 *
 * A protobuf message is its fields one behind the other, so a frame grows by
 * adding one packed field at a time; nobody keeps a tree of what will be sent.
 */

#include "core/bytes.h"

#include <protobuf-c/protobuf-c.h>

/* Adds a sub-message as field number `field`.  0, or buf_add's fault; then
 * nothing is added. */
int wire_add(struct buf *frame, unsigned field, const ProtobufCMessage *message)
    __attribute__((warn_unused_result));

/* As wire_add, of a message that is packed already. */
int wire_add_packed(struct buf *frame, unsigned field, struct bytes message)
    __attribute__((warn_unused_result));

/* Adds an unsigned, bool or non-negative field. */
int wire_add_number(struct buf *frame, unsigned field, uint64_t value)
    __attribute__((warn_unused_result));

static inline ProtobufCBinaryData wire_bytes(struct bytes b)
{
    /* protobuf-c has no const; packing does not write. */
    return (ProtobufCBinaryData){b.len, (uint8_t *)(uintptr_t)b.at};
}

static inline struct bytes wire_view(ProtobufCBinaryData b)
{
    return (struct bytes){b.data, b.len};
}

static inline char *wire_text(const char *text)
{
    return (char *)(uintptr_t)(text ? text : "");
}

#endif
