#include "net/resolver.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"

#include <netdb.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

enum { ADDRESSES_MAX = 64, ADDRESS_SIZE = 160, AGAIN_MS = 2000 };

struct address_list {
    size_t n;
    char text[ADDRESSES_MAX][ADDRESS_SIZE];
};

/* One look-up runs at a time; it may outlive the resolver. */
struct lookup {
    struct resolver *owner; /* NULL: the resolver is gone */
    char *endpoints;
    struct address_list found;
};

struct resolver {
    struct loop *loop;
    char *endpoints;
    loop_fn fn;
    void *ctx;
    struct loop_timer *again;
    struct lookup *running;
    struct address_list known;
};

static void add(struct address_list *list, const char *text)
{
    size_t size = strlen(text) + 1;

    if (list->n < ADDRESSES_MAX && size <= ADDRESS_SIZE)
        memcpy(list->text[list->n++], text, size);
}

static void add_numeric(struct address_list *list, const struct addrinfo *a)
{
    char host[64];
    char port[16];
    char text[ADDRESS_SIZE];

    if (getnameinfo(a->ai_addr, a->ai_addrlen, host, sizeof host, port,
                    sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return;
    if (a->ai_family == AF_INET6)
        snprintf(text, sizeof text, "tcp://[%s]:%s", host, port);
    else
        snprintf(text, sizeof text, "tcp://%s:%s", host, port);
    add(list, text);
}

/* host:port, or [v6]:port, in place. */
static bool split(char *text, char **ret_host, char **ret_port)
{
    char *colon = strrchr(text, ':');

    if (!colon)
        return false;
    *colon = 0;
    *ret_port = colon + 1;
    *ret_host = text;
    if (text[0] == '[' && colon[-1] == ']') {
        colon[-1] = 0;
        *ret_host = text + 1;
    }
    return true;
}

static void look_up_tcp(struct address_list *list, const char *host_port)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    _cleanup_(freep) char *text = must_dup(host_port);
    struct addrinfo *all = NULL;
    char *host, *port;

    if (!split(text, &host, &port))
        return;
    if (getaddrinfo(host, port, &hints, &all) != 0)
        return;
    for (const struct addrinfo *a = all; a; a = a->ai_next)
        add_numeric(list, a);
    freeaddrinfo(all);
}

static void work(void *ctx)
{
    struct lookup *l = ctx;
    _cleanup_(freep) char *copy = must_dup(l->endpoints);
    char *rest = copy;

    for (char *e; (e = strsep(&rest, ","));) {
        if (strncmp(e, "tcp://", 6) == 0)
            look_up_tcp(&l->found, e + 6);
        else if (*e)
            add(&l->found, e);
    }
}

static void lookup_free(struct lookup *l)
{
    free(l->endpoints);
    free(l);
}

static void done(void *ctx)
{
    struct lookup *l = ctx;
    struct resolver *r = l->owner;

    if (r) {
        r->running = NULL;
        if (l->found.n > 0)
            r->known = l->found;
        r->fn(r->ctx);
    }
    lookup_free(l);
}

static void look_up(void *ctx)
{
    struct resolver *r = ctx;
    struct lookup *l;

    if (r->running)
        return;
    l = must_alloc(sizeof *l);
    l->owner = r;
    l->endpoints = must_dup(r->endpoints);
    r->running = l;
    loop_submit(r->loop, &(struct loop_task){work, done, l});
}

struct resolver *resolver_new(struct loop *loop, const char *endpoints,
                              loop_fn fn, void *ctx)
{
    struct resolver *r = must_alloc(sizeof *r);

    r->loop = loop;
    r->endpoints = must_dup(endpoints);
    r->fn = fn;
    r->ctx = ctx;
    r->again = loop_timer_new(loop, look_up, r);
    loop_timer_start(r->again, 0, AGAIN_MS);
    return r;
}

void resolver_free(struct resolver *r)
{
    if (!r)
        return;
    if (r->running)
        r->running->owner = NULL;
    loop_timer_free(r->again);
    free(r->endpoints);
    free(r);
}

const char *resolver_pick(const struct resolver *r, const char *avoid)
{
    uint32_t at;

    if (r->known.n == 0)
        return NULL;
    random_fill(&at, sizeof at);
    for (size_t i = 0; i < r->known.n; i++) {
        const char *a = r->known.text[(at + i) % r->known.n];

        if (!avoid || strcmp(a, avoid) != 0)
            return a;
    }
    return r->known.text[0];
}
