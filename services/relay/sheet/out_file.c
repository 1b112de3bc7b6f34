#include "relay/sheet/out_file.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>

static EVP_MD_CTX *new_sha256(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    CHECK(context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1);
    return context;
}

int out_file_open(struct out_file *f, const char *name)
{
    struct out_file open = {0};

    if (snprintf(open.name, sizeof open.name, "%s", name) >=
            (int)sizeof open.name ||
        snprintf(open.part, sizeof open.part, "%s.part", name) >=
            (int)sizeof open.part)
        return -ENAMETOOLONG;
    open.file = fopen(open.part, "wbe");
    if (!open.file)
        return -errno;
    open.sha256 = new_sha256();
    *f = open;
    return 0;
}

int out_file_write(void *to, struct bytes piece)
{
    struct out_file *f = to;

    CHECK(EVP_DigestUpdate(f->sha256, piece.at, piece.len) == 1);
    errno = 0;
    if (fwrite(piece.at, 1, piece.len, f->file) == piece.len)
        return 0;
    return errno ? -errno : -EIO;
}

/* The folder's entry must be durable too. */
static int sync_folder(const char *name)
{
    char path[OUT_FILE_NAME_SIZE];
    _cleanup_(closep) int folder = -1;

    (void)snprintf(path, sizeof path, "%s", name);
    folder = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return folder >= 0 && fsync(folder) == 0 ? 0 : -errno;
}

int out_file_keep(struct out_file *f, uint8_t ret_sha256[OUT_FILE_SHA256_BYTES])
{
    int r = 0;

    if (fflush(f->file) != 0 || fdatasync(fileno(f->file)) != 0)
        r = -errno;
    if (fclose(f->file) != 0 && r == 0)
        r = -errno;
    f->file = NULL;
    if (r == 0 && rename(f->part, f->name) != 0)
        r = -errno;
    if (r < 0)
        return r;
    *f->part = 0;
    CHECK(EVP_DigestFinal_ex(f->sha256, ret_sha256, NULL) == 1);
    return sync_folder(f->name);
}

void out_file_done(struct out_file *f)
{
    fclosep(&f->file);
    if (*f->part)
        (void)remove(f->part);
    EVP_MD_CTX_free(f->sha256);
    *f = (struct out_file){0};
}

int out_file_read_sha256(const char *name,
                         uint8_t ret_sha256[OUT_FILE_SHA256_BYTES])
{
    _cleanup_(fclosep) FILE *file = fopen(name, "rbe");
    uint8_t piece[65536];
    EVP_MD_CTX *sha256;
    size_t n;
    int r;

    if (!file)
        return -errno;
    sha256 = new_sha256();
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        CHECK(EVP_DigestUpdate(sha256, piece, n) == 1);
    r = ferror(file) ? -EIO : 0;
    if (r == 0)
        CHECK(EVP_DigestFinal_ex(sha256, ret_sha256, NULL) == 1);
    EVP_MD_CTX_free(sha256);
    return r;
}
