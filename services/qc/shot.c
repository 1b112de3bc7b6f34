#include "qc/shot.h"

#include "core/cleanup.h"
#include "model/waiver.h"
#include "proto/student.pb-c.h"
#include "qc/verdict_wire.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

static void shot_job_freep(Tucai__V1__ShotJob **message)
{
    if (*message)
        tucai__v1__shot_job__free_unpacked(*message, NULL);
}

/* The school's rule set as it was when the shot was admitted; then what a
 * person has decided about this student, or about this photo (R31). */
static bool read_rules(const Tucai__V1__ShotJob *message, bool is_dry_run,
                       struct ruleset *ret)
{
    const struct shot_policy policy = {
        .recapture_refuses = message->recapture_refuses,
        .retouched_refuses = message->retouched_refuses,
        .is_dry_run = is_dry_run,
    };
    const char *background = message->background;

    if (ruleset_of_job(message->rules_json, ret) != 0)
        return false;
    if (*background)
        ret->photo.background = photo_background(background);
    ruleset_apply(ret, &policy);
    waiver_apply(ret, (const char *const *)message->waived, message->n_waived);
    if (*message->appeal_id)
        waiver_accept(ret);
    return ret->photo.background != NULL;
}

static const char *code_name(unsigned code)
{
    return finding_name((enum finding_code)code);
}

const struct counter SHOT_COUNTED[SHOT_COUNTERS] = {
    [SHOT_FINDINGS] = {.family = {"tucai_findings_total",
                                  "Findings of checked photos, warnings too.",
                                  METRIC_COUNTER,
                                  {"code"}},
                       .first = 0,
                       .last = FINDING_CODES - 1,
                       .value_name = code_name},
};

static void count(const struct finding_list *findings, struct outcome *outcome)
{
    for (int i = 0; i < findings->n; i++)
        outcome_count(outcome, SHOT_FINDINGS, findings->at[i].code);
}

static int answer(const struct verdict *v, bool dry_run,
                  struct outcome *outcome)
{
    _cleanup_(buf_done) struct buf result = BUF_INIT(VERDICT_WIRE_BYTES_MAX);
    int r = verdict_pack(v, &result);

    if (r < 0)
        return r;
    count(&v->findings, outcome);
    if (v->findings.n > 0 && v->findings.at[0].code == FINDING_IMAGE_INVALID) {
        outcome_reject(outcome, buf_view(&result));
        return 0;
    }
    outcome_ok(outcome, buf_view(&result));
    if (v->passed && !dry_run)
        outcome_blob(outcome, "made", v->made);
    if (v->preview.len > 0)
        outcome_blob(outcome, "preview", v->preview);
    return 0;
}

/* Those that came with the photo; false: not to be judged. */
static bool find_burst(const struct job *job, const char *challenge,
                       struct burst_frames *ret)
{
    *ret = (struct burst_frames){.n = 0};
    if (!burst_challenge_of(challenge, &ret->challenge))
        return false;
    for (size_t i = 0; i < job->n_blobs && ret->n < BURST_MAX; i++) {
        if (strcmp(job->blobs[i].name, "frames") == 0)
            ret->jpegs[ret->n++] = job->blobs[i].data;
    }
    return ret->n >= BURST_MIN;
}

void shot_prepare(void)
{
    json_object_seed(0);
}

int shot_handle(struct verdict_maker *maker, const struct job *job,
                struct outcome *outcome)
{
    _cleanup_(shot_job_freep) Tucai__V1__ShotJob *message =
        tucai__v1__shot_job__unpack(NULL, job->payload.len, job->payload.at);
    const struct job_blob *photo = job_blob(job, "photo");
    bool is_dry_run = strcmp(job->kind, "dry_run") == 0;
    struct produce_spec spec;
    struct ruleset rules;
    struct burst_frames burst;
    struct verdict verdict;
    bool has_burst;
    int r;

    if (!message || !photo || !read_rules(message, is_dry_run, &rules)) {
        outcome_fatal(outcome, "malformed shot job");
        return 0;
    }
    verdict_spec(&rules.photo, &spec);
    has_burst = find_burst(job, message->challenge, &burst);
    r = verdict_make(
        maker,
        &(struct verdict_request){.photo = photo->data,
                                  .rules = &rules,
                                  .spec = &spec,
                                  .burst = has_burst ? &burst : NULL,
                                  .preview = true},
        &verdict);
    if (r < 0)
        return r;
    return answer(&verdict, is_dry_run, outcome);
}
