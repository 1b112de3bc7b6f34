#include "relay/sheet_job.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "model/print_code.h"
#include "model/roster.h"
#include "model/student.h"
#include "relay/blob_file.h"
#include "relay/sheet_caption.h"
#include "relay/child.h"
#include "relay/manifest.h"
#include "relay/print/press.h"
#include "service/log.h"
#include "service/wire.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* By the roster first (R4). */
static int find_caption(const struct relay *relay, const struct student *s,
                        char ret[SHEET_CAPTION_SIZE])
{
    _cleanup_(roster_freep) struct roster *roster = roster_new();
    const struct roster_line *line;
    int r = relay_place(relay, s, roster, &line);
    struct print_place place;

    if (r < 0)
        return r;
    place = print_place_of(s, line);
    sheet_caption_of(s, &place, ret);
    return 0;
}

static void tell_billing(struct outcome *outcome, const struct student *s,
                         const struct photo_ref *sheet)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PrintsMade made = TUCAI__V1__PRINTS_MADE__INIT;
    Tucai__V1__BlobRef ref = TUCAI__V1__BLOB_REF__INIT;
    char id[CHILD_ID_SIZE];

    ref.location = (char *)sheet->location;
    ref.wrapped_key = wire_bytes(
        (struct bytes){sheet->wrapped_key, sizeof sheet->wrapped_key});
    ref.sha256 =
        wire_bytes((struct bytes){sheet->sha256, sizeof sheet->sha256});
    ref.size = sheet->size;
    made.state = (char *)prints_state_name(PRINTS_MADE);
    made.submission_id = (char *)s->submission.id;
    made.sheet = &ref;
    command.uid = (char *)s->uid;
    command.op_case = TUCAI__V1__COMMAND__OP_PRINTS;
    command.prints = &made;
    (void)snprintf(id, sizeof id, "made:%.58s", s->submission.id);
    child_command(outcome, id, &command);
}

/* 0; a positive sheet_refusal; or a negative errno. */
static int press_one(const struct press_form *form,
                     const struct press_student *student,
                     struct blob_file *file)
{
    _cleanup_(press_freep) struct press *press = NULL;
    int r = press_new(form, blob_file_write, file, &press);

    if (r == 0)
        r = press_add(press, student);
    if (r == 0)
        r = press_finish(press);
    return r == 0 ? blob_file_keep(file) : r;
}

static int make(const struct relay *relay, const struct student *s,
                int64_t now_ms, struct photo_ref *ret)
{
    _cleanup_(buf_done) struct buf photo = BUF_INIT(MANIFEST_PHOTO_MAX_BYTES);
    _cleanup_(blob_file_done) struct blob_file file = {.writer = NULL};
    char caption[SHEET_CAPTION_SIZE], code[PRINT_CODE_SIZE];
    struct press_student student = {.caption = caption, .code = code};
    struct press_form form = {
        .paper = layout_paper_find(relay->settings->sheet_paper),
        .format = PRESS_PDF,
        .per_student = PRESS_STUDENT_PRINTS,
        .made_ms = now_ms,
    };
    int r;

    CHECK(form.paper); /* settings.c has looked */
    print_code_sheet(s->submission.id, 1, code);
    r = relay_photo(relay, &s->submission.draft.photo, &photo);
    if (r == 0)
        r = find_caption(relay, s, caption);
    if (r == 0)
        r = blob_file_open(relay, &file);
    if (r < 0)
        return r;
    student.jpeg = buf_view(&photo);
    r = press_one(&form, &student, &file);
    *ret = file.ref;
    return r;
}

static int make_and_tell(const struct relay *relay, const struct student *s,
                         const struct job *job, struct outcome *outcome)
{
    struct photo_ref sheet;
    int r = make(relay, s, job->admitted_ms, &sheet);

    if (r < 0)
        return r;
    if (r > 0) {
        log_error("sheet_refused", F_UID(s->uid),
                  F_STR("reason", sheet_refusal_text(r)));
        outcome_fatal(outcome, sheet_refusal_text(r));
        return 0;
    }
    tell_billing(outcome, s, &sheet);
    log_info("sheet_made", F_UID(s->uid));
    outcome_ok(outcome, (struct bytes){0});
    return 0;
}

int sheet_job(struct relay *relay, const struct job *job,
              struct outcome *outcome)
{
    _cleanup_(student_freep) struct student *student = NULL;
    int r = relay_student(relay, job->uid, &student);

    if (r < 0)
        return r;
    if (!student || student->submission.state != SUBMISSION_ACCEPTED ||
        !manifest_is_id(student->submission.id)) {
        outcome_reject(outcome, bytes_of_text("not accepted"));
        return 0;
    }
    return make_and_tell(relay, student, job, outcome);
}
