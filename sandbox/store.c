#include "sandbox/store.h"

#include "core/cleanup.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { ID_MAX = 64 };

static void closedirp(DIR **dir)
{
    if (*dir)
        (void)closedir(*dir);
}

bool store_is_id(const char *id)
{
    static const char LETTERS[] =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";
    size_t len = id ? strlen(id) : 0;

    return len >= 1 && len <= ID_MAX && strspn(id, LETTERS) == len;
}

static bool path_of(const char *root, const char *kind, const char *id,
                    char *ret)
{
    return store_is_id(id) && snprintf(ret, STORE_PATH_SIZE, "%s/%s/%s.json",
                                       root, kind, id) < STORE_PATH_SIZE - 8;
}

json_t *store_get(const char *root, const char *kind, const char *id)
{
    char path[STORE_PATH_SIZE];

    if (!path_of(root, kind, id, path))
        return NULL;
    return json_load_file(path, 0, NULL);
}

static int make_folder(const char *root, const char *kind)
{
    char path[STORE_PATH_SIZE];

    if (snprintf(path, sizeof path, "%s/%s", root, kind) >= (int)sizeof path)
        return -ENAMETOOLONG;
    if ((mkdir(root, 0700) < 0 && errno != EEXIST) ||
        (mkdir(path, 0700) < 0 && errno != EEXIST))
        return -errno;
    return 0;
}

int store_put(const char *root, const char *kind, const char *id,
              const json_t *document)
{
    char path[STORE_PATH_SIZE], fresh[STORE_PATH_SIZE];
    int r;

    if (!path_of(root, kind, id, path))
        return -EINVAL;
    r = make_folder(root, kind);
    if (r < 0)
        return r;
    (void)snprintf(fresh, sizeof fresh, "%.*s.new", STORE_PATH_SIZE - 8, path);
    if (json_dump_file(document, fresh, JSON_COMPACT) < 0)
        return -EIO;
    return rename(fresh, path) < 0 ? -errno : 0;
}

static void visit(const char *root, const char *kind, char *name,
                  void (*each)(void *, const char *, json_t *), void *ctx)
{
    char *dot = strrchr(name, '.');
    json_t *document;

    if (!dot || strcmp(dot, ".json") != 0)
        return;
    *dot = '\0';
    document = store_get(root, kind, name);
    if (document)
        each(ctx, name, document);
    json_decref(document);
}

void store_each(const char *root, const char *kind,
                void (*each)(void *ctx, const char *id, json_t *document),
                void *ctx)
{
    char path[STORE_PATH_SIZE];
    _cleanup_(closedirp) DIR *dir = NULL;

    if (snprintf(path, sizeof path, "%s/%s", root, kind) >= (int)sizeof path)
        return;
    dir = opendir(path);
    if (!dir)
        return;
    for (struct dirent *e = readdir(dir); e; e = readdir(dir))
        visit(root, kind, e->d_name, each, ctx);
}
