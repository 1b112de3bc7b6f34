#include "ingest/routes.h"

#include "ingest/command.h"
#include "ingest/store.h"
#include "model/timeline.h"

/*
 * GET /ops/students/{uid}/timeline: for the province, since the operator sees
 * no student (decision 52); in the audit log before it is shown (R43).
 */

static void with_student(struct call *c)
{
    if (c->student)
        call_json(c, 200,
                  json_pack("{s:s, s:s, s:o}", "student_uid", c->student->uid,
                            "school_code", c->student->school_code, "timeline",
                            timeline_of(c->student)));
    else
        call_problem(c, "not_found");
}

static void on_recorded(struct call *c, unsigned status, json_t *json)
{
    (void)status;
    (void)json;
    store_student(c, c->params[0], with_student);
}

void student_timeline(struct call *c)
{
    command_reading(c, c->params[0], "timeline", "", on_recorded);
}
