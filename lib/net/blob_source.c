#include "net/blob_source.h"

#include "core/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

int blob_source_read(int fd, uint8_t *at, size_t len, size_t *ret)
{
    size_t done = 0;

    while (done < len) {
        ssize_t n = read(fd, at + done, len - done);

        if (n == 0)
            break;
        if (n < 0 && errno != EINTR)
            return -errno;
        if (n > 0)
            done += (size_t)n;
    }
    *ret = done;
    return 0;
}

int blob_source_open(const char *dir, const char *location, int *ret_fd,
                     uint64_t *ret_len)
{
    char path[BLOB_PATH_MAX];
    struct stat st;
    int r = blob_place(dir, location, BLOB_PATH_OBJECT, path);
    int fd;

    if (r < 0)
        return r;
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    if (fstat(fd, &st) < 0) {
        r = -errno;
        closep(&fd);
        return r;
    }
    *ret_fd = fd;
    *ret_len = (uint64_t)st.st_size;
    return 0;
}
