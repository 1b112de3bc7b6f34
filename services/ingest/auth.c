#include "ingest/auth.h"

#include "ingest/route.h"
#include "ingest/store.h"
#include "ingest/touch.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define COOKIE "__Host-tucai="

void auth_hash(const char *token, uint8_t ret[32])
{
    (void)crypto_hash_sha256(ret, (const uint8_t *)token, strlen(token));
}

void auth_cookie(const char *token, int64_t seconds, char ret[AUTH_COOKIE_SIZE])
{
    (void)snprintf(ret, AUTH_COOKIE_SIZE,
                   COOKIE "%s; Path=/; HttpOnly; Secure; SameSite=Strict; "
                          "Max-Age=%lld",
                   token, (long long)seconds);
}

/* One of several cookies; the browser separates them by "; ". */
static bool find_cookie(const char *cookies, char *ret, size_t size)
{
    const char *p = cookies;

    while (p && strncmp(p, COOKIE, sizeof COOKIE - 1) != 0) {
        p = strstr(p, "; ");
        p = p ? p + 2 : NULL;
    }
    if (!p)
        return false;
    p += sizeof COOKIE - 1;
    return (size_t)snprintf(ret, size, "%.*s", (int)strcspn(p, ";"), p) < size;
}

static bool changes_something(const char *method)
{
    return strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
}

/* "https://host" or "http://host" with exactly our Host. */
static bool origin_is_ours(const struct http_exchange *x)
{
    const char *origin = http_header(x, "origin");
    const char *host = http_header(x, "host");
    const char *rest = origin ? strstr(origin, "://") : NULL;

    return rest && host && strcasecmp(rest + 3, host) == 0;
}

static bool is_allowed(const struct session *s, enum who who)
{
    bool is_province = strcmp(s->role, "province") == 0;

    switch (who) {
    case WHO_ANYBODY:
        return true;
    case WHO_STUDENT:
        return s->uid[0] != '\0';
    case WHO_STAFF:
        return s->staff[0] != '\0';
    case WHO_REVIEWER:
        return s->staff[0] && (is_province || strcmp(s->role, "school") == 0);
    case WHO_PROVINCE:
        return s->staff[0] && is_province;
    case WHO_OPERATOR:
        return s->staff[0] && (is_province || strcmp(s->role, "operator") == 0);
    }
    return false;
}

static void on_session(struct call *c)
{
    if (c->session.role[0] == '\0' ||
        c->session.expires_ms <= app_now_ms(c->app)) {
        call_problem(c, "unauthorized");
        return;
    }
    if (!is_allowed(&c->session, c->route->who)) {
        call_problem(c, "forbidden");
        return;
    }
    if (c->session.staff[0])
        touch_session(c->app, c->token_sha256);
    c->authorized(c);
}

void auth_check(struct call *c, call_fn *next)
{
    static const char BEARER[] = "Bearer ";
    const char *given = http_header(c->x, "authorization");
    char token[128];

    if (given && strncasecmp(given, BEARER, sizeof BEARER - 1) == 0) {
        (void)snprintf(token, sizeof token, "%s", given + sizeof BEARER - 1);
    } else if (!find_cookie(http_header(c->x, "cookie"), token, sizeof token)) {
        call_problem(c, "unauthorized");
        return;
    } else if (changes_something(http_method(c->x)) && !origin_is_ours(c->x)) {
        call_problem(c, "origin_mismatch");
        return;
    }
    auth_hash(token, c->token_sha256);
    c->authorized = next;
    store_session(c, on_session);
}
