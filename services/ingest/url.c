#include "ingest/url.h"

#include "core/bytes.h"

#include <stdio.h>
#include <string.h>

struct room {
    char *at;
    size_t size;
};

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The character of "%xy", 0 for a broken one. */
static int unescape(const char *text, size_t len)
{
    int high = len > 1 ? digit(text[1]) : -1;
    int low = len > 2 ? digit(text[2]) : -1;

    return high < 0 || low < 0 ? 0 : high * 16 + low;
}

/* plus: what "+" stands for. */
static bool decode(const char *text, size_t len, int plus, struct room room)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        int c = text[i] == '+' ? plus : text[i];

        if (c == '%') {
            c = unescape(text + i, len - i);
            i += 2;
        }
        if (c == 0 || n + 1 >= room.size)
            return false;
        room.at[n++] = (char)c;
    }
    if (n >= room.size)
        return false;
    room.at[n] = '\0';
    return true;
}

bool url_decode(const char *text, size_t len, char *ret, size_t size)
{
    return decode(text, len, '+', (struct room){ret, size});
}

/* The value of the first parameter of that name, as sent; at NULL: none. */
static struct bytes find(const char *query, const char *name)
{
    size_t name_len = strlen(name);

    while (*query) {
        size_t len = strcspn(query, "&");

        if (strncmp(query, name, name_len) == 0 && query[name_len] == '=')
            return (struct bytes){(const uint8_t *)query + name_len + 1,
                                  len - name_len - 1};
        query += len + (query[len] == '&');
    }
    return (struct bytes){0};
}

bool url_query(const char *query, const char *name, char *ret, size_t size)
{
    struct bytes value = find(query, name);

    return value.at && decode((const char *)value.at, value.len, ' ',
                              (struct room){ret, size});
}

bool url_has(const char *query, const char *name)
{
    return find(query, name).at != NULL;
}

void url_encode(const char *text, char *ret, size_t size)
{
    static const char PLAIN[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    size_t n = 0;

    for (; *text && n + 4 <= size; text++) {
        if (strchr(PLAIN, *text))
            ret[n++] = *text;
        else
            n += (size_t)snprintf(ret + n, 4, "%%%02X",
                                  (unsigned)(unsigned char)*text);
    }
    ret[n] = '\0';
}

bool url_match(const char *pattern, const char *path, char *params, size_t size)
{
    while (*pattern) {
        size_t len;

        if (strncmp(pattern, "{}", 2) != 0) {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        len = strcspn(path, "/");
        if (len == 0 || !url_decode(path, len, params, size))
            return false;
        params += size;
        pattern += 2;
        path += len;
    }
    return *path == '\0';
}
