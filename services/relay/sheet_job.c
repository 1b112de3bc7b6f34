#include "relay/sheet_job.h"

#include "core/cleanup.h"
#include "model/roster.h"
#include "model/student.h"
#include "relay/child.h"
#include "relay/manifest.h"
#include "relay/print/layout.h"
#include "relay/print/sheet.h"
#include "relay/sheet_file.h"
#include "service/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { CAPTION_SIZE = 3 * STUDENT_TEXT_SIZE + 8, PATH_SIZE = 1024 };

/* Masked name, student number, class (R37), by the roster first (R4); what is
 * not known is left out. */
static int caption_of(const struct relay *relay, const struct student *s,
                      char ret[CAPTION_SIZE])
{
    _cleanup_(roster_freep) struct roster *roster = roster_new();
    const struct roster_line *line;
    int r = relay_place(relay, s, roster, &line);
    const char *no, *class_name;

    if (r < 0)
        return r;
    no = line ? line->student_no : s->student_no;
    class_name = line ? line->class_name : s->class_name;
    (void)snprintf(ret, CAPTION_SIZE, "%s%s%s%s%s", s->name_masked,
                   *no ? "  " : "", no, *class_name ? "  " : "", class_name);
    return 0;
}

static void tell_billing(struct outcome *outcome, const struct student *s)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PrintsMade made = TUCAI__V1__PRINTS_MADE__INIT;
    char id[CHILD_ID_SIZE];

    made.state = (char *)prints_state_name(PRINTS_MADE);
    command.uid = (char *)s->uid;
    command.op_case = TUCAI__V1__COMMAND__OP_PRINTS;
    command.prints = &made;
    (void)snprintf(id, sizeof id, "made:%.58s", s->submission.id);
    child_command(outcome, id, &command);
}

/* 0; a positive sheet_refusal; or a negative errno. */
static int make(const struct relay *relay, const struct student *s)
{
    _cleanup_(buf_done) struct buf photo = BUF_INIT(MANIFEST_PHOTO_MAX_BYTES);
    char caption[CAPTION_SIZE], path[PATH_SIZE];
    struct sheet_page page = {.caption = caption};
    struct layout layout;
    const struct layout_paper *paper =
        layout_paper_find(relay->settings->sheet_paper);
    int r;

    if (!paper || !layout_make(paper, &layout) ||
        snprintf(path, sizeof path, "%s/%s.pdf", relay->settings->sheets,
                 s->submission.id) >= (int)sizeof path)
        return -EINVAL;
    r = relay_photo(relay, &s->submission.draft.photo, &photo);
    if (r == 0)
        r = caption_of(relay, s, caption);
    if (r < 0)
        return r;
    page.jpeg = buf_view(&photo);
    return sheet_file_write(path, &layout, &page);
}

static int make_and_tell(const struct relay *relay, const struct student *s,
                         struct outcome *outcome)
{
    int r = make(relay, s);

    if (r < 0)
        return r;
    if (r > 0) {
        log_error("sheet_refused", F_UID(s->uid),
                  F_STR("reason", sheet_refusal_text(r)));
        outcome_fatal(outcome, sheet_refusal_text(r));
        return 0;
    }
    tell_billing(outcome, s);
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
    if (!*relay->settings->sheets) {
        outcome_ok(outcome, (struct bytes){0});
        return 0;
    }
    if (!student || student->submission.state != SUBMISSION_ACCEPTED ||
        !manifest_is_id(student->submission.id)) {
        outcome_reject(outcome, bytes_of_text("not accepted"));
        return 0;
    }
    return make_and_tell(relay, student, outcome);
}
