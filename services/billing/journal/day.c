#include "billing/journal/day.h"

#include "billing/journal/files.h"
#include "core/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIGNATURE_FILE_MAX = 65536 + 4096, TEXT_SIZE = 192 };

static void jsonp(json_t **json)
{
    json_decref(*json);
}

/* What is signed. */
static struct bytes text_of(const struct day_end *end, char ret[TEXT_SIZE])
{
    char date[FILES_DATE_SIZE];

    files_date(end->local_day, date);
    (void)snprintf(ret, TEXT_SIZE, "tucai-journal\n%s\n%" PRId64 "\n%s\n", date,
                   end->seq, end->digest);
    return bytes_of_text(ret);
}

static bool is_signed(int folder, const char *name)
{
    return faccessat(folder, name, F_OK, 0) == 0;
}

int day_sign(int folder, const struct signature_key *key,
             const struct day_end *end)
{
    char name[FILES_NAME_SIZE], date[FILES_DATE_SIZE], text[TEXT_SIZE];
    char signature[SIGNATURE_HEX];
    _cleanup_(freep) char *json = NULL;
    json_t *object;
    int r;

    files_signature_name(end->local_day, name);
    if (is_signed(folder, name))
        return 0;
    r = signature_make(key, text_of(end, text), signature);
    if (r < 0)
        return r;
    files_date(end->local_day, date);
    object = json_pack("{ss sI ss ss ss}", "date", date, "last_seq",
                       (json_int_t)end->seq, "digest", end->digest, "key_id",
                       signature_key_id(key), "signature", signature);
    json = object ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    return json ? files_write(folder, name, bytes_of_text(json)) : -ENOMEM;
}

static const char *member(const json_t *json, const char *name)
{
    const char *text = json_string_value(json_object_get(json, name));

    return text ? text : "";
}

int day_verify(int folder, const struct signature_keys *keys,
               const struct day_end *end, enum day_verdict *ret)
{
    _cleanup_(buf_done) struct buf file = BUF_INIT(2 * SIGNATURE_FILE_MAX);
    __attribute__((cleanup(jsonp))) json_t *json = NULL;
    char name[FILES_NAME_SIZE], text[TEXT_SIZE];
    int r;

    files_signature_name(end->local_day, name);
    r = files_read(folder, name, &file);
    *ret = DAY_UNSIGNED;
    if (r == -ENOENT)
        return 0;
    if (r < 0)
        return r;
    json = json_loadb((const char *)file.at, file.len, 0, NULL);
    *ret = signature_holds(keys, member(json, "key_id"), text_of(end, text),
                           member(json, "signature"))
               ? DAY_SIGNED
               : DAY_FORGED;
    return 0;
}
