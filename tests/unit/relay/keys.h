#ifndef TEST_RELAY_KEYS_H
#define TEST_RELAY_KEYS_H

/* keys - a fresh SM2 pair per test program, through files as in production. */

#include "proof/signature.h"

struct test_keys {
    struct signature_key *private;
    struct signature_keys public;
};

void test_keys_make(struct test_keys *ret);
void test_keys_done(struct test_keys *keys);

#endif
