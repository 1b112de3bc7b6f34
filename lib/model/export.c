#include "model/export.h"

#include "core/text.h"
#include "model/me_appeals.h"

#include <stdio.h>
#include <string.h>

enum { HEX_SIZE = 65 };

static void set(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new(object, name, value);
}

static json_t *text_or_null(const char *text)
{
    return *text ? json_string(text) : json_null();
}

/* ---- pictures ---- */

static void hex_of(const struct photo_ref *photo, char ret[HEX_SIZE])
{
    text_hex((struct bytes){photo->sha256, sizeof photo->sha256}, ret);
}

/* url NULL: by its digest. */
static void add_picture(json_t *list, const char *kind,
                        const struct photo_ref *photo, const char *url)
{
    char hex[HEX_SIZE], own[128];

    if (!photo->location[0])
        return;
    hex_of(photo, hex);
    (void)snprintf(own, sizeof own, "/api/v1/me/pictures/%s", hex);
    (void)json_array_append_new(
        list, json_pack("{s:s, s:s, s:I, s:s}", "kind", kind, "sha256", hex,
                        "size_bytes", (json_int_t)photo->size, "url",
                        url ? url : own));
}

static json_t *pictures_json(const struct draft *draft, const char *made_url)
{
    json_t *list = json_array();

    add_picture(list, "original", &draft->original, NULL);
    add_picture(list, "preview", &draft->preview, NULL);
    add_picture(list, "made", &draft->photo, made_url);
    return list;
}

/* ---- parts ---- */

static json_t *steps_json(const struct steps *steps)
{
    json_t *list = json_array();

    for (enum step step = STEP_PHONE; step < STEP_COUNT; step++) {
        if (steps->at[step].done_ms)
            (void)json_array_append_new(
                list,
                json_pack("{s:s, s:o, s:o}", "name", step_name(step), "done_at",
                          me_time(steps->at[step].done_ms), "version",
                          text_or_null(steps->at[step].version)));
    }
    return list;
}

static json_t *consents_json(const struct consents *consents)
{
    json_t *list = json_array();

    for (size_t i = 0; i < consents->len; i++) {
        const struct consent *c = &consents->at[i];

        (void)json_array_append_new(
            list, json_pack("{s:o, s:b, s:o}", "at", me_time(c->at_ms), "given",
                            c->given, "version", text_or_null(c->version)));
    }
    return list;
}

static json_t *drafts_json(const struct student *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->drafts.len; i++) {
        const struct draft *d = &s->drafts.at[i];

        (void)json_array_append_new(
            list,
            json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "draft_id", d->id,
                      "shot_id", d->shot_id, "made_at", me_time(d->stored_ms),
                      "warnings", me_warnings(d), "rule_set",
                      me_rule_set(d->rule_set, d->rule_set_version),
                      "real_name", me_real_name(d), "pictures",
                      pictures_json(d, NULL)));
    }
    return list;
}

static json_t *receipt_json(const struct submission *sub)
{
    json_t *receipt =
        json_loadb((const char *)sub->receipt, sub->receipt_len, 0, NULL);

    return receipt ? receipt : json_null();
}

static void add_submission(json_t *list, const struct submission *sub,
                           const char *made_url)
{
    json_t *one = me_submission(sub);

    if (json_is_null(one)) {
        json_decref(one);
        return;
    }
    set(one, "submitted_at", me_time(sub->submitted_ms));
    set(one, "downloaded_at", me_time(sub->downloaded_ms));
    set(one, "batch_id", text_or_null(sub->batch_id));
    set(one, "receipt", receipt_json(sub));
    set(one, "real_name", me_real_name(&sub->draft));
    set(one, "pictures", pictures_json(&sub->draft, made_url));
    (void)json_array_append_new(list, one);
}

/* The current one's made photo has an address of its own, where it counts as
 * downloaded (R27, R40). */
static json_t *submissions_json(const struct student *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->past_len; i++)
        add_submission(list, &s->past[i], NULL);
    add_submission(list, &s->submission, "/api/v1/me/photo.jpg");
    return list;
}

static json_t *orders_json(const struct student *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->orders.len; i++) {
        json_t *order = me_order(&s->orders.at[i]);

        set(order, "transaction_id",
            text_or_null(s->orders.at[i].transaction_id));
        set(order, "refunded_at", me_time(s->orders.at[i].refunded_ms));
        (void)json_array_append_new(list, order);
    }
    return list;
}

/* Who decided is another person's datum: left out. */
static json_t *notes_json(const struct student *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->notes_len; i++)
        (void)json_array_append_new(
            list,
            json_pack("{s:o, s:s, s:s}", "at", me_time(s->notes[i].at_ms),
                      "what", s->notes[i].what, "reason", s->notes[i].reason));
    return list;
}

void export_report(json_t *problem, const struct problem_report *report)
{
    json_t *pictures = json_array();
    char url[64 + ID_SIZE];

    (void)snprintf(url, sizeof url, "/api/v1/me/problems/%s/screenshot",
                   report->id);
    add_picture(pictures, "screenshot", &report->screenshot, url);
    set(problem, "text", json_string(report->text));
    set(problem, "request_id", text_or_null(report->request_id));
    set(problem, "state", json_string(report->done_ms ? "done" : "open"));
    set(problem, "done_at", me_time(report->done_ms));
    set(problem, "pictures", pictures);
}

/* export_report() adds what they say. */
static json_t *problems_json(const struct student *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->reports.len; i++)
        (void)json_array_append_new(
            list, json_pack("{s:s, s:o}", "problem_id", s->reports.at[i].id,
                            "reported_at", me_time(s->reports.at[i].at_ms)));
    return list;
}

/* Accounts beside the bound one, of which only hashes are kept. */
static json_int_t wechat_known(const struct student *s)
{
    return (json_int_t)s->wechat.video_len + (s->wechat.pending.len > 0);
}

static json_t *elsewhere_json(void)
{
    return json_pack("[{s:s, s:s}, {s:s, s:s}]", "what", "money_journal", "why",
                     "会计法规要求保存交易记录。", "what", "audit", "why",
                     "查看照片和作出决定的审计记录由法规要求保存。");
}

json_t *export_render(const struct student *s, const struct school *school,
                      const struct export_secrets *secrets, int64_t now_ms)
{
    json_t *out = json_object();

    set(out, "exported_at", me_time(now_ms));
    set(out, "student", me_student(s, school));
    set(out, "season", text_or_null(s->season));
    set(out, "first_seen_at", me_time(s->first_seen_ms));
    set(out, "code_issued_at", me_time(s->ticket_issued_ms));
    set(out, "erased_at", me_time(s->erased_ms));
    set(out, "phone", text_or_null(secrets->phone));
    set(out, "openid", text_or_null(secrets->openid));
    set(out, "student_no", text_or_null(s->student_no));
    set(out, "college", text_or_null(s->college));
    set(out, "class", text_or_null(s->class_name));
    set(out, "notify",
        json_pack("{s:b, s:b}", "photo", s->notify_photo, "payment",
                  s->notify_payment));
    set(out, "devices_known", json_integer((json_int_t)s->devices_len));
    set(out, "steps", steps_json(&s->steps));
    set(out, "consents", consents_json(&s->consents));
    set(out, "lock", me_lock(s, school, now_ms));
    set(out, "drafts", drafts_json(s));
    set(out, "submissions", submissions_json(s));
    set(out, "orders", orders_json(s));
    set(out, "prints", me_prints(s));
    set(out, "notes", notes_json(s));
    set(out, "appeals", me_appeals(s));
    set(out, "waivers", me_waivers(s));
    set(out, "problems", problems_json(s));
    set(out, "wechat_accounts_known", json_integer(wechat_known(s)));
    set(out, "kept_elsewhere", elsewhere_json());
    return out;
}

/* ---- one picture ---- */

static const struct photo_ref *pick(const struct photo_ref *photo,
                                    const char *sha256_hex)
{
    char hex[HEX_SIZE];

    if (!photo->location[0])
        return NULL;
    hex_of(photo, hex);
    return strcmp(hex, sha256_hex) == 0 ? photo : NULL;
}

static const struct photo_ref *pick_of(const struct draft *draft,
                                       bool with_made, const char *hex)
{
    const struct photo_ref *found = pick(&draft->original, hex);

    if (!found)
        found = pick(&draft->preview, hex);
    if (!found && with_made)
        found = pick(&draft->photo, hex);
    return found;
}

const struct photo_ref *export_picture(const struct student *s,
                                       const char *sha256_hex)
{
    const struct photo_ref *found =
        pick_of(&s->submission.draft, false, sha256_hex);

    for (size_t i = 0; i < s->drafts.len && !found; i++)
        found = pick_of(&s->drafts.at[i], true, sha256_hex);
    for (size_t i = 0; i < s->past_len && !found; i++)
        found = pick_of(&s->past[i].draft, true, sha256_hex);
    return found;
}
