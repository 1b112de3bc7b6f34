#ifndef MODEL_RULESET_READ_H
#define MODEL_RULESET_READ_H

/*
 * ruleset_read - reading the parts of a rule set; only for ruleset_*.c.  Each
 * function is 0, or RULESET_MALFORMED with the reader's error filled.
 */

#include "model/ruleset.h"

#include <stdio.h>

enum { RULESET_DEPTH_MAX = 5 };

struct ruleset_reader {
    struct bytes text; /* what the person wrote */
    struct ruleset_error *error;
    int bases; /* read so far */
    int depth;
    const char *path[RULESET_DEPTH_MAX + 1]; /* where we are, then NULL */
};

/* Into a member, and out again. */
void ruleset_enter(struct ruleset_reader *r, const char *member);
void ruleset_leave(struct ruleset_reader *r);

/* Refuses, naming where we are, its line, and what is wrong. */
int ruleset_refuse_text(struct ruleset_reader *r, const char *what);

/* The same, as printf. */
#define ruleset_refuse(r, ...)                                                 \
    __extension__({                                                            \
        char what_[RULESET_ERROR_SIZE];                                        \
        (void)snprintf(what_, sizeof what_, __VA_ARGS__);                      \
        ruleset_refuse_text((r), what_);                                       \
    })

/* The name of the member we are in. */
const char *ruleset_here(const struct ruleset_reader *r);

/* Reads one member, which we are in, into `into`. */
typedef int ruleset_read_fn(struct ruleset_reader *r, json_t *value,
                            void *into);

/* Every member of an object, up to the first that is refused. */
int ruleset_each(struct ruleset_reader *r, json_t *object,
                 ruleset_read_fn *read, void *into);

/* The same of the object that stands in the member `section`, or nothing. */
int ruleset_section(struct ruleset_reader *r, const char *section,
                    json_t *object, ruleset_read_fn *read, void *into);

/* The reader's text as an object; NULL when it is none, and refused. */
json_t *ruleset_load(struct ruleset_reader *r);

/* A whole rule set. */
int ruleset_read_object(struct ruleset_reader *r, json_t *root,
                        struct ruleset *set);

int ruleset_read_findings(struct ruleset_reader *r, json_t *findings,
                          struct ruleset *set);

int ruleset_read_photo(struct ruleset_reader *r, json_t *photo,
                       struct photo_form *form);

#endif
