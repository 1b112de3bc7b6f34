#include "billing/derived.h"

#include "billing/jobs.h"
#include "core/check.h"
#include "model/me.h"
#include "model/retention.h"
#include "model/me_appeals.h"

#include <stdio.h>
#include <string.h>

/* ---- events: the parts of /me that have changed ---- */

typedef json_t *part_fn(const struct scene *scene, const struct student *s);

static json_t *drafts_part(const struct scene *scene, const struct student *s)
{
    return me_drafts(s, scene->school);
}

static json_t *lock_part(const struct scene *scene, const struct student *s)
{
    return me_lock(s, scene->school, scene->verdict_ms);
}

static json_t *order_part(const struct scene *scene, const struct student *s)
{
    (void)scene;
    return me_order(me_current_order(s));
}

static json_t *submission_part(const struct scene *scene,
                               const struct student *s)
{
    (void)scene;
    return me_submission(&s->submission);
}

static json_t *prints_part(const struct scene *scene, const struct student *s)
{
    (void)scene;
    return me_prints(s);
}

static json_t *appeals_part(const struct scene *scene, const struct student *s)
{
    (void)scene;
    return me_appeals(s);
}

static const struct {
    const char *kind;
    part_fn *part;
} PARTS[] = {
    {"draft", drafts_part}, {"lock", lock_part},
    {"order", order_part},  {"submission", submission_part},
    {"print", prints_part}, {"appeal", appeals_part},
};

static void add_events(const struct scene *scene, const struct student *before,
                       struct decision *d)
{
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        json_t *was = PARTS[i].part(scene, before);
        json_t *is = PARTS[i].part(scene, scene->student);

        if (json_equal(was, is))
            json_decref(is);
        else
            decision_event(d, PARTS[i].kind, is);
        json_decref(was);
    }
}

/* ---- indexes ---- */

struct place { /* where a student stands in a sorted set; key "": nowhere */
    char key[KEY_SIZE];
    int64_t score;
};

static struct place place_of(const char *prefix, const char *id, int64_t score)
{
    struct place p = {.score = score};

    if (!key_of(prefix, id, p.key))
        p.key[0] = '\0';
    return p;
}

static struct place review_place(const struct scene *scene,
                                 const struct student *s)
{
    (void)scene;
    if (student_submission_state(s) != SUBMISSION_IN_REVIEW)
        return (struct place){.key = ""};
    return place_of("rv", s->school_code, s->submission.submitted_ms);
}

/* Ready when nobody may take the approval back any more (R29, R30). */
static struct place ready_place(const struct scene *scene,
                                const struct student *s)
{
    const struct submission *sub = &s->submission;
    bool is_automatic = strcmp(sub->decided_by, "system") == 0;
    int64_t wait_ms = is_automatic ? 0 : scene->school->policy.undo_ms;

    if (student_submission_state(s) != SUBMISSION_APPROVED)
        return (struct place){.key = ""};
    return place_of("ready", scene->school->registry,
                    sub->decided_ms + wait_ms);
}

static struct place status_place(const struct scene *scene,
                                 const struct student *s)
{
    enum submission_state state = student_submission_state(s);
    const char *status = s->drafts.len ? "draft" : "started";
    char id[KEY_SIZE];

    (void)scene;
    if (!s->uid[0])
        return (struct place){.key = ""};
    if (state != SUBMISSION_NONE && state != SUBMISSION_WITHDRAWN)
        status = submission_state_name(state);
    (void)snprintf(id, sizeof id, "%s:%s", s->school_code, status);
    return place_of("st", id, s->first_seen_ms);
}

/* When something of the student's pictures has to go (R41). */
static struct place due_place(const struct scene *scene,
                              const struct student *s)
{
    int64_t due_ms = retention_due_ms(s, &scene->school->policy);

    if (!due_ms)
        return (struct place){.key = ""};
    return place_of("keep", "due", due_ms);
}

/* Whose season it is that ends, and with it what is kept of the student. */
static struct place season_place(const struct scene *scene,
                                 const struct student *s)
{
    char group[RETENTION_GROUP_SIZE];

    (void)scene;
    if (!retention_group(s->season, s->school_code, group))
        return (struct place){.key = ""};
    return place_of("keep", group, s->first_seen_ms);
}

/* Who waits for a second person's decision (R31)... */
static struct place appeal_place(const struct scene *scene,
                                 const struct student *s)
{
    int64_t since_ms = appeals_open_since(&s->appeals);

    (void)scene;
    return since_ms ? place_of("ap", s->school_code, since_ms)
                    : (struct place){.key = ""};
}

/* ...and who has had one. */
static struct place decided_place(const struct scene *scene,
                                  const struct student *s)
{
    int64_t at_ms = appeals_decided_at(&s->appeals);
    char id[KEY_SIZE];

    (void)scene;
    (void)snprintf(id, sizeof id, "%s:decided", s->school_code);
    return at_ms ? place_of("ap", id, at_ms) : (struct place){.key = ""};
}

/* Everybody of a school, for ever and in one order: whoever goes through them
 * misses nobody who changes meanwhile. */
static struct place roll_place(const struct scene *scene,
                               const struct student *s)
{
    char id[KEY_SIZE];

    (void)scene;
    (void)snprintf(id, sizeof id, "%s:all", s->school_code);
    return s->uid[0] ? place_of("st", id, s->first_seen_ms)
                     : (struct place){.key = ""};
}

typedef struct place place_fn(const struct scene *scene,
                              const struct student *s);

/* An approval can be taken back only while the student is there: whoever seals
 * the batch takes the same entry, so one of the two is first (R29). */
static enum effect_kind leaving(const struct scene *scene, place_fn *of)
{
    bool is_undone =
        student_submission_state(scene->student) == SUBMISSION_IN_REVIEW;

    return of == ready_place && is_undone ? EFFECT_TAKE : EFFECT_REMOVE;
}

static void add_index(const struct scene *scene, const struct student *before,
                      struct decision *d, place_fn *of)
{
    struct place was = of(scene, before);
    struct place is = of(scene, scene->student);

    if (strcmp(was.key, is.key) == 0 && was.score == is.score)
        return;
    if (was.key[0] && strcmp(was.key, is.key) != 0)
        decision_index(d, leaving(scene, of), was.key, before->uid, 0);
    if (is.key[0])
        decision_index(d, EFFECT_ADD, is.key, scene->student->uid, is.score);
}

/* R29: what has been reviewed is overdue no more. */
static void drop_escalation(const struct scene *scene,
                            const struct student *before, struct decision *d)
{
    if (student_submission_state(before) == SUBMISSION_IN_REVIEW &&
        student_submission_state(scene->student) != SUBMISSION_IN_REVIEW)
        decision_index(d, EFFECT_REMOVE, "overdue", before->uid, 0);
}

static place_fn *const PLACES[] = {review_place,  ready_place,  status_place,
                                   due_place,     season_place, appeal_place,
                                   decided_place, roll_place};

static void add_indexes(const struct scene *scene, const struct student *before,
                        struct decision *d)
{
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        add_index(scene, before, d, PLACES[i]);
}

/* The list of them all, which the daily job goes through. */
static void add_group(const struct scene *scene, const struct student *before,
                      struct decision *d)
{
    const struct student *s = scene->student;
    char group[RETENTION_GROUP_SIZE];

    if (strcmp(s->season, before->season) != 0 &&
        retention_group(s->season, s->school_code, group))
        decision_index(d, EFFECT_ADD, "keep:groups", group, 0);
}

/* ---- messages, only of the kinds the student chose (R5) ---- */

struct words {
    const char *text, *status, *note; /* jobs.h */
};

static const struct words PHOTO_WORDS[SUBMISSION_STATES] = {
    [SUBMISSION_APPROVED] = {"【图像采集】您的照片已通过学校审核。", "审核通过",
                             "照片将报送学信网"},
    [SUBMISSION_REJECTED] =
        {"【图像采集】您的照片未通过学校审核，请登录查看原因并重新采集。",
         "审核未通过", "请查看原因并重新采集"},
    [SUBMISSION_ACCEPTED] = {"【图像采集】学信网已接收您的照片。", "已被接收",
                             "学信网已接收您的照片"},
    [SUBMISSION_REFUSED] =
        {"【图像采集】学信网未接收您的照片，请登录查看原因并重新采集。",
         "未被接收", "请查看原因并重新采集"},
    [SUBMISSION_RESET] =
        {"【图像采集】学校已重置您的照片，请登录查看原因并重新采集。",
         "已被重置", "请查看原因并重新采集"},
};

static const struct words PAYMENT_WORDS[ORDER_STATES] = {
    [ORDER_PAID] = {"【图像采集】支付成功。", "支付成功", "照片已提交学校审核"},
    [ORDER_REFUNDED] = {"【图像采集】退款已完成。", "退款完成",
                        "款项已原路退回"},
};

static enum order_state order_state_of(const struct student *s)
{
    const struct order *order = me_current_order(s);

    return order ? order->state : ORDER_NONE;
}

static void say(const struct scene *scene, struct decision *d,
                Tucai__V1__NotifyKind kind, const struct words *words)
{
    bool is_payment = kind == TUCAI__V1__NOTIFY_KIND__NOTIFY_KIND_PAYMENT;
    struct notice notice = {
        .kind = kind,
        .text = words->text,
        .status = words->status,
        .note = words->note,
        .order = is_payment ? me_current_order(scene->student) : NULL,
    };

    if (words->text)
        jobs_notify(d, scene, &notice);
}

static void add_messages(const struct scene *scene,
                         const struct student *before, struct decision *d)
{
    const struct student *s = scene->student;
    enum submission_state state = student_submission_state(s);
    enum order_state order = order_state_of(s);

    if (s->notify_photo && state != student_submission_state(before))
        say(scene, d, TUCAI__V1__NOTIFY_KIND__NOTIFY_KIND_PHOTO,
            &PHOTO_WORDS[state]);
    if (s->notify_payment && order != order_state_of(before))
        say(scene, d, TUCAI__V1__NOTIFY_KIND__NOTIFY_KIND_PAYMENT,
            &PAYMENT_WORDS[order]);
}

void derive(const struct scene *scene, const struct student *before,
            struct decision *d)
{
    add_events(scene, before, d);
    add_indexes(scene, before, d);
    add_group(scene, before, d);
    drop_escalation(scene, before, d);
    add_messages(scene, before, d);
}

void derive_erased(const struct scene *scene, const struct student *before,
                   struct decision *d)
{
    CHECK(scene->student->uid[0] == '\0');
    add_indexes(scene, before, d);
    drop_escalation(scene, before, d);
}
