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

void erase_count(struct scene *scene, struct decision *d, const char *kind,
                 size_t n)
{
    int64_t day = time_local_day(scene->now_ms);
    struct local_time t = time_local(scene->now_ms);
    char name[ID_SIZE], key[KEY_SIZE];

    if (n == 0)
        return;
    (void)snprintf(name, sizeof name, "%04d-%02d-%02d:%s:%s", t.year % 10000,
                   t.month % 100, t.day % 100, scene->student->school_code,
                   kind);
    CHECK(key_of("erased", name, key));
    decision_add(d, EFFECT_COUNT, key)->at_ms = (int64_t)n;
    decision_index(d, EFFECT_ADD, "erased", name, time_day_start_ms(day));
}
