#include "ingest/routes.h"

#include "ingest/paper.h"
#include "ingest/school_access.h"
#include "rules/roles.h"

#include <string.h>

bool school_is_open_to(const struct session *s, const char *code)
{
    return role_reach(role_of(s->role)) == REACH_ALL ||
           (s->school_code[0] && strcmp(s->school_code, code) == 0);
}

bool student_is_open(struct call *c)
{
    bool is_there = c->student != NULL;

    if (is_there && school_is_open_to(&c->session, c->student->school_code))
        return true;
    call_problem(c, is_there ? "forbidden" : "not_found");
    return false;
}

void school_get(struct call *c)
{
    char key[KEY_SIZE];

    if (!school_is_open_to(&c->session, c->params[0]))
        call_problem(c, "forbidden");
    else if (key_of("sc", c->params[0], key))
        paper_get(c, key);
    else
        call_problem(c, "not_found");
}

void school_put(struct call *c)
{
    if (school_is_open_to(&c->session, c->params[0]))
        paper_put(c, TUCAI__V1__COMMAND__OP_PUT_SCHOOL);
    else
        call_problem(c, "forbidden");
}
