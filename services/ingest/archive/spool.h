#ifndef ARCHIVE_SPOOL_H
#define ARCHIVE_SPOOL_H

/*
 * spool - bytes that grow line by line and are needed at the end only, kept
 * deflated in memory: what follows the photos of an archive, without a
 * temporary file.  Pure.
 *
 * Faults   -ENOMEM, -EMSGSIZE when it would pass its limit.
 */

#include "core/bytes.h"

struct spool;

/* limit: of the deflated bytes.  Never NULL. */
struct spool *spool_new(size_t limit);
void spool_free(struct spool *s); /* NULL is fine */

int spool_add(struct spool *s, struct bytes piece)
    __attribute__((warn_unused_result));

/* Once, when all is added, before what follows. */
int spool_close(struct spool *s) __attribute__((warn_unused_result));

/* What was added: its length and CRC-32. */
uint64_t spool_length(const struct spool *s);
uint32_t spool_crc(const struct spool *s);

/* All of it as one raw deflate stream (RFC 1951). */
struct bytes spool_deflated(const struct spool *s);

/* The next bytes as they were added, at most max, appended to out; *ret_end
 * when there are no more. */
int spool_read(struct spool *s, size_t max, struct buf *out, bool *ret_end)
    __attribute__((warn_unused_result));

#endif
