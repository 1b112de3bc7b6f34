#include "world.h"

#include <stdio.h>
#include <string.h>

static const char USUAL[] =
    "{\"name\":\"示范大学\",\"phases\":["
    "{\"phase\":\"first_capture\",\"from\":\"2025-04-01\",\"to\":\"2025-04-"
    "10\"},"
    "{\"phase\":\"recapture\",\"from\":\"2025-04-15\",\"to\":\"2025-04-16\"}]";

void world_school(struct world *w, const char *members)
{
    char json[4096];
    struct school_error error = {.line = 0};

    (void)snprintf(json, sizeof json, "%s%s%s}", USUAL, *members ? "," : "",
                   members);
    school_freep(&w->school);
    if (school_parse("10294", bytes_of_text(json), &w->school, &error) < 0)
        fail_msg("%s", error.text);
    w->scene.school = w->school;
}

void world_draft(struct world *w, const char *id)
{
    struct draft draft = {.stored_ms = T0 + HOUR(9)};

    scene_copy(draft.id, sizeof draft.id, id);
    scene_copy(draft.photo.location, sizeof draft.photo.location, "aa/bb");
    assert_true(drafts_add(&w->student->drafts, &draft));
}

struct sealed_text world_sealed(const char *phone)
{
    struct sealed_text s = {.len = strlen(phone)};

    for (size_t i = 0; i < s.len; i++)
        s.bytes[i] = (uint8_t)~phone[i];
    if (s.len)
        sealed_mask_phone(phone, s.masked);
    return s;
}

void world_open(struct world *w)
{
    memset(w, 0, sizeof *w);
    w->student = student_new();
    w->before = student_new();
    scene_copy(w->student->uid, sizeof w->student->uid, "u1");
    scene_copy(w->student->school_code, 8, "10294");
    w->student->phone = world_sealed("13800138000");
    w->student->first_seen_ms = T0;
    for (enum step step = STEP_PHONE; step < STEP_COUNT; step++)
        steps_mark(&w->student->steps, step, "1", T0 + HOUR(8));
    w->scene = (struct scene){
        .job_id = w->job_id,
        .now_ms = NOW,
        .verdict_ms = NOW + S(3),
        .student = w->student,
        .by = "student",
        .role = "",
    };
    world_school(w, "");
    world_draft(w, "d1");
}

void world_close(struct world *w)
{
    decision_done(&w->d);
    print_scene_done(&w->scene.print);
    school_freep(&w->school);
    student_freep(&w->student);
    student_freep(&w->before);
}

void world_again(struct world *w, const Tucai__V1__Command *command,
                 handler_fn *handler)
{
    decision_done(&w->d);
    *w->before = *w->student;
    w->scene.command = command;
    handler(&w->scene, &w->d);
    if (w->d.is_changed)
        derive(&w->scene, w->before, &w->d);
    else
        *w->student = *w->before; /* what is not committed did not happen */
}

void world_act(struct world *w, const Tucai__V1__Command *command,
               handler_fn *handler)
{
    (void)snprintf(w->job_id, sizeof w->job_id, "job-%d", ++w->jobs);
    world_again(w, command, handler);
}

size_t world_count(const struct world *w, enum effect_kind kind,
                   const char *member)
{
    size_t n = 0;

    for (size_t i = 0; i < w->d.effects_len; i++) {
        const struct effect *e = &w->d.effects[i];

        if (e->kind == kind && (!member || strcmp(e->member, member) == 0))
            n++;
    }
    return n;
}

const struct effect *world_effect(const struct world *w, enum effect_kind kind,
                                  const char *key)
{
    for (size_t i = 0; i < w->d.effects_len; i++) {
        const struct effect *e = &w->d.effects[i];

        if (e->kind == kind && strcmp(e->key, key) == 0)
            return e;
    }
    return NULL;
}

const char *world_answer(const struct world *w, const char *member)
{
    const char *text = json_string_value(json_object_get(w->d.json, member));

    return text ? text : "";
}

void world_refused(const struct world *w, unsigned status, const char *code)
{
    assert_int_equal(w->d.status, status);
    assert_string_equal(w->d.code, code);
    assert_false(w->d.is_changed);
    assert_int_equal(w->d.effects_len, 0);
    assert_true(*world_answer(w, "detail"));
}
