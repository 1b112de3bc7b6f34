/*
 * make_approved MASTER_KEY_FILE BLOBS SCHOOL PREFIX N FILES <PHOTO >COMMANDS -
 * as make_student, for N students at once: PREFIX-0 ..., each with submission
 * s-PREFIX-0 ..., a plan without prints, and one of FILES files of the blob
 * store for which they take turns.  What is to be put into Redis goes to
 * stdout, for `redis-cli --pipe`: their states, and in ready:chsi each of them.
 */
#include "approved.h"

#include "core/check.h"
#include "core/text.h"

#include <stdio.h>
#include <stdlib.h>

enum { STATE_MAX = 1 << 20, NAME_SIZE = 64 };

static void word(const void *at, size_t len)
{
    printf("$%zu\r\n", len);
    CHECK(fwrite(at, 1, len, stdout) == len);
    printf("\r\n");
}

static void text(const char *t)
{
    struct bytes b = bytes_of_text(t);

    word(b.at, b.len);
}

static void put(const struct approved *a)
{
    struct buf state = BUF_INIT(STATE_MAX);
    char key[NAME_SIZE + 2];

    (void)snprintf(key, sizeof key, "s:%s", a->uid);
    approved_state(a, &state);
    printf("*6\r\n");
    text("HSET");
    text(key);
    text("v");
    text("1");
    text("d");
    word(state.at, state.len);
    printf("*4\r\n");
    text("ZADD");
    text("ready:chsi");
    text("0");
    text(a->uid);
    buf_done(&state);
}

int main(int argc, char **argv)
{
    struct photo_ref *photos;
    struct buf jpeg;
    int64_t n, files;

    CHECK(argc == 7 && text_to_i64(argv[5], 1, 1000000, &n) &&
          text_to_i64(argv[6], 1, 1000000, &files));
    approved_read(&jpeg);
    photos = must_alloc((size_t)files * sizeof *photos);
    for (int64_t i = 0; i < files; i++)
        approved_photo(argv[1], argv[2], buf_view(&jpeg), &photos[i]);
    for (int64_t i = 0; i < n; i++) {
        char uid[NAME_SIZE], submission[NAME_SIZE];
        struct approved a = {.uid = uid,
                             .submission_id = submission,
                             .school_code = argv[3],
                             .state = SUBMISSION_APPROVED,
                             .photo = photos[i % files]};

        (void)snprintf(uid, sizeof uid, "%.40s-%lld", argv[4], (long long)i);
        (void)snprintf(submission, sizeof submission, "s-%.60s", uid);
        put(&a);
    }
    free(photos);
    buf_done(&jpeg);
    return 0;
}
