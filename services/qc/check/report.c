#include "qc/check/report.h"

#include "core/check.h"
#include "core/text.h"
#include "image/jpeg_read.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

enum { DIGITS = 6 };

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static void set(json_t *object, const char *name, json_t *value)
{
    int r = json_object_set_new(object, name, value);

    CHECK(r == 0);
}

/* A file's name may be any bytes, a line of JSON may not. */
static json_t *name_json(const char *name)
{
    char *safe = must_dup(name);
    json_t *all;

    for (char *p = safe; *p && !text_is_utf8(bytes_of_text(safe)); p++) {
        if ((unsigned char)*p >= 0x80)
            *p = '?';
    }
    all = json_string(safe);
    free(safe);
    return all;
}

/* What a probability rests on; NULL for a measure that speaks for itself. */
static json_t *evidence_json(const struct measures *m, enum finding_code code)
{
    json_t *all = NULL;

    for (int i = 0; i < m->n_evidence; i++) {
        if (m->evidence[i].code != code)
            continue;
        all = all ? all : json_object();
        set(all, m->evidence[i].name, number(m->evidence[i].value));
    }
    return all;
}

static json_t *finding_json(const struct finding *f, const struct measures *m)
{
    json_t *evidence = evidence_json(m, f->code);
    json_t *allowed = json_object();
    json_t *region = json_object();
    json_t *all = json_object();

    set(allowed, "min", number(f->allowed_min));
    set(allowed, "max", number(f->allowed_max));
    set(region, "x", number(f->region.x));
    set(region, "y", number(f->region.y));
    set(region, "w", number(f->region.w));
    set(region, "h", number(f->region.h));
    set(all, "code", json_string(finding_name(f->code)));
    set(all, "severity", json_string(finding_severity_name(f->severity)));
    set(all, "measured", number(f->measured));
    set(all, "allowed", allowed);
    set(all, "unit", json_string(finding_unit(f->code)));
    set(all, "region", region);
    if (evidence)
        set(all, "evidence", evidence);
    return all;
}

static json_t *findings_json(const struct finding_list *list,
                             const struct measures *m)
{
    json_t *all = json_array();

    for (int i = 0; i < list->n; i++) {
        int r = json_array_append_new(all, finding_json(&list->at[i], m));

        CHECK(r == 0);
    }
    return all;
}

static json_t *measures_json(const struct measures *m)
{
    json_t *all = json_object();

    for (int i = 0; i < FINDING_CODES; i++) {
        if (m->of[i].known)
            set(all, finding_about((enum finding_code)i)->measure,
                number(m->of[i].value));
    }
    return all;
}

static json_t *ofiq_json(const struct ofiq_like *o)
{
    json_t *all = json_object();

    for (int i = 0; i < OFIQ_SCORES; i++) {
        if (o->of[i].known)
            set(all, ofiq_name((enum ofiq_score)i),
                json_integer(o->of[i].score));
    }
    return all;
}

static json_t *timings_json(const struct verdict_timings *ms)
{
    json_t *all = json_object();

    set(all, "decode", number(ms->read.decode_ms));
    set(all, "detect", number(ms->read.detect_ms));
    set(all, "mesh", number(ms->read.mesh_ms));
    set(all, "segment", number(ms->read.segment_ms));
    set(all, "check", number(ms->check_ms));
    set(all, "matte", number(ms->matte_ms));
    set(all, "encode", number(ms->encode_ms));
    set(all, "preview", number(ms->preview_ms));
    set(all, "total", number(ms->total_ms));
    return all;
}

char *report_line(const char *file, const struct verdict *v,
                  const char *produced)
{
    json_t *all = json_object();
    char *line;

    set(all, "file", name_json(file));
    set(all, "passed", json_boolean(v->passed));
    set(all, "findings", findings_json(&v->findings, &v->measures));
    if (v->invalid)
        set(all, "reason", json_string(jpeg_refusal_name(v->invalid)));
    set(all, "measures", measures_json(&v->measures));
    set(all, "rule_set",
        v->rule_set ? json_pack("{s:s, s:i}", "name", v->rule_set, "version",
                                v->rule_set_version)
                    : json_null());
    set(all, "ofiq_like", ofiq_json(&v->measures.ofiq));
    set(all, "produced", produced ? name_json(produced) : json_null());
    set(all, "recipe", *v->recipe ? json_string(v->recipe) : json_null());
    set(all, "ms", timings_json(&v->ms));
    line = json_dumps(all, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS));
    CHECK(line);
    json_decref(all);
    return line;
}
