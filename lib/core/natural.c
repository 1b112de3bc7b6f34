#include "core/natural.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The digit that the text begins with, '0' to '9', and its bytes; or 0. */
static char digit_at(const char *text, size_t *ret_len)
{
    const unsigned char *at = (const unsigned char *)text;

    *ret_len = 1;
    if (*at >= '0' && *at <= '9')
        return (char)*at;
    if (at[0] != 0xEF || at[1] != 0xBC || at[2] < 0x90 || at[2] > 0x99)
        return 0;
    *ret_len = 3;
    return (char)('0' + (at[2] - 0x90));
}

static const char *skip_zeros(const char *text)
{
    size_t len;

    while (digit_at(text, &len) == '0')
        text += len;
    return text;
}

/* Two numbers without leading zeros: the one with more digits is greater, else
 * the first digit that differs decides.  Moves both behind their number. */
static int compare_numbers(const char **a, const char **b)
{
    int order = 0;

    for (;;) {
        size_t a_len, b_len;
        char x = digit_at(*a, &a_len), y = digit_at(*b, &b_len);

        if (!x || !y)
            return x ? 1 : (y ? -1 : order);
        if (order == 0)
            order = x - y;
        *a += a_len;
        *b += b_len;
    }
}

/* A number stands where its digits stand among the code points. */
static int compare_characters(char a, bool a_is_number, char b,
                              bool b_is_number)
{
    unsigned char x = a_is_number ? '0' : (unsigned char)a;
    unsigned char y = b_is_number ? '0' : (unsigned char)b;

    return x - y;
}

int natural_compare(const char *a, const char *b)
{
    const char *x = a, *y = b;
    int order = 0;

    while (order == 0 && *x && *y) {
        size_t len;
        bool x_is_number = digit_at(x, &len), y_is_number = digit_at(y, &len);

        if (x_is_number && y_is_number) {
            x = skip_zeros(x);
            y = skip_zeros(y);
            order = compare_numbers(&x, &y);
        } else {
            order = compare_characters(*x, x_is_number, *y, y_is_number);
            x++;
            y++;
        }
    }
    if (order == 0)
        order = (*x != 0) - (*y != 0);
    return order ? order : strcmp(a, b);
}
