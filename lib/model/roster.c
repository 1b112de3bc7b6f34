#include "model/roster.h"

#include "core/check.h"

#include <stdlib.h>
#include <string.h>

struct roster_text {
    struct roster_text *next;
    char *text;
};

struct roster *roster_new(void)
{
    return must_alloc(sizeof(struct roster));
}

void roster_free(struct roster *roster)
{
    if (!roster)
        return;
    while (roster->texts) {
        struct roster_text *t = roster->texts;

        roster->texts = t->next;
        free(t->text);
        free(t);
    }
    free(roster->lines);
    free(roster);
}

void roster_freep(struct roster **roster)
{
    roster_free(*roster);
    *roster = NULL;
}

void roster_keep_text(struct roster *roster, char *text)
{
    struct roster_text *t = must_alloc(sizeof *t);

    t->text = text;
    t->next = roster->texts;
    roster->texts = t;
}

bool roster_add(struct roster *roster, const struct roster_line *line)
{
    size_t cap = roster->cap ? 2 * roster->cap : 256;
    struct roster_line *lines;

    if (roster->n == roster->cap) {
        lines = realloc(roster->lines, cap * sizeof *lines);
        if (!lines)
            return false;
        roster->lines = lines;
        roster->cap = cap;
    }
    roster->lines[roster->n++] = *line;
    return true;
}

static int by_uid(const void *uid, const void *line)
{
    return strcmp(uid, ((const struct roster_line *)line)->uid);
}

const struct roster_line *roster_find(const struct roster *roster,
                                      const char *uid)
{
    if (roster->n == 0)
        return NULL;
    return bsearch(uid, roster->lines, roster->n, sizeof *roster->lines,
                   by_uid);
}

static bool is_same(const struct roster_line *a, const struct roster_line *b)
{
    return strcmp(a->student_no, b->student_no) == 0 &&
           strcmp(a->campus, b->campus) == 0 &&
           strcmp(a->college, b->college) == 0 &&
           strcmp(a->class_name, b->class_name) == 0;
}

struct roster_change roster_compare(const struct roster *before,
                                    const struct roster *after)
{
    struct roster_change change = {0};
    size_t i = 0, j = 0;

    while (i < before->n && j < after->n) {
        int order = strcmp(before->lines[i].uid, after->lines[j].uid);

        if (order < 0)
            change.removed++;
        else if (order > 0)
            change.added++;
        else if (is_same(&before->lines[i], &after->lines[j]))
            change.unchanged++;
        else
            change.changed++;
        i += order <= 0;
        j += order >= 0;
    }
    change.removed += before->n - i;
    change.added += after->n - j;
    return change;
}
