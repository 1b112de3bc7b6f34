#include "image/exif.h"

#include <string.h>

enum {
    TAG_ORIENTATION = 0x0112,
    TAG_EXIF_DIRECTORY = 0x8769,
    TAG_EXPOSURE_TIME = 0x829A,
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

/* Where a tag's entry stands in a directory; 0: it is not there. */
static size_t entry_of(const struct tiff *t, size_t directory, unsigned tag)
{
    size_t n = number_at(t, directory, 2);

    for (size_t i = 0; i < n; i++) {
        size_t entry = directory + 2 + i * ENTRY_BYTES;

        if (entry > t->data.len)
            break;
        if (number_at(t, entry, 2) == tag)
            return entry;
    }
    return 0;
}

int exif_orientation(struct bytes app1)
{
    struct tiff t;
    size_t entry;
    int o;

    if (!open_tiff(app1, &t))
        return 1;
    entry = entry_of(&t, number_at(&t, 4, 4), TAG_ORIENTATION);
    if (entry == 0 || number_at(&t, entry + 2, 2) != TYPE_SHORT ||
        number_at(&t, entry + 4, 4) != 1)
        return 1;
    o = (int)number_at(&t, entry + 8, 2);
    return o >= 1 && o <= 8 ? o : 1;
}

bool exif_has_exposure(struct bytes app1)
{
    struct tiff t;
    size_t entry;

    if (!open_tiff(app1, &t))
        return false;
    entry = entry_of(&t, number_at(&t, 4, 4), TAG_EXIF_DIRECTORY);
    return entry > 0 &&
           entry_of(&t, number_at(&t, entry + 8, 4), TAG_EXPOSURE_TIME) > 0;
}
