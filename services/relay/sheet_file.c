#include "relay/sheet_file.h"

#include "core/cleanup.h"
#include "core/time.h"
#include "relay/print/press.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { PART_SIZE = 1100 };

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
    const struct press_form form = {.paper = &layout->paper,
                                    .made_ms = time_wall_ms()};
    const struct press_student student = {page->jpeg, page->caption, NULL};
    _cleanup_(press_freep) struct press *press = NULL;
    int r = press_new(&form, write_piece, file, &press);

    if (r == 0)
        r = press_add(press, &student);
    if (r == 0)
        r = press_finish(press);
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

    if (snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part)
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
