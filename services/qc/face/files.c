#include "qc/face/files.h"

#include "core/cleanup.h"

#include <errno.h>
#include <limits.h>

enum { FILE_BYTES_MAX = 1024 * 1024, CHUNK_BYTES = 64 * 1024 };

static int join(const char *folder, const char *file, char ret[PATH_MAX])
{
    int n = snprintf(ret, PATH_MAX, "%s/%s", folder, file);

    return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

int face_open_network(const char *folder, const char *file, struct nn **ret)
{
    char path[PATH_MAX];
    int r = join(folder, file, path);

    return r < 0 ? r : nn_open(path, ret);
}

int face_read_file(const char *folder, const char *file, struct buf *ret)
{
    char path[PATH_MAX];
    int r = join(folder, file, path);

    if (r < 0)
        return r;

    _cleanup_(fclosep) FILE *f = fopen(path, "re");

    if (!f)
        return -errno;
    *ret = BUF_INIT(FILE_BYTES_MAX);
    for (;;) {
        uint8_t *room = buf_room(ret, CHUNK_BYTES);
        if (!room)
            return -EMSGSIZE;

        size_t n = fread(room, 1, CHUNK_BYTES, f);

        buf_grew(ret, n);
        if (n < CHUNK_BYTES)
            return ferror(f) ? -EIO : 0;
    }
}
