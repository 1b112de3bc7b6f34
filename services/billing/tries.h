#ifndef BILLING_TRIES_H
#define BILLING_TRIES_H

/*
 * tries - wrong tries to log in, and the lock that they set (http-api.md).
 *
 * A name that nobody has is counted and locked as one that somebody has, or the
 * lock would tell the two apart.  Its count is kept under a hash of the name,
 * as people type passwords there, and goes by itself when the lock's length is
 * over; as Argon2id lets few tries through, few are kept at a time.
 *
 *   try:<hash of the name>   StaffAccount with nothing but its tries
 */

#include "billing/scene.h"
#include "model/account.h"

void tries_key(const char *name, char ret[KEY_SIZE]);

/* 401 `login_wrong`. */
void tries_refuse(struct decision *d);

/* True: the name is locked, 429 `login_locked` is decided. */
bool tries_are_over(const struct scene *scene, struct decision *d,
                    const struct account *account);

/* One more; those of longer ago than a lock lasts are forgotten.  True: the
 * name is locked from now on. */
bool tries_count(const struct scene *scene, struct account *account);

/* A login for a name that nobody has: refused, and counted in scene->beside. */
void tries_of_nobody(const struct scene *scene, struct decision *d);

#endif
