#include "ingest/jpeg_size.h"

static int number(const uint8_t *at)
{
    return at[0] << 8 | at[1];
}

/* SOF0 to SOF15 without DHT, JPG, DAC, which stand between them. */
static bool is_frame(uint8_t mark)
{
    return mark >= 0xC0 && mark <= 0xCF && mark != 0xC4 && mark != 0xC8 &&
           mark != 0xCC;
}

bool jpeg_size(struct bytes file, int *ret_width, int *ret_height)
{
    size_t at = 2; /* behind the start mark */

    /* A segment: FF, mark, 2 bytes length; a frame's content: 1 byte
     * precision, 2 height, 2 width. */
    while (file.len >= 9 && at <= file.len - 9 && file.at[at] == 0xFF) {
        if (is_frame(file.at[at + 1])) {
            *ret_height = number(file.at + at + 5);
            *ret_width = number(file.at + at + 7);
            return *ret_width > 0 && *ret_height > 0;
        }
        at += 2 + (size_t)number(file.at + at + 2);
    }
    return false;
}
