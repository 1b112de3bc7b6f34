#include "ingest/routes.h"

#include "ingest/place.h"
#include "ingest/school_access.h"
#include "ingest/store.h"
#include "model/me.h"
#include "model/me_appeals.h"

/*
 * GET /students/{uid}: how one student stands, for the registrar who unlocks
 * (R19) or waives a finding (R31).  No photo, nothing that is not in the lists.
 */

static json_t *submission_json(const struct student *s)
{
    const struct submission *sub = &s->submission;

    return sub->id[0] ? json_pack("{s:s, s:s}", "submission_id", sub->id,
                                  "state", submission_state_name(sub->state))
                      : json_null();
}

static void answer(struct call *c)
{
    const struct student *s = c->student;
    const struct roster_line *line = place_of(c);

    call_json(
        c, 200,
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:o, s:o, s:o}",
                  "student_uid", s->uid, "school_code", s->school_code,
                  "name_masked", s->name_masked, "student_no",
                  line ? line->student_no : s->student_no, "campus",
                  line && *line->campus ? line->campus : s->campus, "college",
                  line ? line->college : s->college, "class",
                  line ? line->class_name : s->class_name, "unassigned", !line,
                  "submission", submission_json(s), "lock",
                  c->school ? me_lock(s, c->school, app_now_ms(c->app))
                            : json_null(),
                  "waivers", me_waivers(s)));
}

static void with_student(struct call *c)
{
    if (student_is_open(c))
        place_find(c, answer);
}

void student_get(struct call *c)
{
    store_student(c, c->params[0], with_student);
}
