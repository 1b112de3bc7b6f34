/*
 * make_student MASTER_KEY_FILE BLOBS UID SUBMISSION SCHOOL [STATE] <PHOTO
 * >STATE - a student whose photo the school has approved, or who is in another
 * state: the photo goes encrypted into the blob store, the state (value of
 * s:UID) to stdout.
 */
#include "core/check.h"
#include "model/student.h"
#include "net/blob.h"

#include <stdio.h>
#include <string.h>

enum { PHOTO_MAX = 102400, STATE_MAX = 1 << 20, YEAR = 2026 };

static void put_photo(const char *const *argv, struct photo_ref *ret)
{
    struct buf photo = BUF_INIT(PHOTO_MAX);
    struct blob_key master, key;
    struct blob_info info;

    CHECK(buf_room(&photo, PHOTO_MAX));
    buf_grew(&photo, fread(photo.at, 1, PHOTO_MAX, stdin));
    CHECK(blob_key_load(argv[1], &master) == 0);
    blob_key_new(&key);
    blob_location_new(ret->location);
    CHECK(blob_write(argv[2], ret->location, &key, buf_view(&photo), &info) ==
          0);
    CHECK(blob_key_wrap(&master, &key, ret->wrapped_key) == 0);
    memcpy(ret->sha256, info.sha256, sizeof ret->sha256);
    ret->size = info.size;
    buf_done(&photo);
}

static void set(char *field, size_t size, const char *text)
{
    CHECK(strlen(text) < size);
    memcpy(field, text, strlen(text) + 1);
}

int main(int argc, char **argv)
{
    struct student *s = student_new();
    struct buf state = BUF_INIT(STATE_MAX);

    CHECK(argc == 6 || argc == 7);
    set(s->uid, sizeof s->uid, argv[3]);
    set(s->name_masked, sizeof s->name_masked, "张*三");
    set(s->school_code, sizeof s->school_code, argv[5]);
    set(s->student_no, sizeof s->student_no, "2025000123");
    s->graduation_year = YEAR;
    s->prints = PRINTS_PLANNED;
    set(s->submission.id, sizeof s->submission.id, argv[4]);
    s->submission.state =
        argc == 7 ? submission_state_of(argv[6]) : SUBMISSION_APPROVED;
    set(s->submission.draft.id, sizeof s->submission.draft.id, "d-1");
    put_photo((const char *const *)argv, &s->submission.draft.photo);
    CHECK(student_encode(s, &state) == 0);
    CHECK(fwrite(state.at, 1, state.len, stdout) == state.len);
    buf_done(&state);
    student_free(s);
    return 0;
}
