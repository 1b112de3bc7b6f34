#include "decode/wire.h"

#include <string.h>

enum {
    TYPE_VARINT = 0,
    TYPE_FIXED64 = 1,
    TYPE_BYTES = 2,
    TYPE_GROUP = 3,
    TYPE_GROUP_END = 4,
    TYPE_FIXED32 = 5,
};

enum { VARINT_BYTES_MAX = 10, GROUP_DEPTH_MAX = 100 };

struct tag {
    uint32_t number;
    unsigned type;
};

static bool take(struct bytes *rest, uint64_t len, struct bytes *ret)
{
    if (len > rest->len)
        return false;
    *ret = (struct bytes){rest->at, (size_t)len};
    rest->at += len;
    rest->len -= (size_t)len;
    return true;
}

static bool take_varint(struct bytes *rest, uint64_t *ret)
{
    uint64_t value = 0;

    for (size_t i = 0; i < VARINT_BYTES_MAX && i < rest->len; i++) {
        value |= (uint64_t)(rest->at[i] & 0x7F) << (7 * i);
        if (rest->at[i] & 0x80)
            continue;
        rest->at += i + 1;
        rest->len -= i + 1;
        *ret = value;
        return true;
    }
    return false;
}

static bool take_tag(struct bytes *rest, struct tag *ret)
{
    uint64_t value;

    if (!take_varint(rest, &value) || value > UINT32_MAX)
        return false;
    *ret = (struct tag){(uint32_t)(value >> 3), (unsigned)(value & 7)};
    return ret->number != 0;
}

static bool take_bytes(struct bytes *rest, struct bytes *ret)
{
    uint64_t len;

    return take_varint(rest, &len) && take(rest, len, ret);
}

static bool skip(struct bytes *rest, struct tag tag, int depth);

static bool skip_group(struct bytes *rest, uint32_t number, int depth)
{
    struct tag tag;

    if (depth > GROUP_DEPTH_MAX)
        return false;
    while (take_tag(rest, &tag)) {
        if (tag.type == TYPE_GROUP_END)
            return tag.number == number;
        if (!skip(rest, tag, depth))
            return false;
    }
    return false;
}

static bool skip(struct bytes *rest, struct tag tag, int depth)
{
    struct bytes unused;
    uint64_t number;

    switch (tag.type) {
    case TYPE_VARINT:
        return take_varint(rest, &number);
    case TYPE_FIXED64:
        return take(rest, 8, &unused);
    case TYPE_BYTES:
        return take_bytes(rest, &unused);
    case TYPE_GROUP:
        return skip_group(rest, tag.number, depth + 1);
    case TYPE_FIXED32:
        return take(rest, 4, &unused);
    default:
        return false; /* the end of a group that never began, or no type */
    }
}

static bool take_number(struct bytes *rest, enum wire_kind kind, void *to)
{
    uint64_t value;
    uint32_t low;

    if (!take_varint(rest, &value))
        return false;
    low = (uint32_t)value;
    if (kind == WIRE_UINT32)
        memcpy(to, &low, sizeof low);
    else
        memcpy(to, &value, sizeof value);
    return true;
}

static bool take_field(struct bytes *rest, enum wire_kind kind, void *to)
{
    struct bytes view;

    if (kind != WIRE_BYTES)
        return take_number(rest, kind, to);
    if (!take_bytes(rest, &view))
        return false;
    memcpy(to, &view, sizeof view);
    return true;
}

static const struct wire_field *find(const struct wire_field *table, size_t n,
                                     struct tag tag)
{
    for (size_t i = 0; i < n; i++) {
        unsigned type = table[i].kind == WIRE_BYTES ? TYPE_BYTES : TYPE_VARINT;

        if (table[i].number == tag.number && tag.type == type)
            return &table[i];
    }
    return NULL;
}

bool wire_read(struct bytes msg, const struct wire_field *table, size_t n,
               void *ret)
{
    while (msg.len > 0) {
        const struct wire_field *field;
        struct tag tag;
        bool sound;

        if (!take_tag(&msg, &tag))
            return false;
        field = find(table, n, tag);
        if (field)
            sound = take_field(&msg, field->kind, (char *)ret + field->offset);
        else
            sound = skip(&msg, tag, 0);
        if (!sound)
            return false;
    }
    return true;
}
