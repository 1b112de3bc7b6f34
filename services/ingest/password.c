#include "ingest/password.h"

#include "core/check.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    RUNNING_MAX = 2,
    WAITING_MAX = 16,
    NOBODY_LEN = 32,
    CHARACTERS_MIN = 10,
    PASSWORD_BYTES_MAX = 256,
};

/* A password to be judged, or one to be hashed (fn is NULL). */
struct judgement {
    struct passwords *p;
    struct judgement *next; /* in line */
    const char *password;
    char hash[crypto_pwhash_STRBYTES];
    bool is_nobody;
    enum password_verdict verdict;
    password_fn *fn;
    password_hashed_fn *hashed;
    void *ctx;
};

struct passwords {
    struct loop *loop;
    unsigned running, waiting;
    struct judgement *first, **end;
    char nobody[crypto_pwhash_STRBYTES];
};

struct passwords *passwords_new(struct loop *loop)
{
    struct passwords *p = must_alloc(sizeof *p);
    char secret[NOBODY_LEN];

    p->loop = loop;
    p->end = &p->first;
    randombytes_buf(secret, sizeof secret);
    CHECK(crypto_pwhash_str(p->nobody, secret, sizeof secret,
                            crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0);
    sodium_memzero(secret, sizeof secret);
    return p;
}

void passwords_free(struct passwords *p)
{
    struct judgement *next;

    for (struct judgement *j = p ? p->first : NULL; j; j = next) {
        next = j->next;
        free(j);
    }
    free(p);
}

/* In the pool. */
static void make_hash(void *ctx)
{
    struct judgement *j = ctx;

    if (crypto_pwhash_str(j->hash, j->password, strlen(j->password),
                          crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0)
        j->verdict = PASSWORD_HOLDS;
    else
        j->verdict = PASSWORD_UNKNOWN;
}

/* In the pool. */
static void compare(void *ctx)
{
    struct judgement *j = ctx;
    int r;

    errno = 0;
    r = crypto_pwhash_str_verify(j->hash, j->password, strlen(j->password));
    if (r == 0 && !j->is_nobody)
        j->verdict = PASSWORD_HOLDS;
    else if (r != 0 && errno == ENOMEM)
        j->verdict = PASSWORD_UNKNOWN;
}

static void start_next(struct passwords *p);

static void on_ran(void *ctx)
{
    struct judgement done = *(struct judgement *)ctx;

    free(ctx);
    done.p->running--;
    start_next(done.p);
    if (done.fn)
        done.fn(done.ctx, done.verdict);
    else
        done.hashed(done.ctx,
                    done.verdict == PASSWORD_HOLDS ? done.hash : NULL);
}

static void start_next(struct passwords *p)
{
    struct judgement *j = p->first;
    struct loop_task task = {j && j->fn ? compare : make_hash, on_ran, j};

    if (!j || p->running == RUNNING_MAX)
        return;
    p->first = j->next;
    if (!p->first)
        p->end = &p->first;
    p->waiting--;
    p->running++;
    loop_submit(p->loop, &task);
}

/* The new last one in line; NULL: too many wait. */
static struct judgement *enqueue(struct passwords *p, const char *password,
                                 void *ctx)
{
    struct judgement *j;

    if (p->waiting == WAITING_MAX)
        return NULL;
    j = must_alloc(sizeof *j);
    j->p = p;
    j->password = password;
    j->ctx = ctx;
    *p->end = j;
    p->end = &j->next;
    p->waiting++;
    return j;
}

bool passwords_judge(struct passwords *p, const char *hash,
                     const char *password, password_fn *fn, void *ctx)
{
    struct judgement *j = enqueue(p, password, ctx);

    if (!j)
        return false;
    j->is_nobody = !*hash || strlen(hash) >= sizeof j->hash;
    memcpy(j->hash, j->is_nobody ? p->nobody : hash,
           strlen(j->is_nobody ? p->nobody : hash) + 1);
    j->fn = fn;
    start_next(p);
    return true;
}

bool passwords_hash(struct passwords *p, const char *password,
                    password_hashed_fn *fn, void *ctx)
{
    struct judgement *j = enqueue(p, password, ctx);

    if (!j)
        return false;
    j->hashed = fn;
    start_next(p);
    return true;
}

bool password_is_sound(const char *password)
{
    size_t characters = 0;

    for (const char *p = password; *p; p++)
        characters += ((unsigned char)*p & 0xC0) != 0x80;
    return characters >= CHARACTERS_MIN &&
           strlen(password) <= PASSWORD_BYTES_MAX;
}
