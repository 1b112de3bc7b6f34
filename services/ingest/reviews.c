#include "ingest/routes.h"

#include "core/check.h"
#include "ingest/command.h"
#include "ingest/photo.h"
#include "ingest/school_access.h"
#include "ingest/store.h"
#include "model/me.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 200, UID_BYTES = 72 };

/* ---- the list: one student after the other ---- */

struct listing {
    char uids[LIST_MAX][UID_BYTES];
    size_t n, at;
    json_t *items;
};

static void listing_free(void *own)
{
    struct listing *l = own;

    json_decref(l->items);
    free(l);
}

static json_t *render_item(const struct student *s)
{
    const struct submission *sub = &s->submission;

    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o}",
        "submission_id", sub->id, "state", submission_state_name(sub->state),
        "name_masked", s->name_masked, "student_no", s->student_no, "college",
        s->college, "class", s->class_name, "campus", s->campus, "level",
        s->level, "submitted_at", me_time(sub->submitted_ms), "warnings",
        me_warnings(&sub->draft), "rule_set",
        me_rule_set(sub->draft.rule_set, sub->draft.rule_set_version),
        "real_name", me_real_name(&sub->draft));
}

static void next_student(struct call *c);

static void with_student(struct call *c)
{
    struct listing *l = c->own;

    if (c->student && c->student->submission.id[0])
        (void)json_array_append_new(l->items, render_item(c->student));
    l->at++;
    next_student(c);
}

static void next_student(struct call *c)
{
    struct listing *l = c->own;

    if (l->at < l->n)
        store_student(c, l->uids[l->at], with_student);
    else
        call_json(c, 200, json_pack("{s:O}", "reviews", l->items));
}

static void on_list(struct call *c, const struct redis_reply *reply)
{
    struct listing *l = c->own;

    for (size_t i = 0; i < redis_reply_count(reply) && l->n < LIST_MAX; i++) {
        struct bytes b = redis_reply_bytes(redis_reply_at(reply, i));

        if (b.len < UID_BYTES)
            (void)snprintf(l->uids[l->n++], UID_BYTES, "%.*s", (int)b.len,
                           (const char *)b.at);
    }
    next_student(c);
}

/* In review, oldest first; or who is in another state, as they came. */
void reviews_get(struct call *c)
{
    struct listing *l = must_alloc(sizeof *l);
    char state[24] = "in_review";
    char id[64];
    char key[KEY_SIZE];
    const char *words[] = {"ZRANGE", key, "0", "199"};
    bool is_review;

    l->items = json_array();
    call_set_own(c, l, listing_free);
    (void)call_query(c, "state", state, sizeof state);
    is_review = strcmp(state, "in_review") == 0;
    (void)snprintf(id, sizeof id, "%.32s%s%s", c->params[0],
                   is_review ? "" : ":", is_review ? "" : state);
    if (!school_is_open_to(&c->session, c->params[0]))
        call_problem(c, "forbidden");
    else if (submission_state_of(state) == SUBMISSION_NONE ||
             !key_of(is_review ? "rv" : "st", id, key))
        call_problem(c, "bad_request");
    else
        store_ask(c, words, 4, on_list);
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
    Tucai__V1__SubmissionRef op = TUCAI__V1__SUBMISSION_REF__INIT;
    char reason[256] = "";

    if (!c->student) {
        call_problem(c, "not_found");
        return;
    }
    if (!school_is_open_to(&c->session, c->student->school_code)) {
        call_problem(c, "forbidden");
        return;
    }
    (void)call_query(c, "reason", reason, sizeof reason);
    command.uid = c->student->uid;
    op.submission_id = c->params[0];
    op.reason = reason;
    command.op_case = TUCAI__V1__COMMAND__OP_PHOTO_OPENED;
    command.photo_opened = &op;
    command_run(c, &command, on_opened);
}

/* GET sub:<submission> */
static void on_owner(struct call *c, const struct redis_reply *reply)
{
    struct bytes b = redis_reply_bytes(reply);
    char uid[UID_BYTES] = "";

    if (b.len < sizeof uid)
        (void)snprintf(uid, sizeof uid, "%.*s", (int)b.len, (const char *)b.at);
    store_student(c, uid, with_submission);
}

static void open_photo(struct call *c, bool wants_original)
{
    char key[KEY_SIZE];
    const char *words[] = {"GET", key};

    c->wants_original = wants_original;
    if (key_of("sub", c->params[0], key))
        store_ask(c, words, 2, on_owner);
    else
        call_problem(c, "not_found");
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
