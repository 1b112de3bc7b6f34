#ifndef MODEL_SCHOOL_READ_H
#define MODEL_SCHOOL_READ_H

/*
 * school_read - reading the members of a school's configuration; only for
 * school*.c.  Each function is 0, or -EINVAL with a sentence in the reader.
 */

#include "model/school.h"

struct school_reader {
    struct school *school;
    struct bytes text;
    struct school_error *error;
    struct ruleset rules;   /* what rule_set says; the default without */
    const char *background; /* what the school says; NULL: nothing */
};

/* Writes "<path>: <what>" and returns -EINVAL; the line is that of the member
 * being read. */
int school_complain(struct school_reader *r, const char *path,
                    const char *what);

/* An object; and one with no other member than these, NULL at their end. */
int school_want_object(struct school_reader *r, const json_t *value,
                       const char *path);
int school_want_members(struct school_reader *r, const json_t *value,
                        const char *path, const char *const *names);

/* A text of at most max bytes; NULL value: *ret stays. */
int school_read_text(struct school_reader *r, const json_t *value,
                     const char *path, size_t max, const char **ret);

/* The texts that stand until the school has its own. */
void school_default_texts(struct school *school);

/* "08:00" to minutes, "24:00" included. */
int school_read_clock(struct school_reader *r, const json_t *value,
                      const char *path, int64_t *ret);

/* One member of the configuration, by its name. */
int school_read_member(struct school_reader *r, const char *name,
                       const json_t *value);

/* school_places.c: where a school is, whom one may ask, where one may go. */
int school_read_campuses(struct school_reader *r, const json_t *value);
int school_read_contacts(struct school_reader *r, const json_t *value);
int school_read_points(struct school_reader *r, const json_t *value);

int school_read_phases(struct school_reader *r, const json_t *value);
int school_read_closed_days(struct school_reader *r, const json_t *value);

#endif
