/*
 * add_students MASTER_KEY_FILE BLOBS SCHOOL N PHOTOS <PHOTO - a school of N
 * students whose photos are accepted, as commands for `redis-cli --pipe`:
 * states s:SCHOOL-<i>, and the school's indexes.  The photo goes PHOTOS times
 * into the blob store; students share these.
 *
 * Two colleges of classes of 40; numbers in no order.
 */
#include "core/check.h"
#include "model/student.h"
#include "net/blob.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PHOTO_MAX = 102400,
    STATE_MAX = 1 << 20,
    YEAR = 2026,
    CLASS = 40,
    SPREAD = 7919, /* a prime: numbers come in no order */
};

#define SET(field, ...)                                                        \
    CHECK(snprintf(field, sizeof(field), __VA_ARGS__) < (int)sizeof(field))

static void put_photo(const char *const *argv, const struct blob_key *master,
                      struct bytes photo, struct photo_ref *ret)
{
    struct blob_key key;
    struct blob_info info;

    blob_key_new(&key);
    blob_location_new(ret->location);
    CHECK(blob_write(argv[2], ret->location, &key, photo, &info) == 0);
    CHECK(blob_key_wrap(master, &key, ret->wrapped_key) == 0);
    memcpy(ret->sha256, info.sha256, sizeof ret->sha256);
    ret->size = info.size;
}

static struct photo_ref *put_photos(const char *const *argv, size_t n)
{
    struct photo_ref *all = must_alloc(n * sizeof *all);
    struct buf photo = BUF_INIT(PHOTO_MAX);
    struct blob_key master;

    CHECK(buf_room(&photo, PHOTO_MAX));
    buf_grew(&photo, fread(photo.at, 1, PHOTO_MAX, stdin));
    CHECK(blob_key_load(argv[1], &master) == 0);
    for (size_t i = 0; i < n; i++)
        put_photo(argv, &master, buf_view(&photo), &all[i]);
    buf_done(&photo);
    return all;
}

static void word(struct bytes b)
{
    CHECK(printf("$%zu\r\n", b.len) > 0 &&
          fwrite(b.at, 1, b.len, stdout) == b.len && printf("\r\n") > 0);
}

__attribute__((format(printf, 1, 2))) static void text(const char *format, ...)
{
    char line[160];
    va_list list;

    va_start(list, format);
    (void)vsnprintf(line, sizeof line, format, list);
    va_end(list);
    word(bytes_of_text(line));
}

static void put_index(const char *school, const char *name, unsigned i,
                      const char *uid)
{
    (void)printf("*4\r\n");
    text("ZADD");
    text("st:%s:%s", school, name);
    text("%u", i);
    text("%s", uid);
}

static void put_student(struct student *s, const char *school, unsigned i,
                        unsigned n)
{
    struct buf state = BUF_INIT(STATE_MAX);
    unsigned mixed = (unsigned)((uint64_t)i * SPREAD % n);

    SET(s->uid, "u-%06u", i);
    SET(s->submission.id, "s-%06u", i);
    SET(s->student_no, "%u", mixed + 1);
    SET(s->college, "第%u学院", mixed / CLASS % 2 + 1);
    SET(s->class_name, "%u班", mixed / CLASS + 1);
    CHECK(student_encode(s, &state) == 0);
    (void)printf("*6\r\n");
    text("HSET");
    text("s:%s", s->uid);
    text("v");
    text("1");
    text("d");
    word(buf_view(&state));
    put_index(school, "accepted", i, s->uid);
    put_index(school, "all", i, s->uid);
    buf_done(&state);
}

int main(int argc, char **argv)
{
    struct student *s = student_new();
    struct photo_ref *photos;
    unsigned n, n_photos;

    CHECK(argc == 6);
    n = (unsigned)strtoul(argv[4], NULL, 10);
    n_photos = (unsigned)strtoul(argv[5], NULL, 10);
    CHECK(n > 0 && n_photos > 0);
    photos = put_photos((const char *const *)argv, n_photos);
    SET(s->school_code, "%s", argv[3]);
    SET(s->name_masked, "张*三");
    s->graduation_year = YEAR;
    s->prints = PRINTS_MADE;
    s->submission.state = SUBMISSION_ACCEPTED;
    SET(s->submission.draft.id, "d-1");
    for (unsigned i = 0; i < n; i++) {
        s->submission.draft.photo = photos[i % n_photos];
        put_student(s, argv[3], i, n);
    }
    free(photos);
    student_free(s);
    return 0;
}
