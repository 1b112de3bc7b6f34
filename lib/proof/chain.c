#include "proof/chain.h"

#include "core/check.h"
#include "core/text.h"

#include <openssl/evp.h>

void chain_digest(struct bytes line, char ret[CHAIN_HEX])
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;

    CHECK(EVP_Digest(line.at, line.len, digest, &len, EVP_sm3(), NULL) == 1);
    CHECK(2 * len + 1 == CHAIN_HEX);
    text_hex((struct bytes){digest, len}, ret);
}
