#include "relay/relay.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "model/student.h"
#include "relay/manifest.h"
#include "relay/real_name_client.h"
#include "service/log.h"
#include "service/roster_reader.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum { STATE_MAX_BYTES = 1 << 20, KEY_SIZE = 160 };

static int init_registry(struct relay *relay)
{
    const struct relay_settings *s = relay->settings;
    struct registry_files files = {s->cert_file, s->key_file, s->ca_file};

    return registry_init(&relay->registry, s->registry_url, &files, s->send_ms);
}

int relay_init(const void *config, void **ret_relay)
{
    const struct relay_settings *s = config;
    struct redis_options redis = {s->redis, s->redis_user,
                                  s->redis_password_file, 0};
    struct relay *relay = must_alloc(sizeof *relay); /* to the end */
    int r;

    relay->settings = s;
    r = redis_new(&redis, &relay->redis);
    if (r < 0)
        return log_fault("redis", r);
    r = blob_key_load(s->master_key_file, &relay->master);
    if (r < 0)
        return log_fault("master_key", r);
    r = signature_key_load_private(s->sign_key_file, &relay->sign_key);
    if (r < 0)
        return log_fault("sign_key", r);
    r = signature_keys_load(s->receipt_key_files, &relay->receipt_keys);
    if (r < 0)
        return log_fault("receipt_keys", r);
    r = init_registry(relay);
    if (r < 0)
        return log_fault("registry", r);
    r = real_name_init(s->real_name_url, &relay->real_name);
    if (r < 0)
        return log_fault("real_name", r);
    *ret_relay = relay;
    return 0;
}

int relay_student(const struct relay *relay, const char *uid,
                  struct student **ret)
{
    _cleanup_(buf_done) struct buf state = BUF_INIT(STATE_MAX_BYTES);
    char key[KEY_SIZE];
    uint64_t version;
    int r;

    if (snprintf(key, sizeof key, "s:%s", uid) >= (int)sizeof key)
        return -ENAMETOOLONG;
    r = redis_get_versioned(relay->redis, key, &state, &version);
    if (r < 0)
        return r;
    *ret = NULL;
    return version == 0 ? 0 : student_decode(buf_view(&state), ret);
}

int relay_place(const struct relay *relay, const struct student *student,
                struct roster *to, const struct roster_line **ret)
{
    return roster_reader_find(relay->redis, student->school_code, student->uid,
                              to, ret);
}

/* Is it still what was approved? */
static bool is_photo(struct bytes plain, const struct photo_ref *photo)
{
    uint8_t sha256[sizeof photo->sha256];

    return plain.len == photo->size &&
           EVP_Digest(plain.at, plain.len, sha256, NULL, EVP_sha256(), NULL) ==
               1 &&
           memcmp(sha256, photo->sha256, sizeof sha256) == 0;
}

int relay_photo(const struct relay *relay, const struct photo_ref *photo,
                struct buf *ret)
{
    _cleanup_(buf_done) struct buf plain = BUF_INIT(MANIFEST_PHOTO_MAX_BYTES);
    struct bytes wrapped = {photo->wrapped_key, sizeof photo->wrapped_key};
    struct blob_key key;
    int r = blob_key_unwrap(&relay->master, wrapped, &key);

    if (r == 0)
        r = blob_read(relay->settings->worker.blobs, photo->location, &key,
                      &plain);
    blob_key_forget(&key);
    if (r != 0)
        return r < 0 ? r : -EBADMSG;
    if (!is_photo(buf_view(&plain), photo))
        return -EBADMSG;
    return buf_add(ret, plain.at, plain.len);
}
