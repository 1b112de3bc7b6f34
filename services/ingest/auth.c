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

static void judge_session(struct call *c)
{
    enum right right = route_right(c->route->who);

    if (!role_may(role_of(c->session.role), right)) {
        call_problem(c, "forbidden");
        return;
    }
    if (c->session.is_enrolling && right != RIGHT_SIGNED_IN) {
        call_problem(c, "totp_enrolment_required");
        return;
    }
    if (c->session.staff[0])
        touch_session(c->app, c->token_sha256);
    c->authorized(c);
}

/* Whoever was changed or disabled meanwhile has no session any more. */
static void on_account(struct call *c, const struct redis_reply *reply)
{
    struct account account;
    uint64_t version;

    if (store_account(c, reply, &account, &version) && !account.is_disabled &&
        account.session_epoch == c->session.account_epoch)
        judge_session(c);
    else
        call_problem(c, "unauthorized");
}

static void on_session(struct call *c)
{
    if (c->session.role[0] == '\0' ||
        c->session.expires_ms <= app_now_ms(c->app))
        call_problem(c, "unauthorized");
    else if (c->session.staff[0])
        store_ask_account(c, c->session.staff, on_account);
    else
        judge_session(c);
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
