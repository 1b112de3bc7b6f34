#include "relay/sheet/inputs.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int inputs_read(const char *path, struct buf *photo)
{
    _cleanup_(fclosep) FILE *file = NULL;
    uint8_t *room;

    photo->len = 0;
    room = buf_room(photo, SHEET_PHOTO_MAX_BYTES + 1);
    if (!room)
        return -ENOMEM;
    file = fopen(path, "rbe");
    if (!file)
        return -errno;
    buf_grew(photo, fread(room, 1, SHEET_PHOTO_MAX_BYTES + 1, file));
    return ferror(file) ? -EIO : 0;
}

static void digest(EVP_MD_CTX *sum, const void *data, size_t len)
{
    CHECK(EVP_DigestUpdate(sum, data, len) == 1);
}

static void digest_text(EVP_MD_CTX *sum, const char *text)
{
    digest(sum, text ? text : "", (text ? strlen(text) : 0) + 1);
}

void inputs_add(EVP_MD_CTX *sum, const struct volume_item *item,
                const struct buf *photo)
{
    uint64_t len = photo->len;

    digest_text(sum, item->caption);
    digest_text(sum, item->code);
    digest(sum, &len, sizeof len);
    digest(sum, photo->at, photo->len);
}

EVP_MD_CTX *inputs_begin(const struct press_form *form, size_t bundle_before)
{
    EVP_MD_CTX *sum = EVP_MD_CTX_new();
    unsigned said[] = {(unsigned)form->format, form->per_student,
                       (unsigned)bundle_before};

    CHECK(sum && EVP_DigestInit_ex(sum, EVP_sha256(), NULL) == 1);
    digest_text(sum, form->paper->name);
    digest(sum, said, sizeof said);
    return sum;
}

void inputs_end(EVP_MD_CTX *sum, uint8_t ret[INPUTS_SHA256_BYTES])
{
    CHECK(EVP_DigestFinal_ex(sum, ret, NULL) == 1);
    EVP_MD_CTX_free(sum);
}
