#include "service/wire.h"

#include <errno.h>

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

int wire_add(struct buf *frame, unsigned field, const ProtobufCMessage *message)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t head[2 * VARINT_MAX];
    size_t n = put_varint(head, (uint64_t)field << 3 | TYPE_LENGTH);
    uint8_t *room;

    n += put_varint(head + n, len);
    room = buf_room(frame, n + len);
    if (!room)
        return -EMSGSIZE;
    for (size_t i = 0; i < n; i++)
        room[i] = head[i];
    protobuf_c_message_pack(message, room + n);
    buf_grew(frame, n + len);
    return 0;
}
