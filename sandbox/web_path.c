#include "sandbox/web_path.h"

#include <string.h>

static bool take_segment(const char **path, struct web_path *ret, size_t n)
{
    size_t len = strcspn(*path, "/");

    if (n >= WEB_PATH_ARGS || len == 0 || len >= WEB_PATH_ARG_SIZE)
        return false;
    memcpy(ret->text[n], *path, len);
    ret->text[n][len] = '\0';
    ret->args[n] = ret->text[n];
    *path += len;
    return true;
}

bool web_path_match(const char *pattern, const char *path, struct web_path *ret)
{
    size_t n = 0;

    memset(ret, 0, sizeof *ret);
    while (*pattern) {
        if (strncmp(pattern, "{}", 2) == 0) {
            if (!take_segment(&path, ret, n++))
                return false;
            pattern += 2;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *path == '\0';
}
