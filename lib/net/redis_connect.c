#include "net/redis_connect.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"

#include <errno.h>
#include <string.h>

enum { TIMEOUT_MS = 2000, PASSWORD_MAX = 512 };

static int read_password(const char *path, char **ret)
{
    _cleanup_(fclosep) FILE *f = fopen(path, "re");
    char line[PASSWORD_MAX] = {0};

    if (!f)
        return -errno;
    if (!fgets(line, sizeof line, f))
        return -EINVAL;
    line[strcspn(line, "\r\n")] = 0;
    *ret = must_dup(line);
    explicit_bzero(line, sizeof line);
    return 0;
}

static int parse(struct redis_address *a, const char *text)
{
    const char *colon = strrchr(text, ':');
    int64_t port;

    a->is_unix = strncmp(text, "unix:", 5) == 0;
    if (a->is_unix) {
        if (strlen(text + 5) >= sizeof a->host)
            return -EINVAL;
        memcpy(a->host, text + 5, strlen(text + 5) + 1);
        return 0;
    }
    if (!colon || (size_t)(colon - text) >= sizeof a->host ||
        !text_to_i64(colon + 1, 1, 65535, &port))
        return -EINVAL;
    memcpy(a->host, text, (size_t)(colon - text));
    a->port = (int)port;
    return 0;
}

int redis_address_init(struct redis_address *ret,
                       const struct redis_options *options)
{
    struct redis_address a = {
        .timeout_ms = options->timeout_ms ? options->timeout_ms : TIMEOUT_MS};
    int r = parse(&a, options->address);

    if (r == 0 && options->password_file && *options->password_file)
        r = read_password(options->password_file, &a.password);
    if (r < 0)
        return r;
    if (options->user && *options->user)
        a.user = must_dup(options->user);
    *ret = a;
    return 0;
}

void redis_address_done(struct redis_address *a)
{
    if (a->password)
        explicit_bzero(a->password, strlen(a->password));
    free(steal(&a->password));
    free(steal(&a->user));
}

size_t redis_address_auth(const struct redis_address *a, struct bytes *words)
{
    size_t n = 0;

    if (!a->password)
        return 0;
    words[n++] = bytes_of_text("AUTH");
    if (a->user)
        words[n++] = bytes_of_text(a->user);
    words[n++] = bytes_of_text(a->password);
    return n;
}
