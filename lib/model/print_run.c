#include "model/print_run.h"

#include "core/check.h"
#include "core/text.h"
#include "model/me.h"
#include "model/student_wire.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- names ---- */

const char *print_state_name(enum print_state state)
{
    static const char *const NAMES[PRINT_STATES] = {
        "queued", "gathering", "printing", "made", "failed", "expired"};

    CHECK(state < PRINT_STATES);
    return NAMES[state];
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++) {
        if (strcmp(*names, name) == 0)
            return true;
    }
    return false;
}

bool print_paper_is_known(const char *name)
{
    static const char *const NAMES[] = {"5inch", "6inch", "a4", "a3", NULL};

    return is_one_of(name, NAMES);
}

bool print_format_is_known(const char *name)
{
    static const char *const NAMES[] = {"pdf", "jpeg", NULL};

    return is_one_of(name, NAMES);
}

/* ---- keys ---- */

/* An id is never that of one of its parts. */
bool print_key(const char *id, char ret[KEY_SIZE])
{
    return !strchr(id, ':') && strlen(id) < 64 && key_of("print", id, ret);
}

void print_part_key(const char *id, unsigned n, char ret[KEY_SIZE])
{
    CHECK(snprintf(ret, KEY_SIZE, "print:%s:%u", id, n) < KEY_SIZE);
}

void print_page_key(const char *id, char kind, unsigned n, char ret[KEY_SIZE])
{
    CHECK(snprintf(ret, KEY_SIZE, "print:%s:%c:%u", id, kind, n) < KEY_SIZE);
}

void print_bundles_key(const char *id, char ret[KEY_SIZE])
{
    CHECK(snprintf(ret, KEY_SIZE, "print:%s:b", id) < KEY_SIZE);
}

unsigned print_parts(unsigned members)
{
    return (members + PRINT_PART_MEMBERS - 1) / PRINT_PART_MEMBERS;
}

/* ---- bytes ---- */

/* What is added to it must be there: an absent part is an empty one. */
static bool run_is_sound(const Tucai__V1__PrintRun *run)
{
    bool is_sound = run->scope && run->state >= 0 && run->state < PRINT_STATES;

    for (size_t i = 0; i < run->n_files && is_sound; i++)
        is_sound = run->files[i]->blob != NULL &&
                   run->files[i]->blob->sha256.len == 32;
    return is_sound;
}

Tucai__V1__PrintRun *print_run_decode(struct bytes data)
{
    Tucai__V1__PrintRun *run =
        tucai__v1__print_run__unpack(NULL, data.len, data.at);

    if (run && !run_is_sound(run))
        print_run_freep(&run);
    return run;
}

void print_run_freep(Tucai__V1__PrintRun **run)
{
    if (*run)
        tucai__v1__print_run__free_unpacked(*run, NULL);
    *run = NULL;
}

Tucai__V1__PrintPart *print_part_decode(struct bytes data)
{
    return tucai__v1__print_part__unpack(NULL, data.len, data.at);
}

void print_part_freep(Tucai__V1__PrintPart **part)
{
    if (*part)
        tucai__v1__print_part__free_unpacked(*part, NULL);
    *part = NULL;
}

Tucai__V1__PrintBundles *print_bundles_decode(struct bytes data)
{
    return tucai__v1__print_bundles__unpack(NULL, data.len, data.at);
}

void print_bundles_freep(Tucai__V1__PrintBundles **bundles)
{
    if (*bundles)
        tucai__v1__print_bundles__free_unpacked(*bundles, NULL);
    *bundles = NULL;
}

bool print_sheet_in(const Tucai__V1__BlobRef *in, struct photo_ref *ret)
{
    return in && *in->location && student_blob_in(in, ret);
}

void print_set_text(char **field, const char *text)
{
    if (*field != protobuf_c_empty_string)
        free(*field);
    *field = must_dup(text);
}

int print_pack(const ProtobufCMessage *message, struct buf *ret)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *room = buf_room(ret, len ? len : 1);

    if (!room)
        return -EMSGSIZE;
    buf_grew(ret, protobuf_c_message_pack(message, room));
    return 0;
}

bool print_run_is_sorted(const Tucai__V1__PrintRun *run)
{
    return run->state == PRINT_PRINTING || run->state == PRINT_MADE ||
           run->state == PRINT_EXPIRED;
}

/* ---- what is shown ---- */

const Tucai__V1__PrintFile *print_run_file(const Tucai__V1__PrintRun *run,
                                           const char *name, unsigned volume)
{
    for (size_t i = 0; i < run->n_files; i++) {
        if (run->files[i]->volume == volume &&
            strcmp(run->files[i]->name, name) == 0)
            return run->files[i];
    }
    return NULL;
}

unsigned print_run_volumes(const Tucai__V1__PrintRun *run)
{
    unsigned n = 0;

    for (size_t i = 0; i < run->n_files; i++)
        n += run->files[i]->volume > 0;
    return n;
}

static json_t *file_show(const Tucai__V1__PrintRun *run,
                         const Tucai__V1__PrintFile *file)
{
    char href[160], sha256[65];

    text_hex((struct bytes){file->blob->sha256.data, 32}, sha256);
    (void)snprintf(href, sizeof href, "/api/v1/prints/%.72s/%.32s",
                   run->print_id, file->name);
    if (file->volume > 0 && print_run_volumes(run) > 1)
        (void)snprintf(href + strlen(href), sizeof href - strlen(href),
                       "?volume=%u", file->volume);
    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:s}", "name", file->name,
                     "href", href, "volume", (json_int_t)file->volume, "pages",
                     (json_int_t)file->pages, "bytes",
                     (json_int_t)file->blob->size, "sha256", sha256);
}

static json_t *scope_show(const Tucai__V1__PrintScope *scope)
{
    json_t *out = json_object();
    const struct {
        const char *name, *value;
    } members[] = {{"campus", scope->campus},
                   {"college", scope->college},
                   {"class", scope->class_name},
                   {"student_uid", scope->student_uid}};

    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (*members[i].value)
            (void)json_object_set_new(out, members[i].name,
                                      json_string(members[i].value));
    }
    return out;
}

static json_t *text_or_null(const char *text)
{
    return *text ? json_string(text) : json_null();
}

json_t *print_run_show(const Tucai__V1__PrintRun *run)
{
    json_t *files = json_array();

    for (size_t i = 0; i < run->n_files; i++)
        (void)json_array_append_new(files, file_show(run, run->files[i]));
    return json_pack(
        "{s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:I, s:I, s:I, "
        "s:I, s:o, s:o, s:o, s:o}",
        "print_id", run->print_id, "state",
        print_state_name((enum print_state)run->state), "school_code",
        run->school_code, "scope", scope_show(run->scope), "paper", run->paper,
        "format", run->format, "ordered_by", run->by, "ordered_at",
        me_time(run->ordered_ms), "reason", text_or_null(run->reason),
        "failure", text_or_null(run->failure), "total", (json_int_t)run->total,
        "done", (json_int_t)run->done, "bundles", (json_int_t)run->bundles,
        "left_out", (json_int_t)run->left_out, "files", files, "made_at",
        me_time(run->made_ms), "files_until", me_time(run->files_until_ms),
        "consignment_id", text_or_null(run->consignment_id));
}

json_t *print_bundle_show(const Tucai__V1__PrintBundle *bundle)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:I}", "code", bundle->code,
                     "campus", bundle->campus, "college", bundle->college,
                     "class", bundle->class_name, "count",
                     (json_int_t)bundle->count);
}
