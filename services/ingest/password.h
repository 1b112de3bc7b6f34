#ifndef INGEST_PASSWORD_H
#define INGEST_PASSWORD_H

/*
 * password - is this the password of that hash?  Argon2id is slow and large on
 * purpose, so it runs in the thread pool, few at a time and few in line: the
 * disk needs the pool as well.
 *
 * Who has no account is compared with a hash of nothing anybody knows, and
 * takes as long.
 */

#include "net/loop.h"

struct passwords;

enum password_verdict {
    PASSWORD_FAILS,
    PASSWORD_HOLDS,
    PASSWORD_UNKNOWN, /* there was no memory to tell */
};

typedef void password_fn(void *ctx, enum password_verdict verdict);

/* The loop is borrowed and freed first. */
struct passwords *passwords_new(struct loop *loop);
void passwords_free(struct passwords *p);

/* fn is called once, later, from the loop.  hash "": there is no account.  The
 * password is borrowed until then.  False: too many wait, fn is not called. */
bool passwords_judge(struct passwords *p, const char *hash,
                     const char *password, password_fn *fn, void *ctx)
    __attribute__((warn_unused_result));

/* hash NULL: there was no memory to make it; else borrowed for the call. */
typedef void password_hashed_fn(void *ctx, const char *hash);

/* The hash of a new password, in the same line and by the same rules. */
bool passwords_hash(struct passwords *p, const char *password,
                    password_hashed_fn *fn, void *ctx)
    __attribute__((warn_unused_result));

/* 10 characters at least, 256 bytes at most. */
bool password_is_sound(const char *password);

#endif
