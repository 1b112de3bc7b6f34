#include "qc/verdict_wire.h"

#include "proto/student.pb-c.h"

#include <errno.h>
#include <math.h>

enum { TIMINGS = 9 };

/* protobuf-c has no constants: its messages borrow texts they never change. */
static char *text(const char *constant)
{
    return (char *)(uintptr_t)constant;
}

/* An open limit is NaN in the message. */
static double limit(double value)
{
    return isfinite(value) ? value : (double)NAN;
}

static void fill_finding(const struct finding *f, Tucai__V1__Finding *ret,
                         Tucai__V1__Region *ret_region)
{
    tucai__v1__region__init(ret_region);
    ret_region->x = (double)f->region.x;
    ret_region->y = (double)f->region.y;
    ret_region->w = (double)f->region.w;
    ret_region->h = (double)f->region.h;
    tucai__v1__finding__init(ret);
    ret->code = text(finding_name(f->code));
    ret->severity = text(finding_severity_name(f->severity));
    ret->has_measure = isfinite(f->measured);
    ret->measured = ret->has_measure ? f->measured : 0;
    ret->allowed_min = limit(f->allowed_min);
    ret->allowed_max = limit(f->allowed_max);
    ret->unit = text(finding_unit(f->code));
    ret->region = ret_region;
}

static void fill_measure(const char *name, double value,
                         Tucai__V1__Measure *ret)
{
    tucai__v1__measure__init(ret);
    ret->name = text(name);
    ret->value = value;
}

/* What the finding of that code rests on: how many. */
static size_t fill_evidence(const struct measures *m, enum finding_code code,
                            Tucai__V1__Measure *ret,
                            Tucai__V1__Measure **ret_at)
{
    size_t n = 0;

    for (int i = 0; i < m->n_evidence; i++) {
        if (m->evidence[i].code != code)
            continue;
        fill_measure(m->evidence[i].name, m->evidence[i].value, &ret[n]);
        ret_at[n] = &ret[n];
        n++;
    }
    return n;
}

static size_t fill_ofiq(const struct ofiq_like *o, Tucai__V1__Measure *ret)
{
    size_t n = 0;

    for (int i = 0; i < OFIQ_SCORES; i++) {
        if (o->of[i].known)
            fill_measure(ofiq_name((enum ofiq_score)i), o->of[i].score,
                         &ret[n++]);
    }
    return n;
}

static size_t fill_measures(const struct measures *m, Tucai__V1__Measure *ret)
{
    size_t n = 0;

    for (int i = 0; i < FINDING_CODES; i++) {
        if (m->of[i].known)
            fill_measure(finding_about((enum finding_code)i)->measure,
                         m->of[i].value, &ret[n++]);
    }
    return n;
}

static void fill_timings(const struct verdict_timings *ms,
                         Tucai__V1__Measure ret[TIMINGS])
{
    const struct {
        const char *name;
        double ms;
    } all[TIMINGS] = {
        {"decode", ms->read.decode_ms}, {"detect", ms->read.detect_ms},
        {"mesh", ms->read.mesh_ms},     {"segment", ms->read.segment_ms},
        {"check", ms->check_ms},        {"matte", ms->matte_ms},
        {"encode", ms->encode_ms},      {"preview", ms->preview_ms},
        {"qc", ms->total_ms},
    };

    for (int i = 0; i < TIMINGS; i++)
        fill_measure(all[i].name, all[i].ms, &ret[i]);
}

static void fill_head(const struct head_guide *h, Tucai__V1__HeadGuide *ret)
{
    tucai__v1__head_guide__init(ret);
    ret->eyes_x = h->eyes_x;
    ret->eyes_y = h->eyes_y;
    ret->crown_y = h->crown_y;
    ret->chin_y = h->chin_y;
    ret->face_width = h->face_width;
    ret->roll_deg = h->roll_deg;
    ret->frame_width = h->frame_width;
    ret->frame_height = h->frame_height;
    ret->hair_top_min = h->hair_top_min;
    ret->hair_top_max = h->hair_top_max;
    ret->eyes_min = h->eyes_min;
    ret->eyes_max = h->eyes_max;
}

static int pack(const Tucai__V1__ShotVerdict *message, struct buf *ret)
{
    size_t len = tucai__v1__shot_verdict__get_packed_size(message);
    uint8_t *at = buf_room(ret, len);

    if (!at)
        return -EMSGSIZE;
    buf_grew(ret, tucai__v1__shot_verdict__pack(message, at));
    return 0;
}

/* Everything the packed message points into. */
struct parts {
    Tucai__V1__Finding findings[FINDING_CODES];
    Tucai__V1__Finding *finding_at[FINDING_CODES];
    Tucai__V1__Region regions[FINDING_CODES];
    Tucai__V1__Measure evidence[MEASURE_EVIDENCE_MAX];
    Tucai__V1__Measure *evidence_at[MEASURE_EVIDENCE_MAX];
    Tucai__V1__Measure measures[FINDING_CODES + TIMINGS + OFIQ_SCORES];
    Tucai__V1__Measure *measure_at[FINDING_CODES + TIMINGS + OFIQ_SCORES];
    Tucai__V1__HeadGuide head;
};

static void fill_findings(const struct verdict *v, struct parts *p)
{
    size_t n = 0;

    for (int i = 0; i < v->findings.n; i++) {
        Tucai__V1__Finding *f = &p->findings[i];

        fill_finding(&v->findings.at[i], f, &p->regions[i]);
        f->evidence = p->evidence_at + n;
        f->n_evidence = fill_evidence(&v->measures, v->findings.at[i].code,
                                      p->evidence + n, p->evidence_at + n);
        n += f->n_evidence;
        p->finding_at[i] = f;
    }
}

static void fill_numbers(const struct verdict *v, struct parts *p,
                         Tucai__V1__ShotVerdict *message)
{
    size_t n = fill_measures(&v->measures, p->measures);

    message->n_measures = n;
    message->measures = p->measure_at;
    message->n_timings_ms = TIMINGS;
    message->timings_ms = p->measure_at + n;
    fill_timings(&v->ms, p->measures + n);
    n += TIMINGS;
    message->ofiq_like = p->measure_at + n;
    message->n_ofiq_like = fill_ofiq(&v->measures.ofiq, p->measures + n);
    n += message->n_ofiq_like;
    for (size_t i = 0; i < n; i++)
        p->measure_at[i] = &p->measures[i];
}

int verdict_pack(const struct verdict *v, struct buf *ret)
{
    Tucai__V1__ShotVerdict message = TUCAI__V1__SHOT_VERDICT__INIT;
    struct parts parts;

    fill_findings(v, &parts);
    fill_numbers(v, &parts, &message);
    fill_head(&v->head, &parts.head);
    message.head = v->head.known ? &parts.head : NULL;
    message.passed = v->passed;
    message.n_findings = (size_t)v->findings.n;
    message.findings = parts.finding_at;
    message.rule_set = text(v->rule_set);
    message.rule_set_version = (uint32_t)v->rule_set_version;
    message.recipe = text(v->recipe);
    return pack(&message, ret);
}
