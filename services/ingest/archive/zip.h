#ifndef ARCHIVE_ZIP_H
#define ARCHIVE_ZIP_H

/*
 * zip - the headers of a ZIP archive that is written from front to back
 * (PKWARE APPNOTE 6.3.9), ZIP64 where a number does not fit otherwise.  Pure.
 *
 * Every entry is whole before it is begun, so its header tells sum and lengths
 * and no data descriptor follows: readers of streams refuse that behind
 * content that is not deflated (decision 78).  Names are UTF-8 and say so
 * (general purpose bit 11); no extra fields but ZIP64's.
 *
 * The directory grows deflated in memory: some 30 bytes an entry.
 *
 * Faults   those of spool.h and of buf_add().
 */

#include "core/bytes.h"

enum { ZIP_NAME_MAX = 768 };

struct spool;

struct zip {
    struct spool *directory;
    uint64_t offset;  /* of what comes next */
    uint64_t entries; /* so far */
};

struct zip_entry {
    const char *name; /* UTF-8, at most ZIP_NAME_MAX bytes, '/' between */
    int64_t made_ms;  /* shown as the time of day in China */
    uint32_t crc;     /* of the content */
    uint64_t length;  /* of the content, below 4 GiB */
    uint64_t stored;  /* as it lies in the archive, below 4 GiB */
    bool is_deflated; /* else stored == length */
};

/* directory: an empty spool, borrowed. */
void zip_init(struct zip *z, struct spool *directory);

/* The entry's header, appended to out.  Its `stored` bytes must follow. */
int zip_entry(struct zip *z, const struct zip_entry *entry, struct buf *out)
    __attribute__((warn_unused_result));

/* A piece of the directory, max bytes at most: spool_read() of it.  Close the
 * spool before. */
int zip_directory(struct zip *z, size_t max, struct buf *out, bool *ret_end)
    __attribute__((warn_unused_result));

/* Behind the directory: the end of the archive. */
int zip_end(const struct zip *z, struct buf *out)
    __attribute__((warn_unused_result));

#endif
