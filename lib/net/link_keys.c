#include "net/link_keys.h"

#include "core/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

int link_key_read(const char *path, char ret[LINK_KEY_SIZE])
{
    _cleanup_(fclosep) FILE *f = fopen(path, "re");

    if (!f)
        return -errno;
    if (fread(ret, 1, LINK_KEY_SIZE - 1, f) != LINK_KEY_SIZE - 1)
        return -EINVAL;
    ret[LINK_KEY_SIZE - 1] = 0;
    return 0;
}

/* Whole or not at all: half a key would stay there for ever. */
static int write_secret(const char *path, const char *key)
{
    char fresh[PATH_MAX];
    FILE *f;
    int fd, r;

    if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh)
        return -ENAMETOOLONG;
    fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    f = fdopen(fd, "w");
    r = f && fprintf(f, "%s\n", key) > 0 ? 0 : -EIO;
    if (!f)
        (void)close(fd);
    else if (fclose(f) != 0)
        r = -errno;
    if (r == 0 && rename(fresh, path) != 0)
        r = -errno;
    return r;
}

int link_key_make(const char *path)
{
    char public[LINK_KEY_SIZE], secret[LINK_KEY_SIZE];
    int r;

    if (access(path, F_OK) == 0)
        return 0;
    if (zmq_curve_keypair(public, secret) != 0)
        return -errno;
    r = write_secret(path, secret);
    explicit_bzero(secret, sizeof secret);
    return r;
}

int link_key_public(const char *path, char ret[LINK_KEY_SIZE])
{
    char public[LINK_KEY_SIZE], secret[LINK_KEY_SIZE];
    int r = link_key_read(path, secret);

    if (r == 0 && zmq_curve_public(public, secret) != 0)
        r = -EINVAL;
    explicit_bzero(secret, sizeof secret);
    if (r == 0)
        memcpy(ret, public, LINK_KEY_SIZE);
    return r;
}
