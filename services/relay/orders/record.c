#include "relay/orders/record.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "relay/child.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int record_load(const struct relay *relay, const char *print_id,
                struct record *ret)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(PRINT_VALUE_MAX);
    char key[KEY_SIZE];
    int r = 0;

    *ret = (struct record){.run = NULL};
    if (print_key(print_id, key))
        r = redis_get_versioned(relay->redis, key, &data, &ret->version);
    if (r < 0 || ret->version == 0)
        return r;
    ret->run = print_run_decode(buf_view(&data));
    return ret->run ? 0 : -EBADMSG;
}

void record_done(struct record *record)
{
    print_run_freep(&record->run);
}

void record_keep(const struct record *record, struct outcome *outcome)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(PRINT_VALUE_MAX);
    char key[KEY_SIZE];

    CHECK(print_key(record->run->print_id, key));
    CHECK(print_pack(&record->run->base, &data) == 0);
    effect_put(outcome, key, record->version, buf_view(&data));
}

void record_fail(struct record *record, const char *failure,
                 struct outcome *outcome)
{
    record->run->state = PRINT_FAILED;
    print_set_text(&record->run->failure, failure);
    record_keep(record, outcome);
}

/* ---- files ---- */

static ProtobufCBinaryData copy(const uint8_t *at, size_t len)
{
    uint8_t *to = must_alloc(len);

    memcpy(to, at, len);
    return (ProtobufCBinaryData){len, to};
}

static Tucai__V1__BlobRef *blob_of(const struct photo_ref *ref)
{
    Tucai__V1__BlobRef *blob = must_alloc(sizeof *blob);

    tucai__v1__blob_ref__init(blob);
    blob->location = must_dup(ref->location);
    blob->wrapped_key = copy(ref->wrapped_key, sizeof ref->wrapped_key);
    blob->sha256 = copy(ref->sha256, sizeof ref->sha256);
    blob->size = ref->size;
    return blob;
}

Tucai__V1__PrintFile *record_add_file(struct record *record, const char *name,
                                      const struct photo_ref *ref,
                                      unsigned volume)
{
    Tucai__V1__PrintRun *run = record->run;
    Tucai__V1__PrintFile *file = must_alloc(sizeof *file);
    Tucai__V1__PrintFile **files =
        must_alloc((run->n_files + 1) * sizeof(void *));

    if (run->n_files)
        memcpy(files, run->files, run->n_files * sizeof(void *));
    free(run->files);
    tucai__v1__print_file__init(file);
    file->name = must_dup(name);
    file->volume = volume;
    file->blob = blob_of(ref);
    files[run->n_files++] = file;
    run->files = files;
    return file;
}

void record_drop_files(struct record *record, struct outcome *outcome)
{
    Tucai__V1__PrintRun *run = record->run;
    _cleanup_(freep) char **list =
        must_alloc((run->n_files + 1) * sizeof *list);

    for (size_t i = 0; i < run->n_files; i++)
        list[i] = run->files[i]->blob->location;
    child_erase(outcome, run->print_id, list, run->n_files);
    for (size_t i = 0; i < run->n_files; i++)
        tucai__v1__print_file__free_unpacked(run->files[i], NULL);
    run->n_files = 0;
}

/* ---- steps ---- */

void record_step(const struct record *record, Tucai__V1__PrintStep__What what,
                 unsigned number, struct outcome *outcome)
{
    Tucai__V1__PrintStep step = TUCAI__V1__PRINT_STEP__INIT;
    _cleanup_(buf_done) struct buf payload = BUF_INIT(4096);
    char id[CHILD_ID_SIZE];
    struct child_job child = {
        .id = id, .kind = "print", .uid = "", .reply_to = ""};

    step.what = what;
    step.print_id = record->run->print_id;
    step.number = number;
    CHECK(print_pack(&step.base, &payload) == 0);
    child.payload = buf_view(&payload);
    /* The version: the same step may come again when files are remade. */
    (void)snprintf(id, sizeof id, "print:%.40s:%" PRIu64, step.print_id,
                   record->version + 1);
    effect_child(outcome, &child);
}

int record_add(struct outcome *outcome, const char *key,
               const ProtobufCMessage *message)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(PRINT_VALUE_MAX);
    int r = print_pack(message, &data);

    if (r == 0)
        effect_put(outcome, key, 0, buf_view(&data));
    return r;
}

int record_add_page(struct outcome *outcome, const char *key,
                    const ProtobufCMessage *message)
{
    int r = record_add(outcome, key, message);

    if (r == 0)
        effect_expire(outcome, key, PRINT_PAGE_S);
    return r;
}

static int read_value(const struct relay *relay, const char *key,
                      struct buf *ret)
{
    uint64_t version = 0;
    int r = redis_get_versioned(relay->redis, key, ret, &version);

    return r == 0 && version == 0 ? -ENOENT : r;
}

int record_part(const struct relay *relay, const char *key,
                Tucai__V1__PrintPart **ret)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(PRINT_VALUE_MAX);
    int r = read_value(relay, key, &data);

    *ret = r == 0 ? print_part_decode(buf_view(&data)) : NULL;
    return r == -ENOENT ? 0 : r;
}

int record_bundles(const struct relay *relay, const char *print_id,
                   Tucai__V1__PrintBundles **ret)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(PRINT_VALUE_MAX);
    char key[KEY_SIZE];
    int r;

    print_bundles_key(print_id, key);
    r = read_value(relay, key, &data);
    *ret = r == 0 ? print_bundles_decode(buf_view(&data)) : NULL;
    return r == -ENOENT ? 0 : r;
}
