#include "dispatch/curve_keys.h"

#include "core/cleanup.h"
#include "dispatch/stages.h"
#include "net/link_keys.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LINE_SIZE = 128 };

static int in_folder(char ret[PATH_MAX], const char *folder, const char *role,
                     const char *end)
{
    int n = snprintf(ret, PATH_MAX, "%s/curve-%s%s", folder, role, end);

    return n < PATH_MAX ? 0 : -ENAMETOOLONG;
}

static int make_pair(const char *folder, const char *role,
                     char ret_public[LINK_KEY_SIZE])
{
    char path[PATH_MAX];
    int r = in_folder(path, folder, role, ".key");

    if (r == 0)
        r = link_key_make(path);
    return r == 0 ? link_key_public(path, ret_public) : r;
}

static bool is_listed(FILE *peers, const char *key)
{
    char line[LINE_SIZE];

    rewind(peers);
    while (fgets(line, sizeof line, peers)) {
        if (strstr(line, key))
            return true;
    }
    return false;
}

static int list_role(FILE *peers, const char *folder, const char *role)
{
    char public[LINK_KEY_SIZE];
    int r = make_pair(folder, role, public);

    if (r < 0 || is_listed(peers, public))
        return r;
    return fprintf(peers, "%s %s\n", role, public) > 0 ? 0 : -EIO;
}

static int list_peers(const char *folder)
{
    _cleanup_(fclosep) FILE *peers = NULL;
    char path[PATH_MAX];
    int r = in_folder(path, folder, "peers", "");

    if (r < 0)
        return r;
    peers = fopen(path, "a+e");
    if (!peers)
        return -errno;
    r = list_role(peers, folder, "front");
    for (int i = 0; r == 0 && i < STAGES; i++)
        r = list_role(peers, folder, STAGE_TABLE[i].name);
    return r == 0 && fflush(peers) != 0 ? -errno : r;
}

static int show_own(const char *folder)
{
    _cleanup_(fclosep) FILE *f = NULL;
    char path[PATH_MAX], public[LINK_KEY_SIZE];
    int r = make_pair(folder, "dispatch", public);

    if (r == 0)
        r = in_folder(path, folder, "dispatch", ".pub");
    if (r < 0)
        return r;
    f = fopen(path, "we");
    if (!f)
        return -errno;
    return fprintf(f, "%s\n", public) > 0 && fflush(f) == 0 ? 0 : -EIO;
}

int curve_keys_make(const char *folder)
{
    int r = show_own(folder);

    if (r == 0)
        r = list_peers(folder);
    if (r < 0)
        (void)fprintf(stderr, "curve keys: %s\n", strerror(-r));
    return r;
}
