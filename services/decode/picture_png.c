#include "decode/picture_file.h"

#include <png.h>

/* With libpng's simplified interface: it returns instead of jumping, makes
 * any kind of PNG grey and lays transparent parts on white. */
int picture_png_read(struct bytes file, struct grey *ret)
{
    static const png_color white = {GREY_WHITE, GREY_WHITE, GREY_WHITE};
    png_image png = {.version = PNG_IMAGE_VERSION};
    int r;

    if (!png_image_begin_read_from_memory(&png, file.at, file.len))
        return PICTURE_FILE_UNUSABLE;
    if (png.width > GREY_PIXELS_MAX || png.height > GREY_PIXELS_MAX ||
        (uint64_t)png.width * png.height > GREY_PIXELS_MAX) {
        png_image_free(&png);
        return PICTURE_FILE_UNUSABLE;
    }
    r = grey_make(ret, (int)png.width, (int)png.height);
    if (r < 0) {
        png_image_free(&png);
        return r;
    }
    png.format = PNG_FORMAT_GRAY;
    if (!png_image_finish_read(&png, &white, ret->px, 0, NULL))
        return PICTURE_FILE_UNUSABLE;
    return 0;
}
