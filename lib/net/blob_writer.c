#include "net/blob.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "net/blob_place.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct blob_writer {
    char *dir;
    char location[BLOB_LOCATION_SIZE];
    char temp[BLOB_PATH_MAX]; /* "" when there is nothing to remove */
    struct blob_key key;
    int fd;
    EVP_MD_CTX *digest;
    uint64_t size;
    uint32_t segment; /* number of the next */
    size_t held;      /* plain bytes waiting in `plain` */
    uint8_t head[BLOB_HEAD_BYTES];
    uint8_t plain[BLOB_SEGMENT_BYTES];
    uint8_t sealed[BLOB_SEGMENT_BYTES + BLOB_TAG_BYTES];
};

static int write_all(int fd, const uint8_t *at, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, at, len);

        if (n < 0 && errno != EINTR)
            return -errno;
        if (n > 0) {
            at += n;
            len -= (size_t)n;
        }
    }
    return 0;
}

static int sync_folder(const char *path)
{
    _cleanup_(closep) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fsync(fd) < 0)
        return -errno;
    return 0;
}

/* Makes the folder and makes its entry in `above` last. */
static int make_folder(const char *path, const char *above)
{
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return -errno;
    return sync_folder(above);
}

static int open_temp(struct blob_writer *w)
{
    char folder[BLOB_PATH_MAX];
    char name[BLOB_LOCATION_SIZE];
    int n = snprintf(folder, sizeof folder, "%s/tmp", w->dir);

    blob_location_new(name);
    if (n >= (int)sizeof folder ||
        blob_place(w->dir, name, BLOB_PATH_TEMP, w->temp) < 0)
        return -ENAMETOOLONG;
    if (mkdir(folder, 0700) < 0 && errno != EEXIST)
        return -errno;
    w->fd = open(w->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return w->fd < 0 ? -errno : 0;
}

static int start(struct blob_writer *w)
{
    int r = open_temp(w);

    if (r < 0)
        return r;
    w->digest = EVP_MD_CTX_new();
    if (!w->digest || !EVP_DigestInit_ex(w->digest, EVP_sha256(), NULL))
        return -EIO;
    memcpy(w->head, BLOB_MAGIC, BLOB_PREFIX_AT);
    random_fill(w->head + BLOB_PREFIX_AT, BLOB_PREFIX_BYTES);
    return write_all(w->fd, w->head, sizeof w->head);
}

int blob_writer_open(const char *dir, const char *location,
                     const struct blob_key *key, struct blob_writer **ret)
{
    _cleanup_(blob_writer_freep) struct blob_writer *w = NULL;
    int r;

    if (!blob_location_is_good(location))
        return -EINVAL;
    w = must_alloc(sizeof *w);
    w->fd = -1;
    w->dir = must_dup(dir);
    w->key = *key;
    memcpy(w->location, location, sizeof w->location);
    r = start(w);
    if (r == 0)
        *ret = steal(&w);
    return r;
}

/* Seals what is held and writes it. */
static int put_segment(struct blob_writer *w, bool last)
{
    uint8_t nonce[BLOB_NONCE_BYTES];
    int r;

    blob_nonce(w->head, w->segment, last, nonce);
    r = blob_gcm_seal(&w->key, nonce, (struct bytes){w->plain, w->held},
                      w->sealed);
    if (r == 0)
        r = write_all(w->fd, w->sealed, w->held + BLOB_TAG_BYTES);
    w->segment++;
    w->held = 0;
    return r;
}

int blob_writer_add(struct blob_writer *w, struct bytes piece)
{
    int r = 0;

    if (piece.len > 0 && !EVP_DigestUpdate(w->digest, piece.at, piece.len))
        return -EIO;
    w->size += piece.len;
    while (piece.len > 0 && r == 0) {
        size_t room = BLOB_SEGMENT_BYTES - w->held;
        size_t n = piece.len < room ? piece.len : room;

        if (n == 0) {
            r = put_segment(w, /* last= */ false);
            continue;
        }
        memcpy(w->plain + w->held, piece.at, n);
        w->held += n;
        piece.at += n;
        piece.len -= n;
    }
    return r;
}

/* Moves the finished file to its place; makes the folders when it is the
 * first object there. */
static int put_in_place(struct blob_writer *w)
{
    char object[BLOB_PATH_MAX];
    char folder[BLOB_PATH_MAX];
    char parent[BLOB_PATH_MAX];
    int r = blob_place(w->dir, w->location, BLOB_PATH_OBJECT, object);

    if (r == 0)
        r = blob_place(w->dir, w->location, BLOB_PATH_FOLDER, folder);
    if (r == 0)
        r = blob_place(w->dir, w->location, BLOB_PATH_PARENT, parent);
    if (r == 0 && access(folder, F_OK) < 0) {
        r = make_folder(parent, w->dir);
        if (r == 0)
            r = make_folder(folder, parent);
    }
    if (r == 0 && rename(w->temp, object) < 0)
        r = -errno;
    if (r < 0)
        return r;
    w->temp[0] = '\0';
    return sync_folder(folder);
}

int blob_writer_commit(struct blob_writer *w, struct blob_info *ret)
{
    struct blob_info info = {.size = w->size};
    int r = put_segment(w, /* last= */ true);

    if (r == 0 && !EVP_DigestFinal_ex(w->digest, info.sha256, NULL))
        r = -EIO;
    if (r == 0 && fdatasync(w->fd) < 0)
        r = -errno;
    if (r == 0)
        r = put_in_place(w);
    if (r == 0)
        *ret = info;
    return r;
}

void blob_writer_free(struct blob_writer *w)
{
    if (!w)
        return;
    closep(&w->fd);
    if (w->temp[0])
        (void)unlink(w->temp);
    EVP_MD_CTX_free(w->digest);
    blob_key_forget(&w->key);
    free(w->dir);
    free(w);
}

void blob_writer_freep(struct blob_writer **w)
{
    blob_writer_free(*w);
    *w = NULL;
}

int blob_write(const char *dir, const char *location,
               const struct blob_key *key, struct bytes content,
               struct blob_info *ret)
{
    _cleanup_(blob_writer_freep) struct blob_writer *w = NULL;
    int r = blob_writer_open(dir, location, key, &w);

    if (r == 0)
        r = blob_writer_add(w, content);
    if (r == 0)
        r = blob_writer_commit(w, ret);
    return r;
}
