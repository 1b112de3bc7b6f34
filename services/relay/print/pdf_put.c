#include "relay/print/pdf_put.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

enum { PIECE_MAX = 256 };

void pdf_put(struct pdf_text *t, const char *format, ...)
{
    char *room = (char *)buf_room(&t->buf, PIECE_MAX);
    va_list args;
    int n = PIECE_MAX;

    if (room) {
        va_start(args, format);
        n = vsnprintf(room, PIECE_MAX, format, args);
        va_end(args);
    }
    if (n < 0 || n >= PIECE_MAX)
        t->fault = t->fault ? t->fault : -EMSGSIZE;
    if (t->fault == 0)
        buf_grew(&t->buf, (size_t)n);
}
