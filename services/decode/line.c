#include "decode/line.h"

static void add(struct line *line, int c)
{
    if (line->len < LINE_MAX_LEN)
        line->at[line->len++] = (uint8_t)c;
}

bool line_read(FILE *f, struct line *ret)
{
    bool held_cr = false; /* not yet known whether it belongs to the end */
    int c = getc(f);

    ret->len = 0;
    if (c == EOF)
        return false;
    for (; c != EOF && c != '\n'; c = getc(f)) {
        if (held_cr)
            add(ret, '\r');
        held_cr = c == '\r';
        if (!held_cr)
            add(ret, c);
    }
    if (held_cr && c == EOF)
        add(ret, '\r');
    return true;
}
