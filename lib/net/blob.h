#ifndef NET_BLOB_H
#define NET_BLOB_H

/*
 * blob - photos and other objects at rest, encrypted, in a directory.
 *
 * Keys      each object has its own random key, used for that object only;
 *           the key is kept elsewhere, wrapped by the master key, so erasing
 *           either erases the object (domain.md R41, R44).
 * Durable   blob_writer_commit() returns 0 only after fdatasync, rename and
 *           fsync of the folder; before it nothing is visible.
 * Place     a location is 32 hex digits, random; the object "abcd..." lies at
 *           DIR/ab/cd/abcd..., unfinished ones in DIR/tmp/.
 * Blocking  every function here may wait for the disk: a loop calls them in
 *           its thread pool (blob_upload.h does).
 *
 *   object:  "TCB1" | 7 bytes nonce prefix | 5 zero bytes
 *            segments of 64 KiB, the last one shorter (it may be empty):
 *            AES-256-GCM ciphertext | 16 bytes tag
 *   nonce:   prefix | segment number, 4 bytes big-endian | 1 for the last
 *
 * so that no segment can be cut off, moved or changed unseen.
 */

#include "core/bytes.h"

#include <stdint.h>

#define BLOB_KEY_BYTES 32
#define BLOB_WRAPPED_BYTES 60 /* 12 nonce, 32 key, 16 tag */
#define BLOB_LOCATION_SIZE 33 /* with the NUL */
#define BLOB_SHA256_BYTES 32

/* What input can be wrong in; positive, beside negative errno for faults. */
enum blob_refusal {
    BLOB_DAMAGED = 1, /* not ours, cut, changed, or another key */
    BLOB_TOO_LARGE,
};

struct blob_key {
    uint8_t bytes[BLOB_KEY_BYTES];
};

void blob_key_new(struct blob_key *ret);

/* The master key from a file of 64 hex digits; -EINVAL when it is none. */
int blob_key_load(const char *path, struct blob_key *ret)
    __attribute__((warn_unused_result));

/* Overwrites a key that is no longer needed. */
void blob_key_forget(struct blob_key *key);

int blob_key_wrap(const struct blob_key *master, const struct blob_key *key,
                  uint8_t ret[BLOB_WRAPPED_BYTES])
    __attribute__((warn_unused_result));
int blob_key_unwrap(const struct blob_key *master, struct bytes wrapped,
                    struct blob_key *ret) __attribute__((warn_unused_result));

void blob_location_new(char ret[BLOB_LOCATION_SIZE]);

struct blob_info {
    uint64_t size; /* of the plain content */
    uint8_t sha256[BLOB_SHA256_BYTES];
};

struct blob_writer;

/* dir exists; its subfolders are made as needed.  key is copied. */
int blob_writer_open(const char *dir, const char *location,
                     const struct blob_key *key, struct blob_writer **ret)
    __attribute__((warn_unused_result));
int blob_writer_add(struct blob_writer *w, struct bytes piece)
    __attribute__((warn_unused_result));
int blob_writer_commit(struct blob_writer *w, struct blob_info *ret)
    __attribute__((warn_unused_result));

/* Removes what was not committed.  NULL is fine. */
void blob_writer_free(struct blob_writer *w);
void blob_writer_freep(struct blob_writer **w);

/* The three steps in one, for content that is in memory. */
int blob_write(const char *dir, const char *location,
               const struct blob_key *key, struct bytes content,
               struct blob_info *ret) __attribute__((warn_unused_result));

/* The whole content into ret, whose max is the limit; ret is untouched when
 * anything is wrong.  0, a blob_refusal, or a fault (-ENOENT: not there). */
int blob_read(const char *dir, const char *location, const struct blob_key *key,
              struct buf *ret) __attribute__((warn_unused_result));

/* 0 also when it was not there. */
int blob_remove(const char *dir, const char *location)
    __attribute__((warn_unused_result));

#endif
