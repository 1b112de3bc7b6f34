#include "net/seal.h"

#include "core/random.h"
#include "net/blob_gcm.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

_Static_assert(SEAL_EXTRA_BYTES == BLOB_NONCE_BYTES + BLOB_TAG_BYTES,
               "nonce and tag");

static int hmac(const uint8_t key[BLOB_KEY_BYTES], struct bytes text,
                uint8_t ret[32])
{
    unsigned len = 32;

    return HMAC(EVP_sha256(), key, BLOB_KEY_BYTES, text.at, text.len, ret, &len)
               ? 0
               : -EIO;
}

static int derive(const struct blob_key *master, const char *label,
                  struct blob_key *ret)
{
    return hmac(master->bytes, bytes_of_text(label), ret->bytes);
}

static int sealing_key(const struct blob_key *master, struct blob_key *ret)
{
    return derive(master, "tucai seal 1", ret);
}

int seal_text(const struct blob_key *master, struct bytes text, struct buf *ret)
{
    uint8_t *room = text.len <= SEAL_TEXT_MAX
                        ? buf_room(ret, text.len + SEAL_EXTRA_BYTES)
                        : NULL;
    struct blob_key key;
    int r;

    if (!room)
        return -EMSGSIZE;
    r = sealing_key(master, &key);
    if (r < 0)
        return r;
    random_fill(room, BLOB_NONCE_BYTES);
    r = blob_gcm_seal(&key, room, text, room + BLOB_NONCE_BYTES);
    blob_key_forget(&key);
    if (r == 0)
        buf_grew(ret, text.len + SEAL_EXTRA_BYTES);
    return r;
}

/* A refusal of the cipher is SEAL_DAMAGED here, whatever its number there. */
static int open_with(const struct blob_key *key, struct bytes sealed,
                     uint8_t *room)
{
    const struct bytes body = {sealed.at + BLOB_NONCE_BYTES,
                               sealed.len - BLOB_NONCE_BYTES};
    int r = blob_gcm_open(key, sealed.at, body, room);

    return r > 0 ? SEAL_DAMAGED : r;
}

int seal_open(const struct blob_key *master, struct bytes sealed,
              struct buf *ret)
{
    struct blob_key key;
    uint8_t *room;
    int r;

    if (sealed.len < SEAL_EXTRA_BYTES ||
        sealed.len > SEAL_TEXT_MAX + SEAL_EXTRA_BYTES)
        return SEAL_DAMAGED;
    room = buf_room(ret, sealed.len); /* more than it takes */
    if (!room)
        return -EMSGSIZE;
    r = sealing_key(master, &key);
    if (r < 0)
        return r;
    r = open_with(&key, sealed, room);
    blob_key_forget(&key);
    if (r == 0)
        buf_grew(ret, sealed.len - SEAL_EXTRA_BYTES);
    else
        OPENSSL_cleanse(room, sealed.len);
    return r;
}

int seal_hash(const struct blob_key *master, struct bytes text,
              uint8_t ret[SEAL_HASH_BYTES])
{
    struct blob_key key;
    int r = derive(master, "tucai hash 1", &key);

    if (r == 0)
        r = hmac(key.bytes, text, ret);
    blob_key_forget(&key);
    return r;
}
