#include "ingest/route.h"

#include "ingest/routes.h"
#include "ingest/url.h"
#include "ingest/web.h"

#include <stdio.h>
#include <string.h>

#define V1 "/api/v1"

/* clang-format off */
static const struct route ROUTES[] = {
    /* the student */
    {"POST", V1 "/sessions", WHO_ANYBODY, DEMAND_CODE, BODY_OWN, session_open},
    {"POST", V1 "/sessions/{}", WHO_ANYBODY, DEMAND_COMMAND, BODY_JSON, session_finish},
    {"DELETE", V1 "/sessions", WHO_STUDENT, DEMAND_COMMAND, BODY_NONE, session_end},
    {"GET", V1 "/me", WHO_STUDENT, DEMAND_READ, BODY_NONE, me_get},
    {"PATCH", V1 "/me", WHO_STUDENT, DEMAND_COMMAND, BODY_JSON, me_patch},
    {"POST", V1 "/me/video", WHO_STUDENT, DEMAND_COMMAND, BODY_JSON, me_video},
    {"GET", V1 "/me/photo.jpg", WHO_STUDENT, DEMAND_COMMAND, BODY_NONE, me_photo},
    {"GET", V1 "/me/receipt", WHO_STUDENT, DEMAND_READ, BODY_NONE, me_receipt},
    {"GET", V1 "/texts/{}", WHO_STUDENT, DEMAND_READ, BODY_NONE, text_get},
    {"POST", V1 "/shots/nonce", WHO_STUDENT, DEMAND_COMMAND, BODY_NONE, nonce_make},
    {"POST", V1 "/shots", WHO_STUDENT, DEMAND_READ, BODY_OWN, shot_post},
    {"GET", V1 "/shots/{}", WHO_STUDENT, DEMAND_READ, BODY_NONE, shot_get},
    {"GET", V1 "/shots/{}/annotated", WHO_STUDENT, DEMAND_READ, BODY_NONE, shot_annotated},
    {"GET", V1 "/events", WHO_STUDENT, DEMAND_READ, BODY_NONE, events_get},
    {"GET", V1 "/drafts", WHO_STUDENT, DEMAND_READ, BODY_NONE, drafts_get},
    {"GET", V1 "/drafts/{}/photo.jpg", WHO_STUDENT, DEMAND_READ, BODY_NONE, draft_photo},
    {"DELETE", V1 "/drafts/{}", WHO_STUDENT, DEMAND_COMMAND, BODY_NONE, draft_delete},
    {"POST", V1 "/submissions", WHO_STUDENT, DEMAND_COMMAND, BODY_JSON, submission_post},
    {"PUT", V1 "/submissions/{}", WHO_STUDENT, DEMAND_COMMAND, BODY_JSON, submission_change},
    {"DELETE", V1 "/submissions/{}", WHO_STUDENT, DEMAND_COMMAND, BODY_NONE, submission_withdraw_call},
    {"POST", V1 "/submissions/{}/order", WHO_STUDENT, DEMAND_COMMAND, BODY_JSON, submission_order},
    {"GET", V1 "/orders/{}", WHO_STUDENT, DEMAND_COMMAND, BODY_NONE, order_get},
    {"GET", V1 "/me/export", WHO_STUDENT, DEMAND_READ, BODY_NONE, me_export},
    {"GET", V1 "/me/pictures/{}", WHO_STUDENT, DEMAND_READ, BODY_NONE, me_picture},
    {"GET", V1 "/me/problems/{}/screenshot", WHO_STUDENT, DEMAND_READ, BODY_NONE, me_screenshot},
    {"DELETE", V1 "/me", WHO_STUDENT, DEMAND_COMMAND, BODY_NONE, me_delete},
    {"POST", V1 "/me/wechat", WHO_STUDENT, DEMAND_COMMAND, BODY_JSON, me_wechat},
    {"POST", V1 "/me/otp", WHO_STUDENT, DEMAND_COMMAND, BODY_NONE, me_otp},
    {"POST", V1 "/shots/{}/appeal", WHO_STUDENT, DEMAND_COMMAND, BODY_JSON, shot_appeal},
    {"POST", V1 "/submissions/{}/appeal", WHO_STUDENT, DEMAND_COMMAND, BODY_JSON, submission_appeal},
    {"POST", V1 "/problems", WHO_STUDENT, DEMAND_COMMAND, BODY_OWN, problem_report},
    /* the payment provider */
    {"POST", "/callbacks/wechatpay", WHO_ANYBODY, DEMAND_COMMAND, BODY_OWN, callback_wechatpay},
    /* staff */
    {"POST", V1 "/staff/login", WHO_ANYBODY, DEMAND_COMMAND, BODY_JSON, staff_login},
    {"DELETE", V1 "/staff/login", WHO_SIGNED_IN, DEMAND_COMMAND, BODY_NONE, session_end},
    {"PUT", V1 "/seasons/{}", WHO_PROVINCE, DEMAND_COMMAND, BODY_JSON, season_put},
    {"GET", V1 "/schools/{}", WHO_STAFF, DEMAND_READ, BODY_NONE, school_get},
    {"PUT", V1 "/schools/{}", WHO_REVIEWER, DEMAND_COMMAND, BODY_TEXT, school_put},
    {"GET", V1 "/schools/{}/rule-set", WHO_STAFF, DEMAND_READ, BODY_NONE, school_rule_set},
    {"GET", V1 "/rule-sets", WHO_STAFF, DEMAND_READ, BODY_NONE, rule_sets_get},
    {"GET", V1 "/rule-sets/{}", WHO_STAFF, DEMAND_READ, BODY_NONE, rule_set_get},
    {"PUT", V1 "/rule-sets/{}", WHO_PROVINCE, DEMAND_COMMAND, BODY_TEXT, rule_set_put},
    {"GET", V1 "/schools/{}/reviews", WHO_REVIEWER, DEMAND_READ, BODY_NONE, reviews_get},
    {"GET", V1 "/submissions/{}/photo.jpg", WHO_REVIEWER, DEMAND_COMMAND, BODY_NONE, review_photo},
    {"GET", V1 "/submissions/{}/original.jpg", WHO_REVIEWER, DEMAND_COMMAND, BODY_NONE, review_original},
    {"POST", V1 "/submissions/{}/review", WHO_REVIEWER, DEMAND_COMMAND, BODY_JSON, review_decide},
    {"POST", V1 "/submissions/{}/undo", WHO_REVIEWER, DEMAND_COMMAND, BODY_JSON, review_undo},
    {"POST", V1 "/submissions/{}/reset", WHO_REVIEWER, DEMAND_COMMAND, BODY_JSON, review_reset},
    {"POST", V1 "/students/{}/unlock", WHO_REVIEWER, DEMAND_COMMAND, BODY_JSON, student_unlock},
    {"PUT", V1 "/schools/{}/roster", WHO_REVIEWER, DEMAND_FILE, BODY_OWN, roster_put},
    {"GET", V1 "/schools/{}/progress", WHO_PROGRESS, DEMAND_READ, BODY_NONE, progress_get},
    {"GET", V1 "/schools/{}/missing", WHO_PROGRESS, DEMAND_READ, BODY_NONE, missing_get},
    {"POST", V1 "/prints", WHO_REVIEWER, DEMAND_COMMAND, BODY_JSON, print_order},
    {"GET", V1 "/prints/{}", WHO_REVIEWER, DEMAND_READ, BODY_NONE, print_get},
    {"GET", V1 "/erasures", WHO_ERASURES, DEMAND_READ, BODY_NONE, erasures_get},
    {"GET", V1 "/prints/{}/sheets.pdf", WHO_REVIEWER, DEMAND_COMMAND, BODY_NONE, print_sheets},
    {"GET", V1 "/reconciliation", WHO_PROVINCE, DEMAND_READ, BODY_NONE, reconciliation_get},
    {"POST", V1 "/reconciliation", WHO_PROVINCE, DEMAND_COMMAND, BODY_NONE, reconciliation_post},
    {"GET", V1 "/journal", WHO_PROVINCE, DEMAND_READ, BODY_NONE, journal_get},
    {"GET", V1 "/journal/signature", WHO_PROVINCE, DEMAND_READ, BODY_NONE, journal_signature},
    {"GET", V1 "/schools/{}/appeals", WHO_REVIEWER, DEMAND_READ, BODY_NONE, appeals_get},
    {"POST", V1 "/appeals/{}", WHO_REVIEWER, DEMAND_COMMAND, BODY_JSON, appeal_decide},
    {"GET", V1 "/appeals/{}/original.jpg", WHO_REVIEWER, DEMAND_COMMAND, BODY_NONE, appeal_original},
    {"PUT", V1 "/students/{}/waivers", WHO_REVIEWER, DEMAND_COMMAND, BODY_JSON, waivers_put},
    {"GET", V1 "/schools/{}/problems", WHO_REVIEWER, DEMAND_READ, BODY_NONE, problems_get},
    {"POST", V1 "/problems/{}", WHO_REVIEWER, DEMAND_COMMAND, BODY_JSON, problem_settle},
    {"GET", V1 "/problems/{}/screenshot", WHO_REVIEWER, DEMAND_COMMAND, BODY_NONE, problem_screenshot},
    {"GET", V1 "/seasons/{}", WHO_STAFF, DEMAND_READ, BODY_NONE, season_get},
    {"POST", V1 "/seasons/{}/close", WHO_PROVINCE, DEMAND_COMMAND, BODY_JSON, season_close},
    {"POST", V1 "/seasons/{}/clone", WHO_PROVINCE, DEMAND_COMMAND, BODY_JSON, season_clone},
    {"GET", V1 "/seasons", WHO_PROVINCE, DEMAND_READ, BODY_NONE, seasons_get},
    {"GET", V1 "/schools", WHO_STAFF, DEMAND_READ, BODY_NONE, schools_get},
    {"PUT", V1 "/schools", WHO_PROVINCE, DEMAND_COMMAND, BODY_OWN, schools_put},
    {"GET", V1 "/reviews/overdue", WHO_PROVINCE, DEMAND_READ, BODY_NONE, reviews_overdue},
    {"GET", V1 "/ops/queues", WHO_OPERATOR, DEMAND_READ, BODY_NONE, ops_queues},
    {"GET", V1 "/staff", WHO_ACCOUNTS, DEMAND_READ, BODY_NONE, staff_list},
    {"POST", V1 "/staff", WHO_ACCOUNTS, DEMAND_COMMAND, BODY_JSON, staff_post},
    {"PATCH", V1 "/staff", WHO_ACCOUNTS, DEMAND_COMMAND, BODY_JSON, staff_patch},
    {"PATCH", V1 "/staff/{}", WHO_ACCOUNTS, DEMAND_COMMAND, BODY_JSON, staff_patch},
    {"POST", V1 "/staff/totp", WHO_SIGNED_IN, DEMAND_COMMAND, BODY_JSON, staff_totp},
    {"GET", V1 "/audit", WHO_AUDITOR, DEMAND_READ, BODY_NONE, audit_get},
    {"GET", V1 "/ops/jobs/{}", WHO_OPERATOR, DEMAND_READ, BODY_NONE, ops_job},
    {"GET", V1 "/ops/students/{}/timeline", WHO_PROVINCE, DEMAND_COMMAND, BODY_NONE, student_timeline},
    {"GET", V1 "/ops/forecast", WHO_OPERATOR, DEMAND_READ, BODY_NONE, ops_forecast},
    {"GET", V1 "/ops/dead-letters", WHO_OPERATOR, DEMAND_READ, BODY_NONE, dead_letters_get},
    {"POST", V1 "/ops/dead-letters/{}/replay", WHO_MACHINERY, DEMAND_COMMAND, BODY_JSON, dead_letter_replay},
    {"GET", V1 "/batches", WHO_OPERATOR, DEMAND_READ, BODY_NONE, batches_get},
    {"GET", V1 "/batches/{}", WHO_OPERATOR, DEMAND_READ, BODY_NONE, batch_get},
    {"GET", V1 "/students/{}", WHO_REVIEWER, DEMAND_READ, BODY_NONE, student_get},
    {"GET", V1 "/prints", WHO_REVIEWER, DEMAND_READ, BODY_NONE, prints_get},
    {"POST", V1 "/prints/{}/remake", WHO_REVIEWER, DEMAND_COMMAND, BODY_JSON, print_remake},
    {"GET", V1 "/prints/{}/sheets.zip", WHO_REVIEWER, DEMAND_COMMAND, BODY_NONE, print_pictures},
    {"GET", V1 "/prints/{}/packing-list.csv", WHO_REVIEWER, DEMAND_COMMAND, BODY_NONE, print_list},
    {"GET", V1 "/prints/{}/packing-list.pdf", WHO_REVIEWER, DEMAND_COMMAND, BODY_NONE, print_list_pdf},
    {"GET", V1 "/students/{}/sheet.pdf", WHO_REVIEWER, DEMAND_COMMAND, BODY_NONE, student_sheet},
    {"GET", V1 "/consignments", WHO_REVIEWER, DEMAND_READ, BODY_NONE, consignments_get},
    {"POST", V1 "/consignments", WHO_REVIEWER, DEMAND_COMMAND, BODY_JSON, consignment_post},
    {"GET", V1 "/consignments/{}", WHO_REVIEWER, DEMAND_READ, BODY_NONE, consignment_get},
    {"PATCH", V1 "/consignments/{}", WHO_REVIEWER, DEMAND_COMMAND, BODY_JSON, consignment_patch},
    {"POST", V1 "/consignments/{}/scan", WHO_REVIEWER, DEMAND_COMMAND, BODY_JSON, consignment_scan_post},
    {"POST", V1 "/batches/{}/resolve", WHO_PROVINCE, DEMAND_COMMAND, BODY_JSON, batch_resolve},
    {"GET", V1 "/schools/{}/export.zip", WHO_REVIEWER, DEMAND_COMMAND, BODY_NONE, school_archive},
    {"GET", V1 "/openapi.yaml", WHO_ANYBODY, DEMAND_NOTHING, BODY_NONE, openapi_get},
};
/* clang-format on */

static const struct route STATIC = {"GET",          "web",     WHO_ANYBODY,
                                    DEMAND_NOTHING, BODY_NONE, web_get};

enum right route_right(enum who who)
{
    static const enum right RIGHTS[] = {
        [WHO_ANYBODY] = RIGHT_OPEN,        [WHO_STUDENT] = RIGHT_STUDENT,
        [WHO_STAFF] = RIGHT_STAFF,         [WHO_REVIEWER] = RIGHT_SCHOOL,
        [WHO_PROVINCE] = RIGHT_PROVINCE,   [WHO_OPERATOR] = RIGHT_OPERATE,
        [WHO_SIGNED_IN] = RIGHT_SIGNED_IN, [WHO_PROGRESS] = RIGHT_PROGRESS,
        [WHO_ACCOUNTS] = RIGHT_ACCOUNTS,   [WHO_AUDITOR] = RIGHT_AUDIT,
        [WHO_ERASURES] = RIGHT_ERASURES,   [WHO_MACHINERY] = RIGHT_MACHINERY,
    };

    return RIGHTS[who];
}

static void allow(struct call *c, const char *method)
{
    size_t len = strlen(c->allow);

    (void)snprintf(c->allow + len, sizeof c->allow - len, "%s%s",
                   len ? ", " : "", method);
}

/* What a GET leaves a trace of (a download ends the right to withdraw, a look
 * at a photo begins the review, R27) may not be asked for by HEAD. */
const struct route *route_find(struct call *c, bool *ret_known)
{
    const char *method = http_method(c->x);
    const char *path = http_path(c->x);
    bool is_head = strcmp(method, "HEAD") == 0;

    *ret_known = false;
    c->allow[0] = '\0';
    if (is_head)
        method = "GET";
    for (size_t i = 0; i < sizeof ROUTES / sizeof *ROUTES; i++) {
        if (!url_match(ROUTES[i].pattern, path, c->params[0], CALL_PARAM_SIZE))
            continue;
        *ret_known = true;
        if (strcmp(ROUTES[i].method, method) == 0 &&
            !(is_head && ROUTES[i].demand == DEMAND_COMMAND))
            return &ROUTES[i];
        allow(c, ROUTES[i].method);
    }
    if (!*ret_known && web_has(c->app->web, path)) {
        *ret_known = true;
        allow(c, "GET");
        return strcmp(method, "GET") == 0 ? &STATIC : NULL;
    }
    return NULL;
}
