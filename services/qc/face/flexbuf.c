/*
 *     ... keys vector | n values, w bytes each | n types, 1 byte each |
 *     root value | root's type | root's width
 *
 * A map stands behind two words: (keys' offset back, keys' width, count); all
 * offsets count backwards.  A type byte is type << 2 | log2(width).
 */
#include "qc/face/flexbuf.h"

#include <string.h>

enum type {
    TYPE_INT = 1,
    TYPE_UINT = 2,
    TYPE_FLOAT = 3,
    TYPE_INDIRECT_INT = 6,
    TYPE_INDIRECT_UINT = 7,
    TYPE_INDIRECT_FLOAT = 8,
    TYPE_MAP = 9,
    TYPE_VECTOR_INT = 11,
    TYPE_VECTOR_UINT = 12,
};

/* A value: where it stands, its width, its own type byte. */
struct value {
    size_t at;
    size_t width;
    uint8_t type;
};

static bool is_inside(struct bytes b, size_t at, size_t size)
{
    return at <= b.len && b.len - at >= size;
}

static uint64_t word(struct bytes b, size_t at, size_t width)
{
    uint64_t v = 0;

    if (!is_inside(b, at, width))
        return 0;
    for (size_t i = width; i-- > 0;)
        v = v << 8 | b.at[at + i];
    return v;
}

/* No place: outside every buffer. */
#define NOWHERE SIZE_MAX

/* Where an offset at `at` leads. */
static size_t back(struct bytes b, size_t at, size_t width)
{
    uint64_t offset = word(b, at, width);

    return offset > 0 && offset <= at ? at - (size_t)offset : NOWHERE;
}

static int64_t sign_extended(uint64_t v, size_t width)
{
    unsigned unused = 64 - 8 * (unsigned)width;

    return (int64_t)(v << unused) >> unused;
}

static size_t width_of(uint8_t type)
{
    return (size_t)1 << (type & 3);
}

static bool is_key(struct bytes b, size_t at, const char *key)
{
    size_t len = strlen(key) + 1;

    return is_inside(b, at, len) && memcmp(b.at + at, key, len) == 0;
}

static bool find(struct bytes b, const char *key, struct value *ret)
{
    if (b.len < 3)
        return false;

    size_t root_width = b.at[b.len - 1];
    uint8_t root_type = b.at[b.len - 2];
    size_t width = width_of(root_type);

    if (root_type >> 2 != TYPE_MAP || root_width < 1 || root_width > 8 ||
        b.len < 2 + root_width)
        return false;

    size_t map = back(b, b.len - 2 - root_width, root_width);

    if (map < 3 * width)
        return false;

    size_t n = (size_t)word(b, map - width, width);
    size_t keys = back(b, map - 3 * width, width);
    size_t key_width = (size_t)word(b, map - 2 * width, width);

    if (n > b.len || !is_inside(b, map, n * (width + 1)) || key_width < 1 ||
        key_width > 8)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!is_key(b, back(b, keys + i * key_width, key_width), key))
            continue;
        *ret =
            (struct value){map + i * width, width, b.at[map + n * width + i]};
        return true;
    }
    return false;
}

static float real(struct bytes b, size_t at, size_t width)
{
    float f = 0;
    double d = 0;

    if (width == sizeof f && is_inside(b, at, width)) {
        memcpy(&f, b.at + at, width);
        return f;
    }
    if (width == sizeof d && is_inside(b, at, width))
        memcpy(&d, b.at + at, width);
    return (float)d;
}

static float number(struct bytes b, int type, size_t at, size_t width)
{
    switch (type) {
    case TYPE_INT:
    case TYPE_INDIRECT_INT:
        return (float)sign_extended(word(b, at, width), width);
    case TYPE_UINT:
    case TYPE_INDIRECT_UINT:
        return (float)word(b, at, width);
    default:
        return real(b, at, width);
    }
}

float flexbuf_number(struct bytes map, const char *key, float or_else)
{
    struct value v;

    if (!find(map, key, &v))
        return or_else;

    int type = v.type >> 2;

    if (type >= TYPE_INT && type <= TYPE_FLOAT)
        return number(map, type, v.at, v.width);
    if (type < TYPE_INDIRECT_INT || type > TYPE_INDIRECT_FLOAT)
        return or_else;
    return number(map, type, back(map, v.at, v.width), width_of(v.type));
}

size_t flexbuf_ints(struct bytes map, const char *key, int *ret, size_t max)
{
    struct value v;

    if (!find(map, key, &v))
        return 0;

    size_t width = width_of(v.type);
    size_t at = back(map, v.at, v.width);
    int type = v.type >> 2;

    if ((type != TYPE_VECTOR_INT && type != TYPE_VECTOR_UINT) || at < width)
        return 0;

    size_t n = (size_t)word(map, at - width, width);

    if (n > max || !is_inside(map, at, n * width))
        return 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t w = word(map, at + i * width, width);
        ret[i] = (int)(type == TYPE_VECTOR_INT ? sign_extended(w, width)
                                               : (int64_t)w);
    }
    return n;
}
