#include "model/problem_report.h"

#include "model/me.h"
#include "model/student_wire.h"

#include <errno.h>
#include <string.h>

#define TEXT(in, field) student_text_in((in), (field), sizeof(field))

static bool problem_in(const Tucai__V1__Problem *in, struct problem_report *p)
{
    p->at_ms = in->at_ms;
    p->done_ms = in->done_ms;
    return TEXT(in->problem_id, p->id) && TEXT(in->student_uid, p->uid) &&
           TEXT(in->school_code, p->school_code) &&
           TEXT(in->name_masked, p->name_masked) &&
           TEXT(in->student_no, p->student_no) && TEXT(in->campus, p->campus) &&
           TEXT(in->text, p->text) && TEXT(in->request_id, p->request_id) &&
           student_blob_in(in->screenshot, &p->screenshot) &&
           TEXT(in->done_by, p->done_by);
}

int problem_report_decode(struct bytes data, struct problem_report *ret)
{
    Tucai__V1__Problem *in =
        tucai__v1__problem__unpack(NULL, data.len, data.at);
    bool is_sound;

    memset(ret, 0, sizeof *ret);
    if (!in)
        return -EBADMSG;
    is_sound = problem_in(in, ret);
    tucai__v1__problem__free_unpacked(in, NULL);
    return is_sound ? 0 : -EBADMSG;
}

int problem_report_encode(const struct problem_report *p, struct buf *ret)
{
    Tucai__V1__Problem out = TUCAI__V1__PROBLEM__INIT;
    Tucai__V1__BlobRef screenshot;
    uint8_t *room;

    out.problem_id = (char *)p->id;
    out.student_uid = (char *)p->uid;
    out.school_code = (char *)p->school_code;
    out.name_masked = (char *)p->name_masked;
    out.student_no = (char *)p->student_no;
    out.campus = (char *)p->campus;
    out.text = (char *)p->text;
    out.request_id = (char *)p->request_id;
    out.at_ms = p->at_ms;
    out.screenshot = student_blob_out(&p->screenshot, &screenshot);
    out.done_ms = p->done_ms;
    out.done_by = (char *)p->done_by;
    room = buf_room(ret, tucai__v1__problem__get_packed_size(&out));
    if (!room)
        return -EMSGSIZE;
    buf_grew(ret, tucai__v1__problem__pack(&out, room));
    return 0;
}

json_t *problem_report_show(const struct problem_report *p)
{
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:b, s:o, s:s}",
        "problem_id", p->id, "student_uid", p->uid, "name_masked",
        p->name_masked, "student_no", p->student_no, "campus", p->campus,
        "text", p->text, "request_id", p->request_id, "at", me_time(p->at_ms),
        "state", p->done_ms ? "done" : "open", "has_screenshot",
        p->screenshot.location[0] != '\0', "done_at", me_time(p->done_ms),
        "done_by", p->done_by);
}
