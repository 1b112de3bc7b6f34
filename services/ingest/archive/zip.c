#include "ingest/archive/zip.h"

#include "core/check.h"
#include "core/time.h"
#include "ingest/archive/spool.h"

#include <string.h>

enum {
    LOCAL_MARK = 0x04034b50,
    CENTRAL_MARK = 0x02014b50,
    END64_MARK = 0x06064b50,
    LOCATOR64_MARK = 0x07064b50,
    END_MARK = 0x06054b50,

    UNIX_45 = 3 << 8 | 45, /* made by: gives the files their rights */
    NEEDS_20 = 20,
    NEEDS_45 = 45, /* ZIP64 */
    FLAG_UTF8 = 1 << 11,
    STORED = 0,
    DEFLATED = 8,
    EXTRA_ZIP64 = 1,
    END64_REST = 44, /* bytes of that record behind its own length */
    FILE_ATTRIBUTES = 0100644,

    RECORD_MAX = 64 + ZIP_NAME_MAX,
};

#define MAX_16 UINT64_C(0xFFFF)
#define MAX_32 UINT64_C(0xFFFFFFFF)

/* ---- little-endian numbers ---- */

struct record {
    uint8_t at[RECORD_MAX];
    size_t len;
};

static void put(struct record *r, uint64_t number, size_t bytes)
{
    CHECK(r->len + bytes <= sizeof r->at);
    for (size_t i = 0; i < bytes; i++)
        r->at[r->len++] = (uint8_t)(number >> (8 * i));
}

static void put_text(struct record *r, const char *text)
{
    size_t len = strlen(text);

    CHECK(r->len + len <= sizeof r->at);
    memcpy(r->at + r->len, text, len);
    r->len += len;
}

static uint64_t at_most(uint64_t number, uint64_t max)
{
    return number < max ? number : max;
}

static struct bytes view(const struct record *r)
{
    return (struct bytes){r->at, r->len};
}

/* MS-DOS: the date above the time, in steps of two seconds. */
static uint32_t dos_time(int64_t at_ms)
{
    struct local_time t = time_local(at_ms);
    unsigned year = t.year < 1980 ? 0 : (unsigned)t.year - 1980;

    return year << 25 | (unsigned)t.month << 21 | (unsigned)t.day << 16 |
           (unsigned)t.hour << 11 | (unsigned)t.minute << 5 |
           (unsigned)t.second / 2;
}

/* ---- entries ---- */

/* What both headers of an entry have in common. */
static void put_common(struct record *r, const struct zip_entry *e,
                       unsigned needs, size_t extra)
{
    put(r, needs, 2);
    put(r, FLAG_UTF8, 2);
    put(r, e->is_deflated ? DEFLATED : STORED, 2);
    put(r, dos_time(e->made_ms), 4);
    put(r, e->crc, 4);
    put(r, e->stored, 4);
    put(r, e->length, 4);
    put(r, strlen(e->name), 2);
    put(r, extra, 2);
}

/* Only where an entry begins may pass 4 GiB. */
static int add_to_directory(struct zip *z, const struct zip_entry *e)
{
    bool is_far = z->offset >= MAX_32;
    struct record r = {.len = 0};

    put(&r, CENTRAL_MARK, 4);
    put(&r, UNIX_45, 2);
    put_common(&r, e, is_far ? NEEDS_45 : NEEDS_20, is_far ? 12 : 0);
    put(&r, 0, 2); /* comment */
    put(&r, 0, 2); /* disk */
    put(&r, 0, 2); /* internal attributes */
    put(&r, (uint64_t)FILE_ATTRIBUTES << 16, 4);
    put(&r, at_most(z->offset, MAX_32), 4);
    put_text(&r, e->name);
    if (is_far) {
        put(&r, EXTRA_ZIP64, 2);
        put(&r, 8, 2);
        put(&r, z->offset, 8);
    }
    return spool_add(z->directory, view(&r));
}

void zip_init(struct zip *z, struct spool *directory)
{
    *z = (struct zip){.directory = directory};
}

int zip_entry(struct zip *z, const struct zip_entry *e, struct buf *out)
{
    struct record r = {.len = 0};
    int fault;

    CHECK(strlen(e->name) <= ZIP_NAME_MAX);
    CHECK(e->length < MAX_32 && e->stored < MAX_32);
    CHECK(e->is_deflated || e->stored == e->length);
    put(&r, LOCAL_MARK, 4);
    put_common(&r, e, NEEDS_20, 0);
    put_text(&r, e->name);
    fault = buf_add(out, r.at, r.len);
    if (fault == 0)
        fault = add_to_directory(z, e);
    if (fault < 0)
        return fault;
    z->offset += r.len + e->stored;
    z->entries++;
    return 0;
}

/* ---- the end ---- */

int zip_directory(struct zip *z, size_t max, struct buf *out, bool *ret_end)
{
    return spool_read(z->directory, max, out, ret_end);
}

static void put_end64(struct record *r, const struct zip *z, uint64_t length)
{
    put(r, END64_MARK, 4);
    put(r, END64_REST, 8);
    put(r, UNIX_45, 2);
    put(r, NEEDS_45, 2);
    put(r, 0, 4); /* this disk */
    put(r, 0, 4); /* that of the directory */
    put(r, z->entries, 8);
    put(r, z->entries, 8);
    put(r, length, 8);
    put(r, z->offset, 8);
    put(r, LOCATOR64_MARK, 4);
    put(r, 0, 4);
    put(r, z->offset + length, 8);
    put(r, 1, 4); /* disks */
}

int zip_end(const struct zip *z, struct buf *out)
{
    uint64_t length = spool_length(z->directory);
    struct record r = {.len = 0};

    if (z->entries >= MAX_16 || z->offset >= MAX_32 || length >= MAX_32)
        put_end64(&r, z, length);
    put(&r, END_MARK, 4);
    put(&r, 0, 2);
    put(&r, 0, 2);
    put(&r, at_most(z->entries, MAX_16), 2);
    put(&r, at_most(z->entries, MAX_16), 2);
    put(&r, at_most(length, MAX_32), 4);
    put(&r, at_most(z->offset, MAX_32), 4);
    put(&r, 0, 2); /* comment */
    return buf_add(out, r.at, r.len);
}
