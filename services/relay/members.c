#include "relay/members.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "relay/manifest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum {
    LIST_MAX_BYTES = MANIFEST_PHOTOS_MAX * 160,
    KEY_SIZE = 96,
    SHA1_BYTES = 20
};

/* Copies a word of at most size - 1 bytes. */
static bool copy_word(struct bytes word, char *ret, size_t size)
{
    if (word.len == 0 || word.len >= size)
        return false;
    memcpy(ret, word.at, word.len);
    ret[word.len] = 0;
    return true;
}

static bool parse_line(struct bytes line, struct member *ret)
{
    const uint8_t *space = memchr(line.at, ' ', line.len);
    size_t uid_len = space ? (size_t)(space - line.at) : line.len;

    ret->submission_id[0] = 0;
    if (!copy_word((struct bytes){line.at, uid_len}, ret->uid, sizeof ret->uid))
        return false;
    return !space ||
           copy_word((struct bytes){space + 1, line.len - uid_len - 1},
                     ret->submission_id, sizeof ret->submission_id);
}

int members_parse(struct bytes text, struct member *ret, size_t *ret_n)
{
    size_t n = 0;

    while (text.len > 0) {
        const uint8_t *end = memchr(text.at, '\n', text.len);
        size_t len = end ? (size_t)(end - text.at) : text.len;
        if (n == MANIFEST_PHOTOS_MAX ||
            !parse_line((struct bytes){text.at, len}, &ret[n]))
            return -EBADMSG;
        n++;
        len += end ? 1 : 0;
        text = (struct bytes){text.at + len, text.len - len};
    }
    *ret_n = n;
    return 0;
}

bool members_have(struct bytes text, struct bytes digest)
{
    uint8_t sha1[SHA1_BYTES];
    char hex[2 * SHA1_BYTES + 1];

    if (EVP_Digest(text.at, text.len, sha1, NULL, EVP_sha1(), NULL) != 1)
        return false;
    text_hex((struct bytes){sha1, sizeof sha1}, hex);
    return bytes_equal(digest, bytes_of_text(hex));
}

/* What was sealed is what is there. */
static int check_digest(const struct relay *relay, const char *key,
                        struct bytes text)
{
    _cleanup_(buf_done) struct buf digest = BUF_INIT(2 * SHA1_BYTES);
    bool found;
    int r = redis_hget(relay->redis, key, "digest", &digest, &found);

    if (r < 0)
        return r;
    return members_have(text, buf_view(&digest)) ? 0 : -EBADMSG;
}

int members_load(const struct relay *relay, const char *batch_id,
                 const char *field, struct member **ret, size_t *ret_n)
{
    _cleanup_(buf_done) struct buf text = BUF_INIT(LIST_MAX_BYTES);
    _cleanup_(freep) struct member *list = NULL;
    char key[KEY_SIZE];
    bool found;
    int r;

    (void)snprintf(key, sizeof key, "batch:%s", batch_id);
    r = redis_hget(relay->redis, key, field, &text, &found);
    if (r == 0 && strcmp(field, "members") == 0)
        r = check_digest(relay, key, buf_view(&text));
    if (r < 0)
        return r;
    list = must_alloc(MANIFEST_PHOTOS_MAX * sizeof *list);
    r = members_parse(buf_view(&text), list, ret_n);
    if (r < 0)
        return r;
    *ret = steal(&list);
    return 0;
}
