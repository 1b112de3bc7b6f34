#include "ingest/routes.h"

#include "ingest/command.h"
#include "ingest/photo.h"
#include "ingest/place.h"
#include "ingest/school_access.h"
#include "ingest/store.h"
#include "ingest/student_list.h"
#include "model/me.h"
#include "model/me_appeals.h"

#include <stdio.h>
#include <string.h>

/* ---- the list ---- */

/* By the roster, or as the student typed it while that has none (R4). */
static json_t *place_json(const struct student *s,
                          const struct roster_line *line)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:b}", "student_no",
                     line ? line->student_no : s->student_no, "college",
                     line ? line->college : s->college, "class",
                     line ? line->class_name : s->class_name, "campus",
                     line && *line->campus ? line->campus : s->campus,
                     "unassigned", !line);
}

static void add_item(const struct call *c, json_t *items)
{
    const struct student *s = c->student;
    const struct submission *sub = &s->submission;
    json_t *item;

    if (!sub->id[0])
        return;
    item = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "submission_id",
        sub->id, "state", submission_state_name(sub->state), "student_uid",
        s->uid, "name_masked", s->name_masked, "level", s->level,
        "submitted_at", me_time(sub->submitted_ms), "warnings",
        me_warnings(&sub->draft), "rule_set",
        me_rule_set(sub->draft.rule_set, sub->draft.rule_set_version),
        "waivers", me_waivers(s), "real_name", me_real_name(&sub->draft));
    (void)json_object_update_new(item, place_json(s, place_of(c)));
    (void)json_array_append_new(items, item);
}

/* R29: what should have been reviewed by the phase's end. */
static void add_overdue(const struct call *c, json_t *items)
{
    struct window_who who = student_who(c->student);
    size_t n = json_array_size(items);
    json_t *item;

    if (!c->school ||
        student_submission_state(c->student) != SUBMISSION_IN_REVIEW)
        return;
    add_item(c, items);
    item = json_array_get(items, n);
    (void)json_object_set_new(item, "school_code",
                              json_string(c->school->code));
    (void)json_object_set_new(item, "school_name",
                              json_string(c->school->name));
    (void)json_object_set_new(
        item, "due_at",
        me_time(window_review_due(&c->school->schedule, &who,
                                  c->student->submission.submitted_ms)));
}

void reviews_overdue(struct call *c)
{
    static const char *const WORDS[] = {"ZRANGE", "overdue", "0", "199"};

    student_list(c, WORDS, "reviews", add_overdue);
}

/* In review, oldest first; or who is in another state, as they came. */
static void list_reviews(struct call *c)
{
    char state[24] = "in_review";
    char id[64];
    char key[KEY_SIZE];
    bool is_review;

    (void)call_query(c, "state", state, sizeof state);
    is_review = strcmp(state, "in_review") == 0;
    (void)snprintf(id, sizeof id, "%.32s%s%s", c->params[0],
                   is_review ? "" : ":", is_review ? "" : state);
    if (!c->school)
        call_problem(c, "not_found");
    else if (submission_state_of(state) == SUBMISSION_NONE ||
             !key_of(is_review ? "rv" : "st", id, key))
        call_problem(c, "bad_request");
    else
        student_page(c, key, "reviews", add_item);
}

void reviews_get(struct call *c)
{
    if (school_is_open_to(&c->session, c->params[0]))
        store_school(c, c->params[0], list_reviews);
    else
        call_problem(c, "forbidden");
}

/* ---- one photo, recorded before it is shown (R27) ---- */

static void send_picture(struct call *c)
{
    const struct draft *draft;

    if (!c->student || strcmp(c->student->submission.id, c->params[0]) != 0) {
        call_problem(c, "not_found");
        return;
    }
    draft = &c->student->submission.draft;
    photo_send(c, c->wants_original ? &draft->original : &draft->photo);
}

static void on_opened(struct call *c, unsigned status, json_t *json)
{
    (void)status;
    (void)json;
    store_student(c, c->student->uid, send_picture);
}

static void with_submission(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PhotoOpened op = TUCAI__V1__PHOTO_OPENED__INIT;
    char reason[COMMAND_REASON_SIZE];

    if (!student_is_open(c))
        return;
    if (!command_reason(c, reason)) {
        call_problem(c, "bad_request");
        return;
    }
    command.uid = c->student->uid;
    op.submission_id = c->params[0];
    op.reason = reason;
    op.is_original = c->wants_original;
    command.op_case = TUCAI__V1__COMMAND__OP_PHOTO_OPENED;
    command.photo_opened = &op;
    command_run(c, &command, on_opened);
}

static void open_photo(struct call *c, bool wants_original)
{
    c->wants_original = wants_original;
    store_owner(c, "sub", c->params[0], with_submission);
}

void review_photo(struct call *c)
{
    open_photo(c, false);
}

void review_original(struct call *c)
{
    open_photo(c, true);
}

/* ---- decisions ---- */

void review_decide(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__Review op = TUCAI__V1__REVIEW__INIT;

    op.submission_id = c->params[0];
    op.decision = (char *)call_text(c, "decision");
    op.reason = (char *)call_text(c, "reason");
    op.ground = (char *)call_text(c, "ground");
    command.op_case = TUCAI__V1__COMMAND__OP_REVIEW;
    command.review = &op;
    command_run(c, &command, command_done);
}

void review_undo(struct call *c)
{
    command_about(c, TUCAI__V1__COMMAND__OP_UNDO_REVIEW, c->params[0],
                  call_text(c, "reason"));
}

void review_reset(struct call *c)
{
    command_about(c, TUCAI__V1__COMMAND__OP_RESET, c->params[0],
                  call_text(c, "reason"));
}
