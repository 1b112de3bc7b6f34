#include "decode/picture.h"

#include <iconv.h>
#include <stdlib.h>

/* What ZBar converts a QR code's bytes from: whatever a hostile code names, it
 * is one of these. */
static const char *const CHARSETS[] = {
    "CP437",      "SJIS",       "BIG-5",      "ISO8859-1",  "ISO8859-2",
    "ISO8859-3",  "ISO8859-4",  "ISO8859-5",  "ISO8859-6",  "ISO8859-7",
    "ISO8859-8",  "ISO8859-9",  "ISO8859-10", "ISO8859-11", "ISO8859-13",
    "ISO8859-14", "ISO8859-15", "ISO8859-16",
};

/* Never closed: as long as they are open, their modules stay loaded. */
static iconv_t kept[sizeof CHARSETS / sizeof *CHARSETS];

static int compare(const void *a, const void *b)
{
    const int *left = a;
    const int *right = b;

    return (*left > *right) - (*left < *right);
}

void picture_prepare(void)
{
    int numbers[1024] = {0};

    for (size_t i = 0; i < sizeof CHARSETS / sizeof *CHARSETS; i++)
        kept[i] = iconv_open("UTF-8", CHARSETS[i]);
    /* The C library's sort asks for the memory's size when it first sorts more
     * than a little. */
    qsort(numbers, sizeof numbers / sizeof *numbers, sizeof *numbers, compare);
}
