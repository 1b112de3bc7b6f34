#include "decode/picture.h"

#include "decode/refusal.h"

int picture_read(struct bytes file, struct buf *ret_text)
{
    (void)file;
    (void)ret_text;
    return CODE_UNREADABLE;
}
