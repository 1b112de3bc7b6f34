#include "model/student_wire.h"

#define TEXT(in, field) student_text_in((in), (field), sizeof(field))

static bool findings_in(const Tucai__V1__Appeal *in, struct appeal *out)
{
    if (in->n_findings > DRAFT_WARNINGS_MAX)
        return false;
    for (size_t i = 0; i < in->n_findings; i++) {
        if (!TEXT(in->findings[i], out->findings[i]))
            return false;
    }
    out->findings_len = in->n_findings;
    return true;
}

static bool appeal_in(const Tucai__V1__Appeal *in, struct appeal *out)
{
    if (in->state < 0 || in->state >= APPEAL_STATES || in->result < 0 ||
        in->result > ATTEMPT_TECHNICAL)
        return false;
    out->is_shot = in->is_shot;
    out->state = (enum appeal_state)in->state;
    out->made_ms = in->made_ms;
    out->first_ms = in->first_ms;
    out->result = (enum attempt_result)in->result;
    out->decided_ms = in->decided_ms;
    out->is_unmade = in->is_unmade;
    out->opened_ms = in->opened_ms;
    return TEXT(in->appeal_id, out->id) && TEXT(in->object, out->object) &&
           TEXT(in->text, out->text) && TEXT(in->first_by, out->first_by) &&
           TEXT(in->first_reason, out->first_reason) &&
           TEXT(in->decided_by, out->decided_by) &&
           TEXT(in->reason, out->reason) && TEXT(in->draft_id, out->draft_id) &&
           student_blob_in(in->original, &out->original) &&
           student_blob_in(in->preview, &out->preview) && findings_in(in, out);
}

static bool reports_in(const Tucai__V1__StudentState *in, struct reports *out)
{
    if (in->n_problems > REPORTS_MAX)
        return false;
    for (size_t i = 0; i < in->n_problems; i++) {
        out->at[i].at_ms = in->problems[i]->at_ms;
        if (!TEXT(in->problems[i]->problem_id, out->at[i].id))
            return false;
    }
    out->len = in->n_problems;
    return true;
}

bool student_people_in(const Tucai__V1__StudentState *in, struct student *s)
{
    if (in->n_appeals > APPEALS_MAX || in->n_waived > STUDENT_WAIVED_MAX)
        return false;
    for (size_t i = 0; i < in->n_appeals; i++) {
        if (!appeal_in(in->appeals[i], &s->appeals.at[i]))
            return false;
    }
    for (size_t i = 0; i < in->n_waived; i++) {
        if (!TEXT(in->waived[i], s->waived[i]))
            return false;
    }
    s->appeals.len = in->n_appeals;
    s->waived_len = in->n_waived;
    s->season_closed_ms = in->season_closed_ms;
    return reports_in(in, &s->reports);
}

static char *text(const char *in)
{
    return (char *)in;
}

static Tucai__V1__Appeal *appeal_out(const struct appeal *in,
                                     struct wire_appeal *w)
{
    Tucai__V1__Appeal *out = &w->msg;

    tucai__v1__appeal__init(out);
    out->appeal_id = text(in->id);
    out->object = text(in->object);
    out->is_shot = in->is_shot;
    out->state = (int32_t)in->state;
    out->made_ms = in->made_ms;
    out->text = text(in->text);
    out->first_by = text(in->first_by);
    out->first_ms = in->first_ms;
    out->first_reason = text(in->first_reason);
    for (size_t i = 0; i < in->findings_len; i++)
        w->findings[i] = text(in->findings[i]);
    out->n_findings = in->findings_len;
    out->findings = w->findings;
    out->result = (int32_t)in->result;
    out->decided_by = text(in->decided_by);
    out->decided_ms = in->decided_ms;
    out->reason = text(in->reason);
    out->original = student_blob_out(&in->original, &w->original);
    out->preview = student_blob_out(&in->preview, &w->preview);
    out->draft_id = text(in->draft_id);
    out->is_unmade = in->is_unmade;
    out->opened_ms = in->opened_ms;
    return out;
}

static void reports_out(const struct reports *in, struct wire_people *w,
                        Tucai__V1__StudentState *out)
{
    for (size_t i = 0; i < in->len; i++) {
        tucai__v1__problem_ref__init(&w->reports[i]);
        w->reports[i].problem_id = text(in->at[i].id);
        w->reports[i].at_ms = in->at[i].at_ms;
        w->report_ptrs[i] = &w->reports[i];
    }
    out->n_problems = in->len;
    out->problems = w->report_ptrs;
}

void student_people_out(const struct student *s, struct wire_people *w,
                        Tucai__V1__StudentState *out)
{
    for (size_t i = 0; i < s->appeals.len; i++)
        w->appeal_ptrs[i] = appeal_out(&s->appeals.at[i], &w->appeals[i]);
    out->n_appeals = s->appeals.len;
    out->appeals = w->appeal_ptrs;
    for (size_t i = 0; i < s->waived_len; i++)
        w->waived[i] = text(s->waived[i]);
    out->n_waived = s->waived_len;
    out->waived = w->waived;
    reports_out(&s->reports, w, out);
    out->season_closed_ms = s->season_closed_ms;
}
