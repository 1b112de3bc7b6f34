#ifndef MODEL_ROSTER_H
#define MODEL_ROSTER_H

/*
 * roster - which campus, college and class a school's students belong to
 * (R4): no names, no ID numbers (R2).  Sorted by uid, each uid once.
 */

#include <stdbool.h>
#include <stddef.h>

enum {
    ROSTER_LINES_MAX = 200000,  /* of one school */
    ROSTER_FIELD_BYTES_MAX = 64 /* of UTF-8; as in a student's state */
};

/* Only the uid is never "". */
struct roster_line {
    const char *uid, *student_no, *campus, *college, *class_name;
};

struct roster_text;

struct roster {
    struct roster_line *lines;
    size_t n, cap;
    struct roster_text *texts; /* what the lines look at */
};

struct roster *roster_new(void); /* never NULL */
void roster_free(struct roster *roster);
void roster_freep(struct roster **roster);

/* Keeps a text that lines look into; takes it (from malloc). */
void roster_keep_text(struct roster *roster, char *text);

/* Behind the others, whose uids are all smaller.  False: no memory. */
bool roster_add(struct roster *roster, const struct roster_line *line)
    __attribute__((warn_unused_result));

/* The line of a uid, or NULL. */
const struct roster_line *roster_find(const struct roster *roster,
                                      const char *uid);

/* What a new roster does to the one before. */
struct roster_change {
    size_t added, changed, unchanged, removed;
};
struct roster_change roster_compare(const struct roster *before,
                                    const struct roster *after);

#endif
