#include "net/link_zap.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <zmq.h>

enum {
    KEYS_MAX = 256,
    ROLE_SIZE = 16,
    Z85_LEN = 40,
    KEY_BYTES = 32,
    LINE_SIZE = 128,
    PARTS = 8, /* more than a request has */
    PART_SIZE = 256,
};

/* The parts of a request, by number. */
enum {
    P_VERSION,
    P_REQUEST_ID,
    P_DOMAIN,
    P_ADDRESS,
    P_IDENTITY,
    P_MECHANISM,
    P_KEY
};

struct known {
    char role[ROLE_SIZE];
    char key[Z85_LEN + 1];
};

struct link_zap {
    void *socket;
    struct known known[KEYS_MAX];
    size_t n;
};

struct part {
    uint8_t at[PART_SIZE];
    size_t len;
};

/* ---- the file -------------------------------------------------------------
 */

/* "ROLE KEY\n" */
static bool parse_line(char *line, struct known *ret)
{
    char *rest = line;
    const char *role = strsep(&rest, " \t\r\n");
    const char *key = rest ? strsep(&rest, " \t\r\n") : NULL;

    if (!key || strlen(role) >= ROLE_SIZE || strlen(key) != Z85_LEN)
        return false;
    memcpy(ret->role, role, strlen(role) + 1);
    memcpy(ret->key, key, Z85_LEN + 1);
    return true;
}

static int read_keys(struct link_zap *z, const char *path)
{
    _cleanup_(fclosep) FILE *f = fopen(path, "re");
    char line[LINE_SIZE];

    if (!f)
        return -errno;
    while (fgets(line, sizeof line, f)) {
        if (line[0] == '#' || line[0] == '\n')
            continue;
        if (z->n == KEYS_MAX || !parse_line(line, &z->known[z->n]))
            return -EINVAL;
        z->n++;
    }
    return 0;
}

int link_zap_new(void *context, const char *path, struct link_zap **ret)
{
    struct link_zap *z = must_alloc(sizeof *z);
    int r = read_keys(z, path);

    z->socket = zmq_socket(context, ZMQ_REP);
    if (r == 0 && zmq_bind(z->socket, "inproc://zeromq.zap.01") != 0)
        r = -errno;
    if (r < 0) {
        link_zap_free(z);
        return r;
    }
    *ret = z;
    return 0;
}

void link_zap_free(struct link_zap *z)
{
    if (!z)
        return;
    zmq_close(z->socket);
    free(z);
}

int link_zap_fd(const struct link_zap *z)
{
    int fd = -1;
    size_t len = sizeof fd;

    CHECK(zmq_getsockopt(z->socket, ZMQ_FD, &fd, &len) == 0);
    return fd;
}

/* ---- questions ------------------------------------------------------------
 */

static const char *role_of(const struct link_zap *z, const struct part *key)
{
    char text[Z85_LEN + 1];

    if (key->len != KEY_BYTES || !zmq_z85_encode(text, key->at, KEY_BYTES))
        return NULL;
    for (size_t i = 0; i < z->n; i++) {
        if (strcmp(z->known[i].key, text) == 0)
            return z->known[i].role;
    }
    return NULL;
}

static void say(const struct link_zap *z, const char *text, int flags)
{
    (void)zmq_send(z->socket, text, strlen(text), flags);
}

static void answer(const struct link_zap *z, const struct part *parts, size_t n)
{
    const char *role = n > P_KEY && parts[P_MECHANISM].len == 5 &&
                               memcmp(parts[P_MECHANISM].at, "CURVE", 5) == 0
                           ? role_of(z, &parts[P_KEY])
                           : NULL;

    say(z, "1.0", ZMQ_SNDMORE);
    (void)zmq_send(z->socket, parts[P_REQUEST_ID].at, parts[P_REQUEST_ID].len,
                   ZMQ_SNDMORE);
    say(z, role ? "200" : "400", ZMQ_SNDMORE);
    say(z, role ? "OK" : "unknown key", ZMQ_SNDMORE);
    say(z, role ? role : "", ZMQ_SNDMORE);
    say(z, "", 0);
}

/* The next part into ret (what is too long is cut: it is no key then); false
 * when it was the last. */
static bool take_part(const struct link_zap *z, struct part *ret)
{
    size_t size = sizeof(int);
    int more = 0;
    int len = zmq_recv(z->socket, ret->at, sizeof ret->at, 0);

    ret->len = len < 0 ? 0 : len > PART_SIZE ? PART_SIZE : (size_t)len;
    (void)zmq_getsockopt(z->socket, ZMQ_RCVMORE, &more, &size);
    return more != 0;
}

static bool is_asked(const struct link_zap *z)
{
    int events = 0;
    size_t size = sizeof events;

    (void)zmq_getsockopt(z->socket, ZMQ_EVENTS, &events, &size);
    return (events & ZMQ_POLLIN) != 0;
}

void link_zap_serve(struct link_zap *z)
{
    while (is_asked(z)) {
        struct part parts[PARTS] = {0};
        size_t n = 0;

        /* Parts beyond the last place overwrite it; a request has fewer. */
        while (take_part(z, &parts[n]))
            n += n < PARTS - 1;
        answer(z, parts, n + 1);
    }
}
