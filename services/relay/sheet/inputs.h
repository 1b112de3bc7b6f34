#ifndef RELAY_SHEET_INPUTS_H
#define RELAY_SHEET_INPUTS_H

/*
 * inputs - photos as they are read, and the digest of all that a volume is made
 * of: two volumes of the same digest show the same.
 */

#include "relay/print/press.h"
#include "relay/sheet/volume.h"

#include <openssl/evp.h>

enum { INPUTS_SHA256_BYTES = 32 };

/* Replaces photo's content by the file's, up to one byte more than a photo may
 * have, so that a longer file shows.  0 or a negative errno. */
int inputs_read(const char *path, struct buf *photo)
    __attribute__((warn_unused_result));

/* Ends by inputs_end(), which frees it. */
EVP_MD_CTX *inputs_begin(const struct press_form *form, size_t bundle_before);
void inputs_add(EVP_MD_CTX *sum, const struct volume_item *item,
                const struct buf *photo);
void inputs_end(EVP_MD_CTX *sum, uint8_t ret[INPUTS_SHA256_BYTES]);

#endif
