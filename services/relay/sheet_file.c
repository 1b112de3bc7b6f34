#include "relay/sheet_file.h"

#include "core/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PART_SIZE = 1100 };

static bool part_of(const char *path, char ret[PART_SIZE])
{
    return snprintf(ret, PART_SIZE, "%s" SHEET_FILE_PART, path) < PART_SIZE;
}

static int write_piece(void *to, struct bytes piece)
{
    errno = 0;
    if (fwrite(piece.at, 1, piece.len, to) == piece.len)
        return 0;
    return errno ? -errno : -EIO;
}

static int write_page(FILE *file, const struct layout *layout,
                      const struct sheet_page *page)
{
    _cleanup_(sheet_freep) struct sheet *sheet = NULL;
    int r = sheet_new(layout, write_piece, file, &sheet);

    if (r == 0)
        r = sheet_add(sheet, page->jpeg, page->caption);
    if (r == 0)
        r = sheet_finish(sheet);
    if (r == 0 && (fflush(file) != 0 || fdatasync(fileno(file)) != 0))
        r = -errno;
    return r;
}

int sheet_file_write(const char *path, const struct layout *layout,
                     const struct sheet_page *page)
{
    char part[PART_SIZE];
    FILE *file;
    int r;

    if (!part_of(path, part))
        return -ENAMETOOLONG;
    file = fopen(part, "we");
    if (!file)
        return -errno;
    r = write_page(file, layout, page);
    if (fclose(file) != 0 && r == 0)
        r = -errno;
    if (r == 0 && rename(part, path) != 0)
        r = -errno;
    if (r != 0)
        (void)remove(part);
    return r;
}

static int remove_one(const char *path)
{
    return unlink(path) == 0 || errno == ENOENT ? 0 : -errno;
}

int sheet_file_remove(const char *path)
{
    char part[PART_SIZE];
    int r = part_of(path, part) ? remove_one(part) : 0;

    return r < 0 ? r : remove_one(path);
}
