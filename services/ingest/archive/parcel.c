#include "ingest/archive/parcel.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "ingest/archive/manifest.h"
#include "ingest/archive/spool.h"
#include "model/student.h"

#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    PHOTO_BYTES_MAX = 1 << 20, /* a made photo has some 40 KB */
    OUT_BYTES_MAX = 16 << 20,
    LINE_BYTES_MAX = 8192,
    SPOOL_BYTES_MAX = 256 << 20,
    PIECE_BYTES = 256 << 10,
    RECEIPT_NO_SIZE = 80,
    SHA256_HEX_SIZE = 65,
};

enum tail { TAIL_MANIFEST, TAIL_TEXT, TAIL_DIRECTORY, TAIL_END };

#define MANIFEST_NAME "manifest.csv"

static const char GONE[] = "照片已删除，未导出";
static const char CHANGED[] = "状态已变更，未导出";
static const char DAMAGED[] = "照片无法读取，未导出，请联系技术人员";

void parcel_init(struct parcel *p, const struct parcel_source *source)
{
    *p = (struct parcel){
        .source = *source,
        .directory = spool_new(SPOOL_BYTES_MAX),
        .manifest = spool_new(SPOOL_BYTES_MAX),
        .out = BUF_INIT(OUT_BYTES_MAX),
        .photo = BUF_INIT(PHOTO_BYTES_MAX),
        .line = BUF_INIT(LINE_BYTES_MAX),
    };
    zip_init(&p->zip, p->directory);
}

void parcel_done(struct parcel *p)
{
    spool_free(p->directory);
    spool_free(p->manifest);
    buf_done(&p->out);
    buf_done(&p->photo);
    buf_done(&p->line);
}

/* ---- one photo ---- */

static bool is_taken(const struct parcel *p, const struct student *s)
{
    return s->submission.id[0] && p->source.states[s->submission.state] &&
           strcmp(s->school_code, p->source.school_code) == 0;
}

/* Into p->photo; NULL, or why not. */
static const char *read_photo(struct parcel *p, const struct photo_ref *ref)
{
    struct bytes wrapped = {ref->wrapped_key, sizeof ref->wrapped_key};
    struct blob_key key;
    uint8_t sha256[32];
    int r;

    p->photo.len = 0;
    if (!ref->location[0])
        return GONE;
    r = blob_key_unwrap(p->source.master, wrapped, &key);
    if (r == 0)
        r = blob_read(p->source.blobs, ref->location, &key, &p->photo);
    blob_key_forget(&key);
    if (r == -ENOENT)
        return GONE;
    (void)crypto_hash_sha256(sha256, p->photo.at, p->photo.len);
    if (r == 0 && memcmp(sha256, ref->sha256, sizeof sha256) != 0)
        r = BLOB_DAMAGED;
    p->fault = r ? r : p->fault;
    return r ? DAMAGED : NULL;
}

static int64_t reached_ms(const struct submission *s,
                          enum submission_state state)
{
    int64_t at_ms = 0;

    for (size_t i = 0; i < s->history_len; i++) {
        if (s->history[i].state == state)
            at_ms = s->history[i].at_ms;
    }
    return at_ms;
}

static void receipt_no(const struct submission *s, char ret[RECEIPT_NO_SIZE])
{
    json_t *receipt =
        json_loadb((const char *)s->receipt, s->receipt_len, 0, NULL);
    const char *no = json_string_value(json_object_get(receipt, "receipt_no"));

    text_copy(ret, RECEIPT_NO_SIZE, no ? no : "");
    json_decref(receipt);
}

static int list(struct parcel *p, const struct manifest_line *line)
{
    int r;

    p->line.len = 0;
    r = manifest_add(&p->line, line);
    return r < 0 ? r : spool_add(p->manifest, buf_view(&p->line));
}

static int add_file(struct parcel *p, const char *path, int64_t made_ms)
{
    const struct zip_entry entry = {
        .name = path,
        .made_ms = made_ms,
        .crc = (uint32_t)crc32(0, p->photo.at, (unsigned)p->photo.len),
        .length = p->photo.len,
        .stored = p->photo.len,
    };
    int r = zip_entry(&p->zip, &entry, &p->out);

    return r < 0 ? r : buf_add(&p->out, p->photo.at, p->photo.len);
}

static int leave_out(struct parcel *p, const struct names_of *of,
                     const char *remark)
{
    p->n_left_out++;
    return list(p, &(struct manifest_line){.path = "",
                                           .student_uid = of->uid,
                                           .student_no = of->student_no,
                                           .campus = of->campus,
                                           .college = of->college,
                                           .class_name = of->class_name,
                                           .sha256 = "",
                                           .receipt_no = "",
                                           .state = "",
                                           .remark = remark});
}

static int add_photo(struct parcel *p, const struct names_of *of,
                     const struct submission *s)
{
    int64_t accepted_ms = reached_ms(s, SUBMISSION_ACCEPTED);
    char path[NAMES_PATH_SIZE], no[RECEIPT_NO_SIZE], sum[SHA256_HEX_SIZE];
    int r;

    names_path(of, path);
    receipt_no(s, no);
    text_hex((struct bytes){s->draft.photo.sha256, 32}, sum);
    r = add_file(p, path, accepted_ms ? accepted_ms : s->submitted_ms);
    if (r < 0)
        return r;
    p->n_photos++;
    return list(p, &(struct manifest_line){
                       .path = path,
                       .student_uid = of->uid,
                       .student_no = of->student_no,
                       .campus = of->campus,
                       .college = of->college,
                       .class_name = of->class_name,
                       .sha256 = sum,
                       .length = p->photo.len,
                       .receipt_no = no,
                       .accepted_ms = accepted_ms,
                       .state = submission_state_name(s->state),
                       .remark = of->is_unassigned ? "不在学籍名册中" : ""});
}

/* Who is not in the roster is known by what he typed (R4). */
static struct names_of complete(const struct names_of *of,
                                const struct student *s)
{
    struct names_of all = *of;

    if (of->is_unassigned) {
        all.student_no = s->student_no;
        all.campus = s->campus;
        all.college = s->college;
        all.class_name = s->class_name;
    }
    return all;
}

static int begin(struct parcel *p)
{
    int r;

    if (spool_length(p->manifest) > 0)
        return 0;
    p->line.len = 0;
    r = manifest_begin(&p->line);
    return r < 0 ? r : spool_add(p->manifest, buf_view(&p->line));
}

int parcel_photo(struct parcel *p, const struct names_of *of,
                 struct bytes state)
{
    _cleanup_(student_freep) struct student *s = NULL;
    const char *why_not = NULL;
    struct names_of all;
    int r = begin(p);

    if (r < 0)
        return r;
    if (state.len == 0)
        return leave_out(p, of, GONE);
    r = student_decode(state, &s);
    if (r < 0) {
        p->fault = r;
        return leave_out(p, of, DAMAGED);
    }
    all = complete(of, s);
    why_not =
        is_taken(p, s) ? read_photo(p, &s->submission.draft.photo) : CHANGED;
    return why_not ? leave_out(p, &all, why_not)
                   : add_photo(p, &all, &s->submission);
}

/* ---- the end ---- */

/* It lies in memory as the archive has it: deflated. */
static int begin_manifest(struct parcel *p)
{
    int r = begin(p);

    if (r == 0)
        r = spool_close(p->manifest);
    if (r < 0)
        return r;
    r = zip_entry(&p->zip,
                  &(struct zip_entry){
                      .name = MANIFEST_NAME,
                      .made_ms = p->source.now_ms,
                      .crc = spool_crc(p->manifest),
                      .length = spool_length(p->manifest),
                      .stored = spool_deflated(p->manifest).len,
                      .is_deflated = true,
                  },
                  &p->out);
    return r < 0 ? r : spool_close(p->directory);
}

static int add_manifest(struct parcel *p, bool *ret_end)
{
    struct bytes all = spool_deflated(p->manifest);
    size_t left = all.len - p->manifest_at;
    size_t len = left < PIECE_BYTES ? left : PIECE_BYTES;
    int r = buf_add(&p->out, all.at + p->manifest_at, len);

    p->manifest_at += len;
    *ret_end = len == left;
    return r;
}

int parcel_tail(struct parcel *p, bool *ret_end)
{
    bool is_over = true;
    int r = 0;

    switch ((enum tail)p->tail) {
    case TAIL_MANIFEST:
        r = begin_manifest(p);
        break;
    case TAIL_TEXT:
        r = add_manifest(p, &is_over);
        break;
    case TAIL_DIRECTORY:
        r = zip_directory(&p->zip, PIECE_BYTES, &p->out, &is_over);
        break;
    case TAIL_END:
        r = zip_end(&p->zip, &p->out);
        break;
    }
    *ret_end = p->tail == TAIL_END;
    p->tail += is_over;
    return r;
}
