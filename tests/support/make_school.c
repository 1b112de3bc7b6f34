/*
 * make_school MASTER_KEY_FILE BLOBS SCHOOL FROM COUNT <PHOTO >COMMANDS - many
 * students of a school whose photos the registry has accepted: uids 2025 and
 * eight digits.  Each one's photo is PHOTO with the uid as a JPEG comment and
 * goes encrypted into the blob store; the commands (RESP) that put the states
 * and the index into Redis go to stdout.
 */
#include "core/check.h"
#include "model/student.h"
#include "net/blob.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PHOTO_MAX = 102400, STATE_MAX = 1 << 20, UID_SIZE = 16, MARK = 2 };

#define AT_MS INT64_C(1749000000000)

struct school {
    struct blob_key master;
    const char *blobs, *code;
    struct buf photo;
};

/* The photo with a comment behind its first marker. */
static void mark(const struct bytes photo, const char *uid, struct buf *ret)
{
    const size_t len = strlen(uid) + 2;
    const uint8_t head[4] = {0xFF, 0xFE, (uint8_t)(len >> 8), (uint8_t)len};

    CHECK(buf_add(ret, photo.at, MARK) == 0);
    CHECK(buf_add(ret, head, sizeof head) == 0);
    CHECK(buf_add_text(ret, uid) == 0);
    CHECK(buf_add(ret, photo.at + MARK, photo.len - MARK) == 0);
}

static void put_photo(const struct school *school, const char *uid,
                      struct photo_ref *ret)
{
    struct buf photo = BUF_INIT(PHOTO_MAX + UID_SIZE + 8);
    struct blob_key key;
    struct blob_info info;

    mark(buf_view(&school->photo), uid, &photo);
    blob_key_new(&key);
    blob_location_new(ret->location);
    CHECK(blob_write(school->blobs, ret->location, &key, buf_view(&photo),
                     &info) == 0);
    CHECK(blob_key_wrap(&school->master, &key, ret->wrapped_key) == 0);
    memcpy(ret->sha256, info.sha256, sizeof ret->sha256);
    ret->size = info.size;
    buf_done(&photo);
}

static void say(const char *const *words, size_t n)
{
    CHECK(printf("*%zu\r\n", n) > 0);
    for (size_t i = 0; i < n; i++)
        CHECK(printf("$%zu\r\n%s\r\n", strlen(words[i]), words[i]) > 0);
}

/* HSET s:<uid> v 1 d <state> */
static void say_state(const char *uid, struct bytes state)
{
    char key[UID_SIZE + 2];

    (void)snprintf(key, sizeof key, "s:%s", uid);
    CHECK(printf("*6\r\n$4\r\nHSET\r\n$%zu\r\n%s\r\n$1\r\nv\r\n$1\r\n1\r\n"
                 "$1\r\nd\r\n$%zu\r\n",
                 strlen(key), key, state.len) > 0);
    CHECK(fwrite(state.at, 1, state.len, stdout) == state.len);
    CHECK(printf("\r\n") > 0);
}

static void accept(struct submission *sub, const char *uid)
{
    int len = snprintf((char *)sub->receipt, sizeof sub->receipt,
                       "{\"receipt_no\":\"R-%s\"}", uid);

    sub->receipt_len = (size_t)len;
    sub->state = SUBMISSION_ACCEPTED;
    sub->submitted_ms = AT_MS;
    sub->history_len = 1;
    sub->history[0].state = SUBMISSION_ACCEPTED;
    sub->history[0].at_ms = AT_MS;
}

static void make(const struct school *school, const char *uid)
{
    struct student *s = student_new();
    struct buf state = BUF_INIT(STATE_MAX);
    char index[64];
    const char *words[] = {"ZADD", index, "1", uid};

    (void)snprintf(s->uid, sizeof s->uid, "%s", uid);
    (void)snprintf(s->school_code, sizeof s->school_code, "%s", school->code);
    (void)snprintf(s->submission.id, sizeof s->submission.id, "sub-%s", uid);
    (void)snprintf(index, sizeof index, "st:%s:accepted", school->code);
    accept(&s->submission, uid);
    put_photo(school, uid, &s->submission.draft.photo);
    CHECK(student_encode(s, &state) == 0);
    say_state(uid, buf_view(&state));
    say(words, 4);
    buf_done(&state);
    student_free(s);
}

int main(int argc, char **argv)
{
    struct school school = {.photo = BUF_INIT(PHOTO_MAX)};
    long from, count;
    uint8_t *room = buf_room(&school.photo, PHOTO_MAX);

    CHECK(argc == 6 && room);
    school.blobs = argv[2];
    school.code = argv[3];
    from = strtol(argv[4], NULL, 10);
    count = strtol(argv[5], NULL, 10);
    CHECK(blob_key_load(argv[1], &school.master) == 0);
    buf_grew(&school.photo, fread(room, 1, PHOTO_MAX, stdin));
    CHECK(school.photo.len > MARK);
    for (long i = from; i < from + count; i++) {
        char uid[UID_SIZE];

        (void)snprintf(uid, sizeof uid, "2025%08ld", i);
        make(&school, uid);
    }
    buf_done(&school.photo);
    return 0;
}
