#include "ingest/command.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "core/text.h"
#include "ingest/jobs.h"
#include "ingest/route.h"
#include "ingest/url.h"
#include "net/seal.h"
#include "service/log.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_MS = 10000, COMMAND_BYTES_MAX = 128 * 1024 };

/* ---- ids ---- */

bool command_is_repeatable(const struct call *c)
{
    const char *key = http_header(c->x, "idempotency-key");

    return key && *key && c->session.role[0] &&
           strcmp(http_method(c->x), "POST") == 0;
}

static void hash_text(crypto_hash_sha256_state *state, const char *text)
{
    /* With its NUL, so that no two lists of texts are the same bytes. */
    (void)crypto_hash_sha256_update(state, (const uint8_t *)text,
                                    strlen(text) + 1);
}

void command_id(const struct call *c, const char *purpose,
                char ret[COMMAND_ID_SIZE])
{
    crypto_hash_sha256_state state;
    uint8_t hash[32];

    if (!command_is_repeatable(c)) {
        random_id(ret, 16);
        return;
    }
    (void)crypto_hash_sha256_init(&state);
    hash_text(&state, c->session.uid);
    hash_text(&state, c->session.staff);
    hash_text(&state, c->route->method);
    hash_text(&state, http_path(c->x));
    hash_text(&state, purpose);
    hash_text(&state, http_header(c->x, "idempotency-key"));
    (void)crypto_hash_sha256_final(&state, hash);
    ret[0] = 'i';
    text_hex((struct bytes){hash, 24}, ret + 1);
}

/* ---- answers ---- */

struct run {
    struct call *c;
    command_fn *done;
};

static json_t *parse_members(struct bytes json)
{
    json_t *members = NULL;

    if (json.len > 0)
        members = json_loadb((const char *)json.at, json.len, 0, NULL);
    return members ? members : json_object();
}

static void refuse(struct call *c, unsigned status, const char *code,
                   const json_t *members)
{
    if (!c->refused || !c->refused(c, status, code, members))
        call_problem_with(c, status, code, members);
}

static void on_answer(struct call *c, struct bytes result, command_fn *done)
{
    _cleanup_(buf_done) struct buf bytes = BUF_INIT(result.len + 1);
    struct answer answer;
    json_t *members;

    if (answer_decode(result, &answer, &bytes) < 0 || answer.status < 200) {
        log_error("damaged_answer", F_STR("request_id", c->request_id));
        call_problem(c, "internal_error");
        return;
    }
    members = parse_members(answer.json);
    if (answer.status < 400)
        done(c, answer.status, members);
    else
        refuse(c, answer.status, answer.code, members);
    json_decref(members);
}

/* decode refuses a code itself: its result is no Answer. */
static void on_refused_code(struct call *c, struct bytes result)
{
    Tucai__V1__CodeResult *code =
        tucai__v1__code_result__unpack(NULL, result.len, result.at);

    refuse(c, 422, code && code->refusal[0] ? code->refusal : "code_malformed",
           NULL);
    if (code)
        tucai__v1__code_result__free_unpacked(code, NULL);
}

static void on_end(void *ctx, const struct job_end *end)
{
    struct run run = *(struct run *)ctx;

    free(ctx);
    if (!call_resume(run.c))
        return;
    if (end->refusal && strcmp(end->refusal, "mismatch") == 0)
        call_problem(run.c, "idempotency_mismatch");
    else if (!end->state)
        call_problem(run.c, "busy");
    else if (strcmp(end->state, "done") == 0)
        on_answer(run.c, end->result, run.done);
    else if (strcmp(end->state, "rejected") == 0)
        on_refused_code(run.c, end->result);
    else
        call_problem(run.c, "internal_error"); /* a dead letter */
}

void command_done(struct call *c, unsigned status, json_t *json)
{
    if (status == 204)
        call_empty(c, status);
    else
        call_json(c, status, json_incref(json));
}

/* ---- sending ---- */

/* What was asked for: the body, and the files that came beside it.  Keyed: a
 * body may hold a phone number, and of these there are few. */
static void hash_request(const struct call *c, const struct command_job *job,
                         uint8_t ret[32])
{
    crypto_hash_sha256_state state;
    uint8_t plain[32];

    (void)crypto_hash_sha256_init(&state);
    (void)crypto_hash_sha256_update(&state, c->body.at, c->body.len);
    for (size_t i = 0; i < job->n_blobs; i++)
        (void)crypto_hash_sha256_update(&state, job->blobs[i].sha256.at,
                                        job->blobs[i].sha256.len);
    (void)crypto_hash_sha256_final(&state, plain);
    CHECK(seal_hash(&c->app->master, (struct bytes){plain, sizeof plain},
                    ret) == 0);
}

void command_run_job(struct call *c, const struct command_job *job,
                     command_fn *done)
{
    char id[COMMAND_ID_SIZE];
    struct admit_request request = {.id = id,
                                    .kind = job->kind,
                                    .uid = job->uid,
                                    .payload = job->payload,
                                    .blobs = job->blobs,
                                    .n_blobs = job->n_blobs};
    struct run *run = must_alloc(sizeof *run);
    uint8_t hash[32];

    command_id(c, job->kind, id);
    if (command_is_repeatable(c)) {
        hash_request(c, job, hash);
        request.fingerprint = (struct bytes){hash, sizeof hash};
    }
    run->c = c;
    run->done = done;
    call_hold(c);
    jobs_run(c->app->jobs, &request, TIMEOUT_MS, on_end, run);
}

void command_run_as(struct call *c, Tucai__V1__Command *command,
                    const struct command_job *as, command_fn *done)
{
    Tucai__V1__StaffWho staff = TUCAI__V1__STAFF_WHO__INIT;
    _cleanup_(freep) uint8_t *packed = NULL;
    struct command_job job = *as;
    size_t len;

    if (c->session.uid[0])
        command->uid = c->session.uid;
    if (c->session.staff[0]) {
        staff.name = c->session.staff;
        staff.role = c->session.role;
        staff.school_code = c->session.school_code;
        command->staff = &staff;
    }
    len = tucai__v1__command__get_packed_size(command);
    CHECK(len <= COMMAND_BYTES_MAX);
    packed = must_alloc(len + 1);
    (void)tucai__v1__command__pack(command, packed);
    command->staff = NULL; /* it was ours */
    job.uid = command->uid;
    job.payload = (struct bytes){packed, len};
    command_run_job(c, &job, done);
}

void command_run(struct call *c, Tucai__V1__Command *command, command_fn *done)
{
    const struct command_job job = {.kind = "command"};

    command_run_as(c, command, &job, done);
}

/* Every such operation is a SubmissionRef, in the same place of the union. */
void command_about(struct call *c, Tucai__V1__Command__OpCase op,
                   const char *submission_id, const char *reason)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__SubmissionRef ref = TUCAI__V1__SUBMISSION_REF__INIT;

    ref.submission_id = (char *)submission_id;
    ref.reason = (char *)reason;
    command.op_case = op;
    command.withdraw = &ref;
    command_run(c, &command, command_done);
}

bool command_reason(const struct call *c, char ret[COMMAND_REASON_SIZE])
{
    if (call_query(c, "reason", ret, COMMAND_REASON_SIZE))
        return text_is_utf8(bytes_of_text(ret));
    ret[0] = '\0';
    return !url_has(http_query(c->x), "reason");
}

void command_reading(struct call *c, const char *uid, const char *what,
                     const char *about, command_fn *done)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__Reading op = TUCAI__V1__READING__INIT;
    char reason[COMMAND_REASON_SIZE];

    if (!command_reason(c, reason)) {
        call_problem(c, "bad_request");
        return;
    }
    command.uid = (char *)uid;
    op.what = (char *)what;
    op.about = (char *)about;
    op.reason = reason;
    command.op_case = TUCAI__V1__COMMAND__OP_READING;
    command.reading = &op;
    command_run(c, &command, done);
}
