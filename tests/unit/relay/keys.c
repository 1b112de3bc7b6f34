#include "keys.h"

#include "core/check.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <unistd.h>

void test_keys_make(struct test_keys *ret)
{
    EVP_PKEY *pair = EVP_EC_gen("SM2");
    char private[] = "/tmp/relay-key-XXXXXX",
         public[] = "/tmp/relay-pub-XXXXXX";
    FILE *f = fdopen(mkstemp(private), "w");
    FILE *p = fdopen(mkstemp(public), "w");

    CHECK(pair && f && p);
    CHECK(PEM_write_PrivateKey(f, pair, NULL, NULL, 0, NULL, NULL) == 1);
    CHECK(PEM_write_PUBKEY(p, pair) == 1);
    CHECK(fclose(f) == 0 && fclose(p) == 0);
    EVP_PKEY_free(pair);
    CHECK(signature_key_load_private(private, &ret->private) == 0);
    CHECK(signature_keys_load(public, &ret->public) == 0);
    CHECK(unlink(private) == 0 && unlink(public) == 0);
}

void test_keys_done(struct test_keys *keys)
{
    signature_key_free(keys->private);
    signature_keys_done(&keys->public);
}
