#include "billing/erase.h"

#include "core/check.h"
#include "core/time.h"

#include <stdio.h>

enum { SUBMISSIONS_MAX = 1 + STUDENT_PAST_MAX };

static void add_job(struct scene *scene, struct decision *d,
                    const Tucai__V1__EraseJob *job)
{
    size_t len = tucai__v1__erase_job__get_packed_size(job);
    struct effect *e;
    uint8_t *room;
    char id[ID_SIZE];

    if (len == 0)
        return;
    scene_id(scene, "erase:", id);
    e = decision_add(d, EFFECT_JOB, id);
    scene_copy(e->member, sizeof e->member, "erase");
    room = buf_room(&e->value, len);
    CHECK(room); /* ERASED_MAX names */
    buf_grew(&e->value, tucai__v1__erase_job__pack(job, room));
}

static void list_files(const struct erased *erased, char *list[ERASED_MAX],
                       Tucai__V1__EraseJob *ret)
{
    for (size_t i = 0; i < erased->len; i++)
        list[i] = (char *)erased->locations[i];
    ret->locations = list;
    ret->n_locations = erased->len;
}

void erase_files(struct scene *scene, struct decision *d,
                 const struct erased *erased)
{
    Tucai__V1__EraseJob job = TUCAI__V1__ERASE_JOB__INIT;
    char *files[ERASED_MAX];

    list_files(erased, files, &job);
    add_job(scene, d, &job);
}

static void list_submission(const struct submission *sub,
                            Tucai__V1__EraseJob *ret)
{
    if (sub->batch_id[0])
        ret->batches[ret->n_batches++] = (char *)sub->batch_id;
}

void erase_student_files(struct scene *scene, struct decision *d,
                         const struct erased *erased,
                         const struct student *before)
{
    Tucai__V1__EraseJob job = TUCAI__V1__ERASE_JOB__INIT;
    char *files[ERASED_MAX];
    char *batches[SUBMISSIONS_MAX];

    job.batches = batches;
    list_files(erased, files, &job);
    list_submission(&before->submission, &job);
    for (size_t i = 0; i < before->past_len; i++)
        list_submission(&before->past[i], &job);
    add_job(scene, d, &job);
}

void erase_from_prints(const struct scene *scene, struct decision *d)
{
    Tucai__V1__RetentionJob job = TUCAI__V1__RETENTION_JOB__INIT;
    struct effect *e;
    uint8_t *room;
    size_t len;
    char id[ID_SIZE];

    job.what = TUCAI__V1__RETENTION_JOB__WHAT__PRINTS;
    job.day = scene->now_ms; /* who comes back may want it again that day */
    job.group = (char *)scene->student->school_code;
    len = tucai__v1__retention_job__get_packed_size(&job);
    scene_id(scene, "retention:", id);
    e = decision_add(d, EFFECT_JOB, id);
    scene_copy(e->member, sizeof e->member, "retention");
    room = buf_room(&e->value, len);
    CHECK(room);
    buf_grew(&e->value, tucai__v1__retention_job__pack(&job, room));
}

/* "2025-06-01:10294:originals" and the key of its number; false when the name
 * of a kind or school could stand in no key. */
static bool name_record(const struct erase_record *record, char ret[ID_SIZE],
                        char ret_key[KEY_SIZE])
{
    struct local_time t = time_local(record->at_ms);

    (void)snprintf(ret, ID_SIZE, "%04d-%02d-%02d:%s:%s", t.year % 10000,
                   t.month % 100, t.day % 100, record->school_code,
                   record->kind);
    return key_of("erased", ret, ret_key);
}

static int64_t day_of(const struct erase_record *record)
{
    return time_day_start_ms(time_local_day(record->at_ms));
}

void erase_count(struct scene *scene, struct decision *d, const char *kind,
                 size_t n)
{
    const struct erase_record record = {scene->now_ms,
                                        scene->student->school_code, kind};
    char name[ID_SIZE], key[KEY_SIZE];

    if (n == 0)
        return;
    CHECK(name_record(&record, name, key));
    decision_add(d, EFFECT_COUNT, key)->at_ms = (int64_t)n;
    decision_index(d, EFFECT_ADD, "erased", name, day_of(&record));
}

void erase_tally(struct outcome *outcome, const struct erase_record *record,
                 int64_t n)
{
    char name[ID_SIZE], key[KEY_SIZE];

    if (n == 0)
        return;
    CHECK(name_record(record, name, key));
    effect_incr(outcome, key, n);
    effect_zadd(outcome, "erased", name, (double)day_of(record));
}
