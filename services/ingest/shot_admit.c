#include "ingest/shot_admit.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "ingest/command.h"
#include "ingest/shot.h"
#include "model/ruleset.h"
#include "net/loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES_MAX = 5, SILENCE_MS = 5000 };

bool shot_is_dry_run(const struct call *c)
{
    char value[8];

    return call_query(c, "dry_run", value, sizeof value) &&
           strcmp(value, "1") == 0;
}

void shot_accepted(struct call *c, const char *shot_id)
{
    char place[128];
    const struct http_header headers[] = {{"Location", place}, {0}};

    (void)snprintf(place, sizeof place, "/api/v1/shots/%s", shot_id);
    call_json_with(c, 202, json_pack("{s:s}", "shot_id", shot_id), headers);
}

/* ---- the job ---- */

/* The school's rule set as text: a preset by name, its own, or the default.
 * The caller frees. */
static char *rules_text(const struct school *school)
{
    const char *name = json_string_value(school->rule_set);
    struct bytes preset;

    if (json_is_object(school->rule_set))
        return json_dumps(school->rule_set, JSON_COMPACT);
    preset = ruleset_preset(name ? name : "diploma");
    if (preset.len == 0)
        preset = ruleset_preset("diploma");
    return strndup((const char *)preset.at, preset.len);
}

static void pack_job(struct call *c, struct buf *ret)
{
    Tucai__V1__ShotJob job = TUCAI__V1__SHOT_JOB__INIT;
    _cleanup_(freep) char *rules = rules_text(c->school);
    uint8_t *room;

    job.uid = c->student->uid;
    job.state_version = c->student_version;
    job.nonce_sha256.data = c->shot_try.nonce_sha256;
    job.nonce_sha256.len = sizeof c->shot_try.nonce_sha256;
    job.rules_json = rules ? rules : (char *)"{}";
    job.background = (char *)c->school->background;
    job.admitted_ms = app_now_ms(c->app);
    job.school_code = c->student->school_code;
    *ret = BUF_INIT(tucai__v1__shot_job__get_packed_size(&job));
    room = buf_room(ret, ret->max);
    CHECK(room);
    buf_grew(ret, tucai__v1__shot_job__pack(&job, room));
}

/* ---- admitting ---- */

/* One try: dispatch answers, or is silent for too long. */
struct admission_try {
    struct call *c;
    struct loop_timer *silence;
};

static void try_free(struct admission_try *t)
{
    loop_timer_free(t->silence);
    free(t);
}

/* Nobody knows whether it was admitted, so the photo has to stay. */
static void on_silence(void *ctx)
{
    struct admission_try *t = ctx;
    struct call *c = t->c;

    admit_client_cancel(c->app->dispatch, t);
    intake_keep(c->own);
    try_free(t);
    if (call_resume(c))
        call_problem(c, "busy");
}

static void admit_again(struct call *c)
{
    shot_admit(c, c->own);
}

static void refused(struct call *c, const char *reason)
{
    struct shot_try attempt = c->shot_try;

    if (strcmp(reason, "mismatch") == 0)
        call_problem(c, "idempotency_mismatch");
    else if (++c->tries >= TRIES_MAX)
        call_problem(c, "busy");
    else
        shot_judge(c, &attempt, admit_again);
}

static void on_admitted(void *ctx, const struct admit_answer *answer)
{
    struct admission_try *t = ctx;
    struct call *c = t->c;

    try_free(t);
    /* The photo of a repeated request stays that of the first. */
    if (answer->status != ADMIT_REFUSED && !c->is_repeat)
        intake_keep(c->own);
    if (!call_resume(c))
        return;
    if (answer->status == ADMIT_REFUSED)
        refused(c, answer->reason);
    else
        shot_accepted(c, answer->id);
}

void shot_admit(struct call *c, struct intake *in)
{
    bool is_dry_run = c->shot_try.is_dry_run;
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
    struct admission_try *t = must_alloc(sizeof *t);

    command_id(c, "shot", id);
    pack_job(c, &payload);
    request.payload = buf_view(&payload);
    request.blobs = intake_blobs(in, &request.n_blobs);
    if (command_is_repeatable(c))
        request.fingerprint = request.blobs[0].sha256;
    t->c = c;
    t->silence = loop_timer_new(c->app->loop, on_silence, t);
    loop_timer_start(t->silence, SILENCE_MS, 0);
    call_hold(c);
    admit_client_send(c->app->dispatch, &request, on_admitted, t);
}
