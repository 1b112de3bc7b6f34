#include "model/print_scope.h"

#include "core/natural.h"

#include <string.h>

struct print_place print_place_of(const struct student *s,
                                  const struct roster_line *line)
{
    if (line)
        return (struct print_place){line->campus, line->college,
                                    line->class_name, line->student_no};
    return (struct print_place){s->campus, s->college, s->class_name,
                                s->student_no};
}

/* Who had the data erased has no more prints made of what was submitted before.
 */
static bool is_erased(const struct student *s)
{
    return s->erased_ms && s->submission.submitted_ms <= s->erased_ms;
}

bool print_is_due(const struct student *s)
{
    return student_submission_state(s) == SUBMISSION_ACCEPTED &&
           !is_erased(s) && s->prints >= PRINTS_PLANNED &&
           s->submission.draft.photo.location[0];
}

static bool is_wanted(const char *wanted, const char *is)
{
    return !*wanted || strcmp(wanted, is) == 0;
}

bool print_scope_has(const Tucai__V1__PrintScope *scope,
                     const struct print_place *place)
{
    return !scope || (is_wanted(scope->campus, place->campus) &&
                      is_wanted(scope->college, place->college) &&
                      is_wanted(scope->class_name, place->class_name));
}

int print_place_compare_class(const struct print_place *a,
                              const struct print_place *b)
{
    int order = natural_compare(a->campus, b->campus);

    if (order == 0)
        order = natural_compare(a->college, b->college);
    return order ? order : natural_compare(a->class_name, b->class_name);
}

int print_place_compare(const struct print_place *a,
                        const struct print_place *b)
{
    int order = print_place_compare_class(a, b);

    return order ? order : natural_compare(a->student_no, b->student_no);
}
