/*
 * The file is a protobuf message of which we need
 *     1: mesh  { 3: floats x y z u v, point after point }
 *     2: basis { 1: point number, 2: weight }, repeated
 */
#include "qc/face/canonical.h"

#include <errno.h>
#include <string.h>

enum wire { WIRE_VARINT = 0, WIRE_BYTES = 2, WIRE_F32 = 5 };

enum { VERTEX_FLOATS = 5 };

struct field {
    unsigned number;
    enum wire wire;
    uint64_t varint;
    float f32;
    struct bytes bytes;
};

static bool take(struct bytes *from, size_t n, struct bytes *ret)
{
    if (from->len < n)
        return false;
    *ret = (struct bytes){from->at, n};
    from->at += n;
    from->len -= n;
    return true;
}

static bool take_varint(struct bytes *from, uint64_t *ret)
{
    struct bytes byte;

    *ret = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (!take(from, 1, &byte))
            return false;
        *ret |= (uint64_t)(byte.at[0] & 127) << shift;
        if (byte.at[0] < 128)
            return true;
    }
    return false;
}

static float f32_of(const uint8_t *at)
{
    float f;

    memcpy(&f, at, sizeof f);
    return f;
}

static bool take_field(struct bytes *from, struct field *ret)
{
    uint64_t tag;
    struct bytes four;

    if (!take_varint(from, &tag) || !(tag >> 3))
        return false;
    *ret = (struct field){.number = (unsigned)(tag >> 3),
                          .wire = (enum wire)(tag & 7)};
    if (ret->wire == WIRE_VARINT)
        return take_varint(from, &ret->varint);
    if (ret->wire == WIRE_BYTES)
        return take_varint(from, &ret->varint) &&
               take(from, (size_t)ret->varint, &ret->bytes);
    if (ret->wire != WIRE_F32 || !take(from, sizeof(float), &four))
        return false;
    ret->f32 = f32_of(four.at);
    return true;
}

/* The vertices may come packed in one field or one float a field. */
static void put_float(struct canonical *c, size_t i, float v)
{
    size_t point = i / VERTEX_FLOATS, part = i % VERTEX_FLOATS;

    if (point >= FACE_MESH_POINTS)
        return;
    if (part == 0)
        c->points[point].x = v;
    else if (part == 1)
        c->points[point].y = v;
    else if (part == 2)
        c->points[point].z = v;
}

static size_t read_mesh(struct bytes mesh, struct canonical *ret)
{
    struct field f = {0};
    size_t n = 0;

    while (take_field(&mesh, &f)) {
        if (f.number != 3)
            continue;
        if (f.wire == WIRE_F32)
            put_float(ret, n++, f.f32);
        for (size_t i = 0; f.wire == WIRE_BYTES && i + 4 <= f.bytes.len; i += 4)
            put_float(ret, n++, f32_of(f.bytes.at + i));
    }
    return n;
}

static int read_basis(struct bytes basis, struct canonical *ret)
{
    struct field f = {0};
    int i = ret->n_basis;

    if (i == CANONICAL_BASIS_MAX)
        return -EINVAL;
    while (take_field(&basis, &f)) {
        if (f.number == 1 && f.wire == WIRE_VARINT &&
            f.varint < FACE_MESH_POINTS)
            ret->basis[i].point = (int)f.varint;
        if (f.number == 2 && f.wire == WIRE_F32)
            ret->basis[i].weight = f.f32;
    }
    ret->n_basis++;
    return 0;
}

int canonical_read(struct bytes file, struct canonical *ret)
{
    struct canonical c = {0};
    struct field f = {0};
    size_t n_floats = 0;

    while (take_field(&file, &f)) {
        if (f.wire == WIRE_BYTES && f.number == 1)
            n_floats = read_mesh(f.bytes, &c);
        if (f.wire == WIRE_BYTES && f.number == 2 &&
            read_basis(f.bytes, &c) < 0)
            return -EINVAL;
    }
    if (n_floats != (size_t)VERTEX_FLOATS * FACE_MESH_POINTS || c.n_basis < 4 ||
        file.len != 0)
        return -EINVAL;
    *ret = c;
    return 0;
}
