#include "service/wire.h"

#include <errno.h>
#include <string.h>

enum { VARINT_MAX = 10, TYPE_VARINT = 0, TYPE_LENGTH = 2 };

static size_t put_varint(uint8_t *at, uint64_t value)
{
    size_t n = 0;

    while (value >= 0x80) {
        at[n++] = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    at[n++] = (uint8_t)value;
    return n;
}

int wire_add_number(struct buf *frame, unsigned field, uint64_t value)
{
    uint8_t head[2 * VARINT_MAX];
    size_t n = put_varint(head, (uint64_t)field << 3 | TYPE_VARINT);

    n += put_varint(head + n, value);
    return buf_add(frame, head, n);
}

/* Writes the field's head and counts all of it; the message's len bytes go to
 * what it returns.  NULL: no room. */
static uint8_t *add_head(struct buf *frame, unsigned field, size_t len)
{
    uint8_t head[2 * VARINT_MAX];
    size_t n = put_varint(head, (uint64_t)field << 3 | TYPE_LENGTH);
    uint8_t *room;

    n += put_varint(head + n, len);
    room = buf_room(frame, n + len);
    if (!room)
        return NULL;
    memcpy(room, head, n);
    buf_grew(frame, n + len);
    return room + n;
}

int wire_add(struct buf *frame, unsigned field, const ProtobufCMessage *message)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *room = add_head(frame, field, len);

    if (!room)
        return -EMSGSIZE;
    protobuf_c_message_pack(message, room);
    return 0;
}

int wire_add_packed(struct buf *frame, unsigned field, struct bytes message)
{
    uint8_t *room = add_head(frame, field, message.len);

    if (!room)
        return -EMSGSIZE;
    if (message.len)
        memcpy(room, message.at, message.len);
    return 0;
}
