#include "billing/handlers.h"

#include <string.h>

/* Wherever the photo is by now, NULL: it is gone.  One that was withdrawn and
 * submitted again is in the past as well: what counts comes first. */
static struct draft *find(struct student *s, const char *draft_id)
{
    for (size_t i = 0; i < s->drafts.len; i++) {
        if (strcmp(s->drafts.at[i].id, draft_id) == 0)
            return &s->drafts.at[i];
    }
    if (strcmp(s->submission.draft.id, draft_id) == 0)
        return &s->submission.draft;
    for (size_t i = 0; i < s->past_len; i++) {
        if (strcmp(s->past[i].draft.id, draft_id) == 0)
            return &s->past[i].draft;
    }
    return NULL;
}

/* What approved itself (R30) goes to a person after all, as long as it is not
 * in a batch: whoever seals one takes the same entry. */
static void to_a_person(struct scene *scene)
{
    struct submission *sub = &scene->student->submission;

    if (student_submission_state(scene->student) != SUBMISSION_APPROVED ||
        strcmp(sub->decided_by, "system") != 0 || scene->is_sealed)
        return;
    submission_move(sub, SUBMISSION_IN_REVIEW, scene->now_ms, "system", "");
    sub->decided_ms = 0;
    memset(sub->decided_by, 0, sizeof sub->decided_by);
}

void real_name_heard(struct scene *scene, struct decision *d)
{
    const Tucai__V1__RealName *op = scene->command->real_name;
    struct draft *draft = find(scene->student, op->draft_id);
    enum real_name answer = real_name_of(op->answer);

    decide(d, 204, NULL);
    if (!draft || answer == REAL_NAME_NONE || draft->real_name == answer)
        return; /* it is gone, or this was heard before */
    draft->real_name = answer;
    if (answer == REAL_NAME_OTHER && draft == &scene->student->submission.draft)
        to_a_person(scene);
    d->is_changed = true;
}
