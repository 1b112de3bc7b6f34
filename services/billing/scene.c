#include "billing/scene.h"

#include "core/text.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

void scene_id(const struct scene *scene, const char *prefix, char ret[ID_SIZE])
{
    uint8_t hash[16];
    char hex[2 * sizeof hash + 1];
    char text[160];

    (void)snprintf(text, sizeof text, "%s|%s", prefix, scene->job_id);
    (void)crypto_generichash(hash, sizeof hash, (const uint8_t *)text,
                             strlen(text), NULL, 0);
    text_hex((struct bytes){hash, sizeof hash}, hex);
    (void)snprintf(ret, ID_SIZE, "%s%.24s", prefix, hex);
}

void scene_copy(char *to, size_t size, const char *from)
{
    text_copy(to, size, from);
}

void refuse_unknown(struct decision *d)
{
    refuse(d, 404, "not_found", "没有找到。", NULL);
}

void refuse_malformed(struct decision *d, const char *detail)
{
    refuse(d, 422, "request_invalid", detail, NULL);
}

struct submission *scene_submission(struct scene *scene, struct decision *d,
                                    const char *submission_id)
{
    struct submission *s = &scene->student->submission;

    if (s->id[0] && strcmp(s->id, submission_id) == 0)
        return s;
    refuse_unknown(d);
    return NULL;
}

/* A reason that were cut would reach the student without its end. */
bool scene_has_reason(struct decision *d, const char *reason)
{
    if (*reason && strlen(reason) < SUBMISSION_REASON_SIZE)
        return true;
    refuse_malformed(d, *reason ? "理由太长，最多170个字。" : "请填写理由。");
    return false;
}

void scene_note(struct scene *scene, const char *what, const char *reason)
{
    struct student *s = scene->student;
    struct note *note;

    if (s->notes_len == STUDENT_NOTES_MAX) {
        s->notes_len--;
        memmove(&s->notes[0], &s->notes[1], s->notes_len * sizeof *s->notes);
    }
    note = &s->notes[s->notes_len++];
    note->at_ms = scene->now_ms;
    scene_copy(note->by, sizeof note->by, scene->by);
    scene_copy(note->what, sizeof note->what, what);
    scene_copy(note->reason, sizeof note->reason, reason);
}
