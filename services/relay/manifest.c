#include "relay/manifest.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <string.h>

enum { YEAR_MIN = 1900, YEAR_MAX = 9999, SCHOOL_CODE_DIGITS = 5 };

static const char ID_CHARACTERS[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";

bool manifest_is_id(const char *text)
{
    size_t len = strlen(text);

    return len >= 1 && len <= MANIFEST_ID_MAX &&
           strspn(text, ID_CHARACTERS) == len;
}

static int judge_photo(const struct manifest_photo *p)
{
    if (!manifest_is_id(p->submission_id) || !manifest_is_id(p->student_uid))
        return MANIFEST_BAD_ID;
    if (!text_is_digits(bytes_of_text(p->school_code), SCHOOL_CODE_DIGITS) ||
        p->graduation_year < YEAR_MIN || p->graduation_year > YEAR_MAX ||
        p->size_bytes < 1 || p->size_bytes > MANIFEST_PHOTO_MAX_BYTES)
        return MANIFEST_BAD_FACT;
    return 0;
}

/* Adds to a set of texts; false if it is there. */
static bool is_new(json_t *set, const char *text)
{
    if (json_object_get(set, text))
        return false;
    CHECK(json_object_set_new(set, text, json_true()) == 0);
    return true;
}

static int judge_twice(const struct manifest *m)
{
    json_t *submissions = json_object(), *students = json_object();
    int r = 0;

    for (size_t i = 0; i < m->n_photos && r == 0; i++) {
        if (!is_new(submissions, m->photos[i].submission_id) ||
            !is_new(students, m->photos[i].student_uid))
            r = MANIFEST_TWICE;
    }
    json_decref(submissions);
    json_decref(students);
    return r;
}

static int judge(const struct manifest *m)
{
    if (m->n_photos < 1 || m->n_photos > MANIFEST_PHOTOS_MAX)
        return MANIFEST_BAD_COUNT;
    if (!manifest_is_id(m->batch_id) || !manifest_is_id(m->sender))
        return MANIFEST_BAD_ID;
    for (size_t i = 0; i < m->n_photos; i++) {
        int r = judge_photo(&m->photos[i]);
        if (r != 0)
            return r;
    }
    return judge_twice(m);
}

static json_t *photo_json(const struct manifest_photo *p)
{
    char sha256[2 * sizeof p->sha256 + 1];

    text_hex((struct bytes){p->sha256, sizeof p->sha256}, sha256);
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:s}", "submission_id",
                     p->submission_id, "student_uid", p->student_uid,
                     "school_code", p->school_code, "graduation_year",
                     (json_int_t)p->graduation_year, "bytes",
                     (json_int_t)p->size_bytes, "sha256", sha256);
}

/* The manifest's bytes; the caller frees them. */
static char *manifest_json(const struct manifest *m)
{
    json_t *photos = json_array();
    json_t *root;
    char *text;

    for (size_t i = 0; i < m->n_photos; i++)
        CHECK(json_array_append_new(photos, photo_json(&m->photos[i])) == 0);
    root = json_pack("{s:i, s:s, s:s, s:I, s:o}", "version", 1, "batch_id",
                     m->batch_id, "sender", m->sender, "sealed_at",
                     (json_int_t)m->sealed_ms, "photos", photos);
    CHECK(root);
    text = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    CHECK(text);
    return text;
}

static int add_head(struct buf *ret, struct bytes json,
                    const struct signature_key *key)
{
    char signature[SIGNATURE_HEX], line[MANIFEST_LINE_MAX_BYTES];
    int r = signature_make(key, json, signature);

    if (r < 0)
        return r;
    (void)snprintf(line, sizeof line, "tucai-batch 1 %zu %s %s\n", json.len,
                   signature_key_id(key), signature);
    r = buf_add_text(ret, line);
    return r < 0 ? r : buf_add(ret, json.at, json.len);
}

int manifest_make(const struct manifest *m, const struct signature_key *key,
                  struct buf *ret_head, uint8_t ret_sha256[32])
{
    _cleanup_(freep) char *json = NULL;
    uint8_t sha256[32];
    struct bytes view;
    int r = judge(m);

    if (r != 0)
        return r;
    json = manifest_json(m);
    view = bytes_of_text(json);
    CHECK(view.len <= MANIFEST_MAX_BYTES);
    if (EVP_Digest(view.at, view.len, sha256, NULL, EVP_sha256(), NULL) != 1)
        return -EIO;
    r = add_head(ret_head, view, key);
    if (r == 0)
        memcpy(ret_sha256, sha256, sizeof sha256);
    return r;
}
