#include "decode/code_job.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"
#include "decode/code.h"
#include "decode/picture.h"
#include "proto/student.pb-c.h"

#include <string.h>

enum { TEXT_MAX = 4096, RESULT_MAX = 4096 };

/* protobuf-c packs what it gets by pointers that are not const. */
static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static void fill_ticket(const struct ticket *t, Tucai__V1__Ticket *msg)
{
    msg->ticket_id = text(t->ticket_id.at);
    msg->student_uid = text(t->student_uid.at);
    msg->name_masked = text(t->name_masked.at);
    msg->id_masked = text(t->id_masked.at);
    msg->school_code = text(t->school_code.at);
    msg->campus = text(t->campus.at);
    msg->level = text(t->level.at);
    msg->graduation_year = t->graduation_year;
    msg->issued_at = t->issued_at_s;
    msg->expires_at = t->expires_at_s;
    msg->recipient_key_id.data = (uint8_t *)(uintptr_t)t->recipient_key_id;
    msg->recipient_key_id.len = sizeof t->recipient_key_id;
}

static void report(int refusal, const struct ticket *t, struct outcome *outcome)
{
    Tucai__V1__CodeResult result = TUCAI__V1__CODE_RESULT__INIT;
    Tucai__V1__Ticket msg = TUCAI__V1__TICKET__INIT;
    uint8_t packed[RESULT_MAX];
    struct bytes view = {packed, 0};

    if (refusal) {
        result.refusal = text(code_refusal_name(refusal));
    } else {
        fill_ticket(t, &msg);
        result.ticket = &msg;
    }
    CHECK(tucai__v1__code_result__get_packed_size(&result) <= sizeof packed);
    view.len = tucai__v1__code_result__pack(&result, packed);
    if (refusal)
        outcome_reject(outcome, view);
    else
        outcome_ok(outcome, view);
}

/* The code's text, from the message or the picture.  0, a refusal or a fault.
 */
static int find_text(const struct job *job, const char *code, struct buf *ret)
{
    const struct job_blob *picture = job_blob(job, "picture");

    if (code[0] == '\0' && picture)
        return picture_read(picture->data, ret);
    if (strlen(code) > TEXT_MAX)
        return CODE_MALFORMED;
    return buf_add_text(ret, code);
}

static int judge(const struct job *job, const char *code, struct keyring *ring,
                 struct ticket *ret)
{
    _cleanup_(buf_done) struct buf found = BUF_INIT(TEXT_MAX);
    int r = find_text(job, code, &found);

    return r != 0 ? r
                  : code_open(buf_view(&found), ring, job->admitted_ms, ret);
}

void code_job_prepare(void)
{
    picture_prepare();
    (void)time_local(0); /* the C library looks for a zone, once */
}

int code_job_handle(void *ctx, const struct job *job, struct outcome *outcome)
{
    Tucai__V1__CodeJob *msg =
        tucai__v1__code_job__unpack(NULL, job->payload.len, job->payload.at);
    struct ticket t;
    int r;

    if (!msg) {
        outcome_fatal(outcome, "payload is no CodeJob");
        return 0;
    }
    r = judge(job, msg->code, ctx, &t);
    tucai__v1__code_job__free_unpacked(msg, NULL);
    if (r < 0)
        return r;
    report(r, &t, outcome);
    return 0;
}
