#include "ingest/verdict.h"

#include "core/cleanup.h"
#include "model/catalogue.h"
#include "model/me.h"
#include "proto/student.pb-c.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- from bytes ---- */

static void verdict_freep(Tucai__V1__ShotVerdict **v)
{
    if (*v)
        tucai__v1__shot_verdict__free_unpacked(*v, NULL);
}

static void result_freep(Tucai__V1__ShotResult **r)
{
    if (*r)
        tucai__v1__shot_result__free_unpacked(*r, NULL);
}

/* {name: value}; NULL for none. */
static json_t *take_measures(Tucai__V1__Measure *const *in, size_t n)
{
    json_t *all = n > 0 ? json_object() : NULL;

    for (size_t i = 0; i < n; i++)
        (void)json_object_set_new(all, in[i]->name, json_real(in[i]->value));
    return all;
}

static void take_finding(const Tucai__V1__Finding *in, struct verdict *v)
{
    struct finding_list *list = &v->findings;
    struct finding f = {
        .code = finding_of_name(in->code),
        .severity =
            strcmp(in->severity, "warn") == 0 ? FINDING_WARN : FINDING_REFUSE,
        .measured = in->has_measure ? in->measured : (double)NAN,
        .allowed_min = isnan(in->allowed_min) ? -INFINITY : in->allowed_min,
        .allowed_max = isnan(in->allowed_max) ? INFINITY : in->allowed_max,
    };

    if (f.code == FINDING_CODES || list->n == FINDING_CODES)
        return;
    if (in->region)
        f.region =
            (struct finding_region){(float)in->region->x, (float)in->region->y,
                                    (float)in->region->w, (float)in->region->h};
    v->evidence[list->n] = take_measures(in->evidence, in->n_evidence);
    list->at[list->n++] = f;
}

static void take_head(const Tucai__V1__HeadGuide *in, struct head_guide *h)
{
    if (!in)
        return;
    *h = (struct head_guide){
        .known = true,
        .eyes_x = in->eyes_x,
        .eyes_y = in->eyes_y,
        .crown_y = in->crown_y,
        .chin_y = in->chin_y,
        .face_width = in->face_width,
        .roll_deg = in->roll_deg,
        .frame_width = in->frame_width,
        .frame_height = in->frame_height,
        .hair_top_min = in->hair_top_min,
        .hair_top_max = in->hair_top_max,
        .eyes_min = in->eyes_min,
        .eyes_max = in->eyes_max,
    };
}

static void take(const Tucai__V1__ShotVerdict *in, struct verdict *v)
{
    v->state = in->passed ? SHOT_PASSED : SHOT_REJECTED;
    for (size_t i = 0; i < in->n_findings; i++)
        take_finding(in->findings[i], v);
    take_head(in->head, &v->head);
    (void)snprintf(v->rule_set, sizeof v->rule_set, "%s", in->rule_set);
    v->rule_set_version = in->rule_set_version;
    v->timings_ms = take_measures(in->timings_ms, in->n_timings_ms);
    v->ofiq_like = take_measures(in->ofiq_like, in->n_ofiq_like);
}

/* billing has the last word on a shot: its result wraps qc's. */
static int read_shot_result(struct bytes result, struct verdict *v)
{
    _cleanup_(result_freep) Tucai__V1__ShotResult *in =
        tucai__v1__shot_result__unpack(NULL, result.len, result.at);

    if (!in || !in->verdict)
        return -EBADMSG;
    take(in->verdict, v);
    (void)snprintf(v->draft_id, sizeof v->draft_id, "%s", in->draft_id);
    return 0;
}

static int read_verdict(struct bytes result, struct verdict *v)
{
    _cleanup_(verdict_freep) Tucai__V1__ShotVerdict *in =
        tucai__v1__shot_verdict__unpack(NULL, result.len, result.at);

    if (!in)
        return -EBADMSG;
    take(in, v);
    return 0;
}

int verdict_read(const struct verdict_source *s, struct verdict *ret)
{
    struct verdict v = {.state = SHOT_FAILED};
    int r = 0;

    if (s->end[0] == '\0')
        v.state = s->held || strcmp(s->stage, "qc") != 0 ? SHOT_CHECKING
                                                         : SHOT_QUEUED;
    else if (strcmp(s->end, "rejected") == 0)
        r = read_verdict(s->result, &v);
    else if (strcmp(s->end, "done") == 0)
        r = strcmp(s->kind, "shot") == 0 ? read_shot_result(s->result, &v)
                                         : read_verdict(s->result, &v);
    if (strcmp(s->end, "rejected") == 0)
        v.state = SHOT_REJECTED;
    if (r == 0)
        *ret = v;
    else
        verdict_done(&v);
    return r;
}

void verdict_done(struct verdict *v)
{
    for (int i = 0; i < v->findings.n; i++)
        json_decref(v->evidence[i]);
    json_decref(v->timings_ms);
    json_decref(v->ofiq_like);
    *v = (struct verdict){.state = SHOT_FAILED};
}

bool verdict_is_final(const struct verdict *v)
{
    return v->state != SHOT_QUEUED && v->state != SHOT_CHECKING;
}

/* ---- to JSON ---- */

static json_t *number_or_null(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static json_t *render_region(const struct finding_region *r)
{
    if (r->w <= 0 || r->h <= 0)
        return json_null();
    return json_pack("{s:f, s:f, s:f, s:f}", "x", (double)r->x, "y",
                     (double)r->y, "w", (double)r->w, "h", (double)r->h);
}

static json_t *object_or_null(json_t *object)
{
    return object ? json_incref(object) : json_null();
}

static json_t *render_finding(const struct finding *f, json_t *evidence)
{
    struct catalogue_entry text = catalogue_of(f->code);
    bool is_measured = isfinite(f->measured);
    json_t *allowed =
        is_measured
            ? json_pack("{s:o, s:o}", "min", number_or_null(f->allowed_min),
                        "max", number_or_null(f->allowed_max))
            : json_null();

    return json_pack("{s:s, s:s, s:o, s:o, s:s, s:s, s:s, s:o, s:o}", "code",
                     finding_name(f->code), "severity",
                     finding_severity_name(f->severity), "measured",
                     number_or_null(f->measured), "allowed", allowed, "unit",
                     finding_unit(f->code), "message", text.message, "advice",
                     text.advice, "region", render_region(&f->region),
                     "evidence", object_or_null(evidence));
}

json_t *verdict_render(const struct verdict *v)
{
    static const char *const STATES[] = {"queued", "checking", "passed",
                                         "rejected", "failed"};
    json_t *findings = json_array();

    for (int i = 0; i < v->findings.n; i++)
        (void)json_array_append_new(
            findings, render_finding(&v->findings.at[i], v->evidence[i]));
    return json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o}", "state", STATES[v->state], "findings",
        findings, "rule_set", me_rule_set(v->rule_set, v->rule_set_version),
        "ofiq_like", object_or_null(v->ofiq_like), "draft_id",
        v->draft_id[0] ? json_string(v->draft_id) : json_null(), "timings_ms",
        v->timings_ms ? json_incref(v->timings_ms) : json_object());
}
