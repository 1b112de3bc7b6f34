#include "rules/nonces.h"

#include "core/bytes.h"

#include <string.h>

static bool is_same(const struct nonce *nonce, const uint8_t *sha256)
{
    return bytes_equal((struct bytes){nonce->sha256, NONCE_SHA256_BYTES},
                       (struct bytes){sha256, NONCE_SHA256_BYTES});
}

static void drop(struct nonces *nonces, size_t i)
{
    nonces->len--;
    memmove(&nonces->at[i], &nonces->at[i + 1],
            (nonces->len - i) * sizeof *nonces->at);
    memset(&nonces->at[nonces->len], 0, sizeof *nonces->at);
}

void nonces_use(struct nonces *nonces, const uint8_t *sha256)
{
    for (size_t i = nonces->len; i > 0; i--) {
        if (is_same(&nonces->at[i - 1], sha256))
            drop(nonces, i - 1);
    }
}

void nonces_add(struct nonces *nonces, const struct nonce *nonce,
                int64_t now_ms)
{
    nonces_use(nonces, nonce->sha256);
    for (size_t i = nonces->len; i > 0; i--) {
        if (now_ms >= nonces->at[i - 1].expires_ms)
            drop(nonces, i - 1);
    }
    if (nonces->len == NONCES_MAX)
        drop(nonces, 0);
    nonces->at[nonces->len++] = *nonce;
}

const struct nonce *nonces_find(const struct nonces *nonces,
                                const uint8_t *sha256, int64_t now_ms)
{
    for (size_t i = 0; sha256 && i < nonces->len; i++) {
        if (is_same(&nonces->at[i], sha256))
            return now_ms < nonces->at[i].expires_ms ? &nonces->at[i] : NULL;
    }
    return NULL;
}
