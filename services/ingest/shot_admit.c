#include "ingest/shot_admit.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "ingest/admission.h"
#include "ingest/shot.h"
#include "ingest/store.h"
#include "service/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES_MAX = 5 };

bool shot_is_dry_run(const struct call *c)
{
    char value[8];

    return call_query(c, "dry_run", value, sizeof value) &&
           strcmp(value, "1") == 0;
}

void shot_id_of(const struct call *c, char ret[COMMAND_ID_SIZE])
{
    command_id(c, shot_is_dry_run(c) ? "dry run" : "shot", ret);
}

void shot_accepted(struct call *c, const char *shot_id)
{
    char place[128];
    const struct http_header headers[] = {{"Location", place}, {0}};

    (void)snprintf(place, sizeof place, "/api/v1/shots/%s", shot_id);
    call_json_with(c, 202, json_pack("{s:s}", "shot_id", shot_id), headers);
}

/* ---- the job ---- */

/* R16, R13: judged where the school asks for it, and frames have come. */
static char *challenge_of(const struct call *c)
{
    const struct shot_try *t = &c->shot.attempt;
    const struct nonce *nonce =
        nonces_find(&c->student->nonces, t->nonce_sha256, app_now_ms(c->app));

    if (t->is_dry_run || !t->has_frames || !nonce ||
        c->school->liveness == LIVENESS_OFF)
        return (char *)"";
    return (char *)nonce->challenge;
}

/* What qc judges by; shared: where the school names a shared rule set. */
static void add_rules(const struct school *school, struct bytes shared,
                      struct buf *ret)
{
    int r = school->shared_rules ? buf_add(ret, shared.at, shared.len)
                                 : school_rules(school, ret);

    if (r == 0)
        r = buf_add(ret, "", 1);
    CHECK(r == 0); /* it came out of a document no longer than this */
}

static void pack_job(struct call *c, struct bytes shared, struct buf *ret)
{
    Tucai__V1__ShotJob job = TUCAI__V1__SHOT_JOB__INIT;
    _cleanup_(buf_done) struct buf rules = BUF_INIT(SCHOOL_JSON_MAX);
    struct shot_policy policy = school_shot_policy(c->school);
    char *waived[STUDENT_WAIVED_MAX];
    uint8_t *room;

    for (size_t i = 0; i < c->student->waived_len; i++)
        waived[i] = c->student->waived[i];
    job.waived = waived;
    job.n_waived = c->student->waived_len;
    add_rules(c->school, shared, &rules);
    job.uid = c->student->uid;
    job.state_version = c->student_version;
    job.nonce_sha256.data = c->shot.attempt.nonce_sha256;
    job.nonce_sha256.len = sizeof c->shot.attempt.nonce_sha256;
    job.rules_json = (char *)rules.at;
    job.recapture_refuses = policy.recapture_refuses;
    job.retouched_refuses = policy.retouched_refuses;
    job.background =
        (char *)(c->school->background ? c->school->background : "");
    job.admitted_ms = app_now_ms(c->app);
    job.challenge = challenge_of(c);
    job.school_code = c->student->school_code;
    *ret = BUF_INIT(tucai__v1__shot_job__get_packed_size(&job));
    room = buf_room(ret, ret->max);
    CHECK(room);
    buf_grew(ret, tucai__v1__shot_job__pack(&job, room));
}

/* ---- admitting ---- */

static void admit_again(struct call *c)
{
    shot_admit(c, c->own);
}

static void refused(struct call *c, const char *reason)
{
    struct shot_try attempt = c->shot.attempt;

    if (strcmp(reason, "mismatch") == 0)
        call_problem(c, "idempotency_mismatch");
    else if (++c->shot.tries >= TRIES_MAX)
        call_problem(c, "busy");
    else
        shot_judge(c, &attempt, admit_again);
}

/* Where nobody knows whether it was admitted, the photo has to stay; that of a
 * repeated request stays the first one's. */
static void on_admitted(struct call *c, const struct admit_answer *answer)
{
    bool is_refused = answer && answer->status == ADMIT_REFUSED;

    if (!is_refused && !c->shot.is_repeat)
        intake_keep(c->own);
    if (!c->x)
        return;
    if (!answer)
        call_problem(c, "busy");
    else if (is_refused)
        refused(c, answer->reason);
    else
        shot_accepted(c, answer->id);
}

static void admit(struct call *c, struct bytes shared_rules)
{
    bool is_dry_run = c->shot.attempt.is_dry_run;
    _cleanup_(buf_done) struct buf payload;
    char id[COMMAND_ID_SIZE];
    struct admit_request request = {
        .id = id,
        .kind = is_dry_run ? "dry_run" : "shot",
        .uid = c->student->uid,
        .reply_to = c->app->name,
        .exclusive = !is_dry_run,
        .guarded = !is_dry_run,
        .state_version = c->student_version,
    };

    shot_id_of(c, id);
    pack_job(c, shared_rules, &payload);
    request.payload = buf_view(&payload);
    request.blobs = intake_blobs(c->own, &request.n_blobs);
    if (command_is_repeatable(c))
        request.fingerprint = request.blobs[0].sha256;
    admission_send(c, &request, on_admitted);
}

/* The rule set of this moment goes with the job: a later change does not reach
 * a photo that is in work. */
static void with_shared_rules(struct call *c, const struct redis_reply *reply)
{
    struct bytes json;
    uint64_t version;

    if (store_versioned(reply, &json, &version)) {
        admit(c, json);
        return;
    }
    log_error("rule_set_missing", F_STR("name", c->school->shared_rules));
    call_problem(c, "internal_error");
}

void shot_admit(struct call *c, struct intake *in)
{
    CHECK(c->own == in);
    if (c->school->shared_rules)
        store_shared_rules(c, with_shared_rules);
    else
        admit(c, (struct bytes){0});
}
