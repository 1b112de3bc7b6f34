#include "image/exif.h"

#include <string.h>

enum {
    TAG_ORIENTATION = 0x0112,
    TYPE_SHORT = 3,
    ENTRY_BYTES = 12, /* tag 2, type 2, count 4, value 4 */
};

/* The TIFF structure inside; every offset counts from its start. */
struct tiff {
    struct bytes data;
    bool little;
};

/* 0 beyond the end: no field of ours has 0 as a meaning. */
static uint32_t number_at(const struct tiff *t, size_t offset, size_t bytes)
{
    uint32_t v = 0;

    if (offset > t->data.len || t->data.len - offset < bytes)
        return 0;
    for (size_t i = 0; i < bytes; i++) {
        size_t from = t->little ? bytes - 1 - i : i;
        v = v << 8 | t->data.at[offset + from];
    }
    return v;
}

static bool open_tiff(struct bytes app1, struct tiff *ret)
{
    static const uint8_t MARK[6] = {'E', 'x', 'i', 'f', 0, 0};

    if (app1.len < sizeof MARK + 8 || memcmp(app1.at, MARK, sizeof MARK) != 0)
        return false;

    struct bytes data = {app1.at + sizeof MARK, app1.len - sizeof MARK};

    if (memcmp(data.at, "II", 2) != 0 && memcmp(data.at, "MM", 2) != 0)
        return false;
    *ret = (struct tiff){data, data.at[0] == 'I'};
    return number_at(ret, 2, 2) == 42;
}

static int orientation_of_entry(const struct tiff *t, size_t entry)
{
    if (number_at(t, entry, 2) != TAG_ORIENTATION ||
        number_at(t, entry + 2, 2) != TYPE_SHORT ||
        number_at(t, entry + 4, 4) != 1)
        return 0;
    return (int)number_at(t, entry + 8, 2);
}

int exif_orientation(struct bytes app1)
{
    struct tiff t;

    if (!open_tiff(app1, &t))
        return 1;

    size_t directory = number_at(&t, 4, 4);
    size_t n = number_at(&t, directory, 2);

    for (size_t i = 0; i < n; i++) {
        size_t entry = directory + 2 + i * ENTRY_BYTES;
        if (entry > t.data.len)
            break;

        int o = orientation_of_entry(&t, entry);

        if (o != 0)
            return o >= 1 && o <= 8 ? o : 1;
    }
    return 1;
}
