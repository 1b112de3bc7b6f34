#include "approved.h"

#include "core/check.h"
#include "net/blob.h"

#include <stdio.h>
#include <string.h>

enum { PHOTO_MAX = 102400, YEAR = 2026 };

void approved_read(struct buf *ret)
{
    *ret = BUF_INIT(PHOTO_MAX);
    CHECK(buf_room(ret, PHOTO_MAX));
    buf_grew(ret, fread(ret->at, 1, PHOTO_MAX, stdin));
}

void approved_photo(const char *master_key_file, const char *blobs,
                    struct bytes jpeg, struct photo_ref *ret)
{
    struct blob_key master, key;
    struct blob_info info;

    CHECK(blob_key_load(master_key_file, &master) == 0);
    blob_key_new(&key);
    blob_location_new(ret->location);
    CHECK(blob_write(blobs, ret->location, &key, jpeg, &info) == 0);
    CHECK(blob_key_wrap(&master, &key, ret->wrapped_key) == 0);
    memcpy(ret->sha256, info.sha256, sizeof ret->sha256);
    ret->size = info.size;
}

static void set(char *field, size_t size, const char *text)
{
    CHECK(strlen(text) < size);
    memcpy(field, text, strlen(text) + 1);
}

void approved_state(const struct approved *a, struct buf *ret)
{
    struct student *s = student_new();

    set(s->uid, sizeof s->uid, a->uid);
    set(s->name_masked, sizeof s->name_masked, "张*三");
    set(s->school_code, sizeof s->school_code, a->school_code);
    set(s->student_no, sizeof s->student_no, "2025000123");
    set(s->season, sizeof s->season, "2026");
    s->graduation_year = YEAR;
    s->prints = a->wants_prints ? PRINTS_PLANNED : PRINTS_NONE;
    set(s->submission.id, sizeof s->submission.id, a->submission_id);
    s->submission.state = a->state;
    set(s->submission.draft.id, sizeof s->submission.draft.id, "d-1");
    s->submission.draft.photo = a->photo;
    CHECK(student_encode(s, ret) == 0);
    student_free(s);
}
