#include "ingest/routes.h"

#include "ingest/admission.h"
#include "ingest/command.h"
#include "ingest/school_access.h"
#include "ingest/store.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/*
 * One student's prints (R38).  relay makes the sheet and puts it, as
 * SUBMISSION.pdf, into the folder of the print shop.
 */

enum { PATH_BYTES = 1024 };

/* ---- POST /prints ---- */

static void on_admitted(struct call *c, const struct admit_answer *answer)
{
    char place[128];
    const struct http_header headers[] = {{"Location", place}, {0}};

    if (!c->x)
        return;
    if (!answer || answer->status == ADMIT_REFUSED) {
        call_problem(c, "busy");
        return;
    }
    (void)snprintf(place, sizeof place, "/api/v1/prints/%s", answer->id);
    call_json_with(c, 202, json_pack("{s:s}", "print_id", answer->id), headers);
}

static void with_student(struct call *c)
{
    char id[COMMAND_ID_SIZE];
    struct admit_request request = {.id = id, .kind = "sheet"};

    if (!c->student)
        call_problem(c, "not_found");
    else if (!school_is_open_to(&c->session, c->student->school_code))
        call_problem(c, "forbidden");
    else {
        command_id(c, "sheet", id);
        request.uid = c->student->uid;
        admission_send(c, &request, on_admitted);
    }
}

void print_order(struct call *c)
{
    const json_t *scope = json_object_get(c->json, "scope");
    const char *uid = json_string_value(json_object_get(scope, "student_uid"));
    const char *format = call_text(c, "format");

    if (!uid || (*format && strcmp(format, "pdf") != 0))
        call_problem(c, "bad_request");
    else
        store_student(c, uid, with_student);
}

/* ---- GET /prints/{id}: the job, and whose sheet it is ---- */

static void answer_state(struct call *c)
{
    call_json(c, 200,
              json_pack("{s:s, s:s}", "print_id", c->params[0], "state",
                        c->print_state));
}

static void send_sheet(struct call *c)
{
    char path[PATH_BYTES];
    struct stat st;
    int fd = -1;

    if (*c->app->cfg->sheets && strcmp(c->print_state, "made") == 0 &&
        snprintf(path, sizeof path, "%s/%s.pdf", c->app->cfg->sheets,
                 c->student->submission.id) < PATH_BYTES)
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &st) < 0)
        call_problem(c, "not_found");
    else
        call_file(c, "application/pdf", fd, st.st_size);
}

static void on_recorded(struct call *c, unsigned status, json_t *json)
{
    (void)status;
    (void)json;
    send_sheet(c);
}

/* There are photos on it: who looks at them is recorded before (R43). */
static void record_reading(struct call *c)
{
    command_reading(c, c->student->uid, "sheet", c->params[0], on_recorded);
}

static void with_owner(struct call *c)
{
    if (!c->student || !school_is_open_to(&c->session, c->student->school_code))
        call_problem(c, "not_found");
    else
        c->judged(c);
}

/* HMGET j:<print> k u z */
static void on_job(struct call *c, const struct redis_reply *reply)
{
    struct bytes kind = redis_reply_bytes(redis_reply_at(reply, 0));
    struct bytes uid = redis_reply_bytes(redis_reply_at(reply, 1));
    struct bytes end = redis_reply_bytes(redis_reply_at(reply, 2));
    char text[CALL_PARAM_SIZE];

    if (!bytes_equal(kind, bytes_of_text("sheet")) || uid.len >= sizeof text) {
        call_problem(c, "not_found");
        return;
    }
    c->print_state = bytes_equal(end, bytes_of_text("done")) ? "made"
                     : end.len > 0                           ? "failed"
                                                             : "queued";
    (void)snprintf(text, sizeof text, "%.*s", (int)uid.len,
                   (const char *)uid.at);
    store_student(c, text, with_owner);
}

static void find_print(struct call *c, call_fn *next)
{
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "k", "u", "z"};

    c->judged = next;
    if (key_of("j", c->params[0], key))
        store_ask(c, words, 5, on_job);
    else
        call_problem(c, "not_found");
}

void print_get(struct call *c)
{
    find_print(c, answer_state);
}

void print_sheets(struct call *c)
{
    find_print(c, record_reading);
}
