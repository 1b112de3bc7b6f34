#ifndef BILLING_SCHOOLS_H
#define BILLING_SCHOOLS_H

/*
 * schools - the schools' configurations as read from Redis, kept parsed until
 * their version changes.
 */

#include "model/school.h"
#include "net/redis.h"

struct schools;

struct schools *schools_new(struct redis *redis);      /* borrows redis */
struct schools *schools_free(struct schools *schools); /* NULL */

/* *ret: the school, valid until the next call; NULL if there is none, or none
 * that can be read.  0 or a fault. */
int schools_get(struct schools *schools, const char *code,
                const struct school **ret) __attribute__((warn_unused_result));

#endif
