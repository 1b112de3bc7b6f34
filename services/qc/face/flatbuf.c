#include "qc/face/flatbuf.h"

#include <string.h>

static bool is_inside(struct bytes file, size_t at, size_t size)
{
    return at <= file.len && file.len - at >= size;
}

/* 0 outside the file. */
static uint32_t number(struct bytes file, size_t at, size_t size)
{
    uint32_t v = 0;

    if (!is_inside(file, at, size))
        return 0;
    for (size_t i = size; i-- > 0;)
        v = v << 8 | file.at[at + i];
    return v;
}

static struct fb none(void)
{
    return (struct fb){{0}, 0};
}

static struct fb follow(struct bytes file, size_t at)
{
    size_t to = at + number(file, at, 4);

    return to > at && is_inside(file, to, 4) ? (struct fb){file, to} : none();
}

struct fb fb_root(struct bytes file)
{
    return follow(file, 0);
}

/* Where a field of `size` bytes stands; 0: absent. */
static size_t field(struct fb table, unsigned slot, size_t size)
{
    if (table.at == 0)
        return 0;

    int64_t vtable =
        (int64_t)table.at - (int32_t)number(table.file, table.at, 4);
    size_t entry = 4 + 2 * (size_t)slot;

    if (vtable < 0 || entry + 2 > number(table.file, (size_t)vtable, 2))
        return 0;

    size_t offset = number(table.file, (size_t)vtable + entry, 2);

    if (offset == 0 || !is_inside(table.file, table.at + offset, size))
        return 0;
    return table.at + offset;
}

int32_t fb_i32(struct fb table, unsigned slot, int32_t or_else)
{
    size_t at = field(table, slot, 4);

    return at ? (int32_t)number(table.file, at, 4) : or_else;
}

int fb_u8(struct fb table, unsigned slot, int or_else)
{
    size_t at = field(table, slot, 1);

    return at ? table.file.at[at] : or_else;
}

float fb_f32(struct fb table, unsigned slot, float or_else)
{
    size_t at = field(table, slot, 4);
    float v;

    if (!at)
        return or_else;
    memcpy(&v, table.file.at + at, sizeof v);
    return v;
}

struct fb fb_ref(struct fb table, unsigned slot)
{
    size_t at = field(table, slot, 4);

    return at ? follow(table.file, at) : none();
}

size_t fb_count(struct fb vector, size_t size)
{
    if (vector.at == 0)
        return 0;

    size_t n = number(vector.file, vector.at, 4);

    return is_inside(vector.file, vector.at + 4, n * size) ? n : 0;
}

int32_t fb_vector_i32(struct fb vector, size_t i)
{
    return (int32_t)number(vector.file, vector.at + 4 + 4 * i, 4);
}

struct fb fb_vector_table(struct fb vector, size_t i)
{
    return follow(vector.file, vector.at + 4 + 4 * i);
}

struct bytes fb_bytes(struct fb vector)
{
    size_t n = fb_count(vector, 1);

    if (n == 0)
        return (struct bytes){0};
    return (struct bytes){vector.file.at + vector.at + 4, n};
}
