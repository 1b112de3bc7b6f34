#include "model/student.h"

#include "core/check.h"

#include <stdlib.h>
#include <string.h>

static const char *const PRINTS[PRINTS_STATES] = {
    [PRINTS_NONE] = "none",       [PRINTS_PLANNED] = "planned",
    [PRINTS_MADE] = "made",       [PRINTS_PACKED] = "packed",
    [PRINTS_SHIPPED] = "shipped", [PRINTS_RECEIVED] = "received",
};

struct student *student_new(void)
{
    return must_alloc(sizeof(struct student));
}

struct student *student_free(struct student *s)
{
    free(s);
    return NULL;
}

void student_freep(struct student **s)
{
    *s = student_free(*s);
}

struct window_who student_who(const struct student *s)
{
    return (struct window_who){
        .uid = s->uid,
        .campus = s->campus,
        .level = s->level,
        .personal_from_ms = s->window_from_ms,
        .personal_to_ms = s->window_to_ms,
        .is_over = s->season_closed_ms != 0,
    };
}

enum submission_state student_submission_state(const struct student *s)
{
    return s->submission.id[0] ? s->submission.state : SUBMISSION_NONE;
}

const char *prints_state_name(enum prints_state state)
{
    CHECK(state < PRINTS_STATES);
    return PRINTS[state];
}

enum prints_state prints_state_of(const char *name)
{
    for (int i = 1; i < PRINTS_STATES; i++) {
        if (strcmp(name, PRINTS[i]) == 0)
            return (enum prints_state)i;
    }
    return PRINTS_NONE;
}
