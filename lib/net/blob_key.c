#include "net/blob.h"

#include "core/cleanup.h"
#include "core/random.h"
#include "core/text.h"
#include "net/blob_gcm.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

_Static_assert(BLOB_WRAPPED_BYTES ==
                   BLOB_NONCE_BYTES + BLOB_KEY_BYTES + BLOB_TAG_BYTES,
               "a wrapped key is nonce, key, tag");

void blob_key_new(struct blob_key *ret)
{
    random_fill(ret->bytes, sizeof ret->bytes);
}

void blob_key_forget(struct blob_key *key)
{
    OPENSSL_cleanse(key, sizeof *key);
}

int blob_key_load(const char *path, struct blob_key *ret)
{
    _cleanup_(fclosep) FILE *f = fopen(path, "re");
    char hex[2 * BLOB_KEY_BYTES + 1] = "";
    bool good;

    if (!f)
        return -errno;
    good = fread(hex, 1, 2 * BLOB_KEY_BYTES, f) == 2 * BLOB_KEY_BYTES &&
           text_unhex(hex, ret->bytes, BLOB_KEY_BYTES);
    OPENSSL_cleanse(hex, sizeof hex);
    return good ? 0 : -EINVAL;
}

int blob_key_wrap(const struct blob_key *master, const struct blob_key *key,
                  uint8_t ret[BLOB_WRAPPED_BYTES])
{
    struct bytes plain = {key->bytes, sizeof key->bytes};

    random_fill(ret, BLOB_NONCE_BYTES);
    return blob_gcm_seal(master, ret, plain, ret + BLOB_NONCE_BYTES);
}

int blob_key_unwrap(const struct blob_key *master, struct bytes wrapped,
                    struct blob_key *ret)
{
    struct blob_key key = {{0}};
    int r;

    if (wrapped.len != BLOB_WRAPPED_BYTES)
        return BLOB_DAMAGED;
    r = blob_gcm_open(master, wrapped.at,
                      (struct bytes){wrapped.at + BLOB_NONCE_BYTES,
                                     wrapped.len - BLOB_NONCE_BYTES},
                      key.bytes);
    if (r == 0)
        *ret = key;
    blob_key_forget(&key);
    return r;
}
