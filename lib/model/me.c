#include "model/me.h"

#include "core/time.h"
#include "model/catalogue.h"
#include "model/me_appeals.h"

#include <stdio.h>
#include <string.h>

/* jansson takes NULL for a failed part and keeps the rest sound, so only an
 * empty memory can make one of these incomplete. */
static void set(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new(object, name, value);
}

static json_t *text_or_null(const char *text)
{
    return text && *text ? json_string(text) : json_null();
}

json_t *me_time(int64_t at_ms)
{
    char text[TIME_TEXT_SIZE];

    if (at_ms == 0)
        return json_null();
    time_format(at_ms, text);
    return json_string(text);
}

json_t *me_until(int64_t at_ms)
{
    return me_time((at_ms + TIME_MS_PER_S - 1) / TIME_MS_PER_S * TIME_MS_PER_S);
}

const char *me_next_step(const struct student *s)
{
    enum step next = steps_next(&s->steps);

    return next == STEP_COUNT ? NULL : step_name(next);
}

json_t *me_student(const struct student *s, const struct school *school)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s}", "uid", s->uid,
                     "name_masked", s->name_masked, "id_masked", s->id_masked,
                     "school_code", s->school_code, "school_name", school->name,
                     "campus", s->campus, "graduation_year",
                     (json_int_t)s->graduation_year, "level", s->level);
}

static json_t *steps_json(const struct steps *steps)
{
    json_t *list = json_array();

    for (enum step step = STEP_PHONE; step < STEP_COUNT; step++) {
        json_t *line = json_object();

        set(line, "name", json_string(step_name(step)));
        set(line, "done_at", me_time(steps->at[step].done_ms));
        set(line, "version", text_or_null(steps->at[step].version));
        (void)json_array_append_new(list, line);
    }
    return list;
}

static json_t *window_json(const struct student *s, const struct school *school,
                           int64_t now_ms)
{
    struct window_who who = student_who(s);
    struct window w = window_at(&school->schedule, &who, now_ms);

    return json_pack("{s:b, s:o, s:o, s:s}", "open", w.open, "opens_at",
                     me_time(w.opens_at_ms), "closes_at",
                     me_time(w.closes_at_ms), "phase", phase_name(w.phase));
}

/* The end of a lock as the student may use it (R8, R18): the first moment at
 * or after it at which the window is open; 0: never. */
static int64_t usable_from(const struct student *s, const struct school *school,
                           int64_t lock_end_ms)
{
    struct window_who who = student_who(s);

    return window_next_open(&school->schedule, &who, lock_end_ms);
}

json_t *me_lock(const struct student *s, const struct school *school,
                int64_t now_ms)
{
    struct lock lock = lockout_current(&s->lockout, now_ms);
    char prompt[MESSAGE_SIZE];
    int64_t until_ms;

    if (lock.reason == LOCKOUT_NONE)
        return json_null();
    until_ms = usable_from(s, school, lock.end_ms);
    message_of_lock(&school->messages, lock.reason, until_ms, s->drafts.len > 0,
                    prompt);
    return json_pack("{s:s, s:o, s:s}", "reason",
                     lockout_reason_name(lock.reason), "until",
                     me_until(until_ms), "message", prompt);
}

static json_t *attempts_json(const struct student *s,
                             const struct school *school, int64_t now_ms)
{
    const struct policy *policy = &school->policy;
    int64_t failed = lockout_failed_in_row(&s->lockout, policy, now_ms);
    int64_t left = policy->failed_max - failed;

    return json_pack("{s:I, s:I}", "failed_in_row", (json_int_t)failed,
                     "left_before_lock", (json_int_t)(left > 0 ? left : 0));
}

json_t *me_warnings(const struct draft *draft)
{
    json_t *list = json_array();

    for (size_t i = 0; i < draft->warnings_len; i++) {
        const char *name = draft->warnings[i];
        enum finding_code code = finding_of_name(name);

        /* A state may be older than our list of findings. */
        (void)json_array_append_new(
            list,
            json_pack("{s:s, s:s}", "code", name, "message",
                      code == FINDING_CODES ? name
                                            : catalogue_of(code).message));
    }
    return list;
}

json_t *me_real_name(const struct draft *draft)
{
    return text_or_null(real_name_text(draft->real_name));
}

json_t *me_rule_set(const char *name, int64_t version)
{
    if (!name[0])
        return json_null();
    return json_pack("{s:s, s:I}", "name", name, "version",
                     (json_int_t)version);
}

json_t *me_drafts(const struct student *s, const struct school *school)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->drafts.len; i++) {
        const struct draft *d = &s->drafts.at[i];

        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "draft_id", d->id,
                            "shot_id", d->shot_id, "made_at",
                            me_time(d->stored_ms), "deletable_at",
                            me_until(drafts_deletable_at(d, &school->policy)),
                            "warnings", me_warnings(d), "rule_set",
                            me_rule_set(d->rule_set, d->rule_set_version)));
    }
    return list;
}

json_t *me_submission(const struct submission *s)
{
    json_t *history = json_array();
    json_t *out = json_object();

    if (!s->id[0]) {
        json_decref(history);
        json_decref(out);
        return json_null();
    }
    for (size_t i = 0; i < s->history_len; i++) {
        json_t *line = json_object();

        set(line, "state",
            json_string(submission_state_name(s->history[i].state)));
        set(line, "at", me_time(s->history[i].at_ms));
        set(line, "reason", text_or_null(s->history[i].reason));
        (void)json_array_append_new(history, line);
    }
    set(out, "submission_id", json_string(s->id));
    set(out, "state", json_string(submission_state_name(s->state)));
    set(out, "reason", text_or_null(s->reason));
    set(out, "ground", text_or_null(s->ground));
    set(out, "draft_id", json_string(s->draft.id));
    set(out, "history", history);
    return out;
}

/* How to pay, as long as the order can be paid. */
static json_t *pay_json(const struct order *order)
{
    json_t *pay = NULL;

    if (order->state == ORDER_CREATED && order->pay_json[0])
        pay = json_loads(order->pay_json, 0, NULL);
    return pay ? pay : json_null();
}

json_t *me_order(const struct order *order)
{
    json_t *out;

    if (!order)
        return json_null();
    out = json_object();
    set(out, "order_no", json_string(order->no));
    set(out, "submission_id", json_string(order->submission_id));
    set(out, "state", json_string(order_state_name(order->state)));
    set(out, "amount_fen", json_integer(order->amount_fen));
    set(out, "prints", json_integer(order->prints));
    set(out, "channel", json_string(order->channel));
    set(out, "created_at", me_time(order->created_ms));
    set(out, "expires_at", me_time(order->expires_ms));
    set(out, "paid_at", me_time(order->paid_ms));
    set(out, "refunded_at", me_time(order->refunded_ms));
    set(out, "pay", pay_json(order));
    set(out, "pay_failure", text_or_null(order->pay_failure));
    return out;
}

json_t *me_prints(const struct student *s)
{
    return json_pack("{s:s}", "state", prints_state_name(s->prints));
}

const struct order *me_current_order(const struct student *s)
{
    struct orders *orders = (struct orders *)&s->orders;
    const struct order *found = NULL;

    if (s->submission.id[0])
        found = orders_latest(orders, s->submission.id);
    for (size_t i = orders->len; !found && i > 0; i--) {
        if (!orders->at[i - 1].second_of[0])
            found = &orders->at[i - 1];
    }
    return found;
}

/* Those of the student's campus, and of none. */
static json_t *of_campus(const struct student *s, const json_t *all)
{
    json_t *list = json_array();
    size_t i;
    json_t *contact;

    json_array_foreach((json_t *)all, i, contact)
    {
        const char *campus =
            json_string_value(json_object_get(contact, "campus"));

        if (!campus || !*campus || strcmp(campus, s->campus) == 0)
            (void)json_array_append(list, contact);
    }
    return list;
}

static json_t *subscriptions_json(const struct student *s)
{
    json_t *list = json_array();

    if (s->notify_photo)
        (void)json_array_append_new(list, json_string("photo"));
    if (s->notify_payment)
        (void)json_array_append_new(list, json_string("payment"));
    return list;
}

/* The roster's facts, or what the student typed while it has none. */
static void add_facts(json_t *student, const struct student *s,
                      const struct roster_line *roster)
{
    set(student, "student_no",
        text_or_null(roster ? roster->student_no : s->student_no));
    set(student, "college",
        text_or_null(roster ? roster->college : s->college));
    set(student, "class",
        text_or_null(roster ? roster->class_name : s->class_name));
    set(student, "in_roster", json_boolean(roster));
    if (roster && roster->campus && *roster->campus)
        set(student, "campus", json_string(roster->campus));
}

static void add_capture(json_t *out, const struct student *s,
                        const struct school *school, int64_t now_ms)
{
    int64_t pause_ms = lockout_cooling_off(&s->lockout, now_ms);
    const char *next = me_next_step(s);

    set(out, "steps", steps_json(&s->steps));
    set(out, "next_step", text_or_null(next));
    set(out, "window", window_json(s, school, now_ms));
    set(out, "lock", me_lock(s, school, now_ms));
    set(out, "cooling_off_until", me_until(pause_ms));
    set(out, "attempts", attempts_json(s, school, now_ms));
    set(out, "drafts", me_drafts(s, school));
    set(out, "drafts_capacity", json_integer(school->policy.drafts_capacity));
}

json_t *me_render(const struct student *s, const struct school *school,
                  const struct roster_line *roster, int64_t now_ms)
{
    json_t *out = json_object();
    json_t *student = me_student(s, school);

    add_facts(student, s, roster);
    set(out, "student", student);
    set(out, "phone_masked", text_or_null(s->phone.masked));
    set(out, "wechat_bound", json_boolean(s->openid.len > 0));
    set(out, "subscriptions", subscriptions_json(s));
    add_capture(out, s, school, now_ms);
    set(out, "submission", me_submission(&s->submission));
    set(out, "order", me_order(me_current_order(s)));
    set(out, "prints", me_prints(s));
    set(out, "appeals", me_appeals(s));
    set(out, "waivers", me_waivers(s));
    set(out, "contacts", of_campus(s, school->contacts));
    set(out, "collection_points", of_campus(s, school->points));
    set(out, "video_s", json_integer(school->policy.video_ms / 1000));
    return out;
}
