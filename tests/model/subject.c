#include "subject.h"

#include "billing/derived.h"
#include "core/check.h"
#include "core/cleanup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATE_MAX = 1 << 20 };

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

void subject_done(struct subject *s)
{
    decision_done(&s->d);
    school_freep(&s->school);
    student_freep(&s->student);
    student_freep(&s->before);
}

bool subject_begin(struct subject *s, const json_t *event)
{
    struct school_error error = {.line = 0};
    char *text = json_dumps(json_object_get(event, "school"), 0);
    int r;

    subject_done(s);
    memset(s, 0, sizeof *s);
    r = school_parse("10294", bytes_of_text(text), &s->school, &error);
    free(text);
    if (r < 0) {
        (void)fprintf(stderr, "%s\n", error.text);
        return false;
    }
    s->student = student_new();
    s->before = student_new();
    scene_copy(s->student->uid, sizeof s->student->uid, text_of(event, "uid"));
    scene_copy(s->student->campus, sizeof s->student->campus,
               text_of(event, "campus"));
    scene_copy(s->student->level, sizeof s->student->level,
               text_of(event, "level"));
    scene_copy(s->student->season, sizeof s->student->season, "2025");
    scene_copy(s->student->school_code, sizeof s->student->school_code,
               "10294");
    return true;
}

/* What is kept is what comes back from its stored form. */
static void keep(struct subject *s)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(STATE_MAX);
    struct student *kept = NULL;

    CHECK(student_encode(s->student, &data) == 0);
    CHECK(student_decode(buf_view(&data), &kept) == 0);
    student_freep(&s->student);
    s->student = kept;
}

void subject_new_job(struct subject *s)
{
    (void)snprintf(s->job_id, sizeof s->job_id, "job-%u", ++s->jobs);
}

void subject_run(struct subject *s, handler_fn *handler, int64_t at_ms,
                 int64_t verdict_ms)
{
    struct student *before = s->before;

    decision_done(&s->d);
    *before = *s->student;
    s->scene.job_id = s->job_id;
    s->scene.student = s->student;
    s->scene.school = s->school;
    s->scene.now_ms = at_ms;
    s->scene.verdict_ms = verdict_ms;
    handler(&s->scene, &s->d);
    if (s->d.is_changed) {
        CHECK(s->d.status < 400); /* a refusal changes nothing */
        derive(&s->scene, before, &s->d);
        keep(s);
    } else {
        s->before = s->student; /* what is not committed did not happen */
        s->student = before;
    }
    if (student_submission_state(s->student) != SUBMISSION_APPROVED)
        s->scene.is_sealed = false;
}

void subject_command(struct subject *s, Tucai__V1__Command *command,
                     int64_t at_ms)
{
    const struct operation *operation = operation_of(command->op_case);
    bool is_staff = operation->right == RIGHT_SCHOOL;

    s->scene.command = command;
    s->scene.by = is_staff ? s->by : "student";
    s->scene.role = is_staff ? "school" : "";
    subject_run(s, operation->handle, at_ms, at_ms);
    s->scene.command = NULL;
}
