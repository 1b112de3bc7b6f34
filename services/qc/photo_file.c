#include "qc/photo_file.h"

#include "core/cleanup.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int say(const char *path, int fault)
{
    if (fault < 0)
        (void)fprintf(stderr, "%s: %s\n", path, strerror(-fault));
    return fault;
}

static int add_all(FILE *file, struct buf *ret)
{
    char part[65536];
    size_t n;
    int r = 0;

    while (r == 0 && (n = fread(part, 1, sizeof part, file)) > 0)
        r = buf_add(ret, part, n);
    return r == 0 && ferror(file) ? -EIO : r;
}

int photo_file_read(const char *path, struct buf *ret)
{
    _cleanup_(fclosep) FILE *file = fopen(path, "rbe");

    return say(path, file ? add_all(file, ret) : -errno);
}

int photo_file_write(const char *path, struct bytes data)
{
    FILE *file = fopen(path, "wbe");
    bool written = file && fwrite(data.at, 1, data.len, file) == data.len;
    int fault = written ? 0 : -errno;

    if (file && fclose(file) != 0 && written)
        fault = -errno;
    return say(path, fault);
}
