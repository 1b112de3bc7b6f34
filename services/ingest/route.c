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
    /* the payment provider */
    {"POST", "/callbacks/wechatpay", WHO_ANYBODY, DEMAND_COMMAND, BODY_OWN, callback_wechatpay},
    /* staff */
    {"POST", V1 "/staff/login", WHO_ANYBODY, DEMAND_COMMAND, BODY_JSON, staff_login},
    {"DELETE", V1 "/staff/login", WHO_STAFF, DEMAND_COMMAND, BODY_NONE, session_end},
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
    {"GET", V1 "/schools/{}/progress", WHO_STAFF, DEMAND_READ, BODY_NONE, progress_get},
    {"GET", V1 "/schools/{}/missing", WHO_STAFF, DEMAND_READ, BODY_NONE, missing_get},
    {"POST", V1 "/prints", WHO_REVIEWER, DEMAND_COMMAND, BODY_JSON, print_order},
    {"GET", V1 "/prints/{}", WHO_REVIEWER, DEMAND_READ, BODY_NONE, print_get},
    {"GET", V1 "/prints/{}/sheets.pdf", WHO_REVIEWER, DEMAND_READ, BODY_NONE, print_sheets},
    {"GET", V1 "/ops/queues", WHO_OPERATOR, DEMAND_READ, BODY_NONE, ops_queues},
    {"GET", V1 "/openapi.yaml", WHO_ANYBODY, DEMAND_NOTHING, BODY_NONE, openapi_get},
};
/* clang-format on */

static const struct route STATIC = {"GET",          "web",     WHO_ANYBODY,
                                    DEMAND_NOTHING, BODY_NONE, web_get};

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
