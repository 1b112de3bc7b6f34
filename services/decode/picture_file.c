#include "decode/picture_file.h"

#include <string.h>

static bool begins(struct bytes file, const void *magic, size_t len)
{
    return file.len >= len && memcmp(file.at, magic, len) == 0;
}

int picture_file_read(struct bytes file, struct grey *ret)
{
    if (begins(file, "\xFF\xD8\xFF", 3))
        return picture_jpeg_read(file, ret);
    if (begins(file, "\x89PNG\r\n\x1A\n", 8))
        return picture_png_read(file, ret);
    return PICTURE_FILE_UNUSABLE;
}
