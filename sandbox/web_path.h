#ifndef SANDBOX_WEB_PATH_H
#define SANDBOX_WEB_PATH_H

/*
 * web_path - does a path match a route's pattern, and what stood in its {}?
 * Pure.
 */

#include <stdbool.h>

#define WEB_PATH_ARGS 2
#define WEB_PATH_ARG_SIZE 128

struct web_path {
    char text[WEB_PATH_ARGS][WEB_PATH_ARG_SIZE];
    const char *args[WEB_PATH_ARGS]; /* into text; NULL: no such {} */
};

/* "/a/{}/b": each {} matches one segment of 1..127 characters without '/'. */
bool web_path_match(const char *pattern, const char *path,
                    struct web_path *ret);

#endif
