#include "billing/needs.h"

#include "core/time.h"

#include <stdio.h>

static const char *account_name(const Tucai__V1__Command *c)
{
    if (c->op_case == TUCAI__V1__COMMAND__OP_STAFF_CREATE)
        return c->staff_create->name;
    if (c->op_case == TUCAI__V1__COMMAND__OP_STAFF_CHANGE)
        return c->staff_change->name;
    return c->staff ? c->staff->name : "";
}

static const char *season_of(const Tucai__V1__Command *c)
{
    if (c->op_case == TUCAI__V1__COMMAND__OP_CLOSE_SEASON)
        return c->close_season->season;
    if (c->op_case == TUCAI__V1__COMMAND__OP_CLONE_SEASON)
        return c->clone_season->season;
    return c->put_season->id;
}

int needs_paper(struct load *load, enum paper paper)
{
    const Tucai__V1__Command *c = load->scene.command;
    char key[KEY_SIZE];
    int r;

    switch (paper) {
    case PAPER_NONE:
        return 0;
    case PAPER_STAFF:
        return load_document(load, "staff", c->staff_login->name);
    case PAPER_SCHOOL:
        r = load_document(load, "sc", c->put_school->id);
        if (r == 0)
            r = load_shared_rules(load, c->put_school);
        return r < 0 ? r : load_named_season(load, c->put_school);
    case PAPER_SEASON:
        return load_document(load, "season", season_of(c));
    case PAPER_WALK:
        return load_page(load, c->walk);
    case PAPER_RULE_SET:
        return load_document(load, "rs", c->put_rule_set->id);
    case PAPER_ACCOUNT:
        return load_document(load, "staff", account_name(c));
    case PAPER_ROSTER:
        r = load_school(load, c->put_roster->school_code);
        return r < 0 ? r : load_roster(load, c->put_roster->school_code);
    case PAPER_PROBLEM:
        return load_problem(load, c->settle_problem->problem_id);
    case PAPER_LETTER:
        return load_letter(load, c->replay_job->id);
    case PAPER_PRINTS:
        return load_prints(load, c);
    case PAPER_BATCH:
        return load_batch(load, c->resolve_batch->id);
    case PAPER_SESSION:
        break;
    }
    if (c->staff_touch->token_sha256.len != 32)
        return 0;
    key_of_session(c->staff_touch->token_sha256.data, key);
    bool found;
    r = redis_get(load->billing->redis, key, &load->document, &found);
    load->scene.document.value = load->document;
    return r;
}

/* Under which season orders were made: the journal says it, else the school,
 * else the year. */
static void name_season(const Tucai__V1__RestoreOrders *op, struct scene *scene)
{
    size_t n = op->n_orders;
    char year[16] = "";

    if (n > 0)
        (void)snprintf(year, sizeof year, "%d",
                       time_local(op->orders[n - 1]->created_ms).year);
    scene_copy(scene->season, sizeof scene->season, year);
    if (scene->school && *scene->school->season)
        scene_copy(scene->season, sizeof scene->season, scene->school->season);
    if (*op->season)
        scene_copy(scene->season, sizeof scene->season, op->season);
}

/* Orders come back to a student that may not be there any more. */
static int find_restored(struct load *load)
{
    const Tucai__V1__Command *c = load->scene.command;
    int r = load_student(load, c->uid);

    if (r == 0)
        r = load_school(load, c->restore_orders->school_code);
    if (r < 0)
        return r;
    name_season(c->restore_orders, &load->scene);
    return load_document(load, "season", load->scene.season);
}

int needs_besides(struct load *load)
{
    const Tucai__V1__Command *c = load->scene.command;

    if (c->op_case == TUCAI__V1__COMMAND__OP_UNDO_REVIEW ||
        c->op_case == TUCAI__V1__COMMAND__OP_SEASON_CLOSED ||
        c->op_case == TUCAI__V1__COMMAND__OP_REAL_NAME)
        return load_sealed(load);
    if (c->op_case == TUCAI__V1__COMMAND__OP_RESTORE_ORDERS)
        return find_restored(load);
    if (c->op_case == TUCAI__V1__COMMAND__OP_CLONE_SEASON)
        return load_from_season(load, c->clone_season->from);
    if (c->op_case == TUCAI__V1__COMMAND__OP_STAFF_LOGIN)
        return load_tries(load, c->staff_login->name);
    if (c->op_case == TUCAI__V1__COMMAND__OP_PATCH_ME)
        return load_place(load);
    if (c->op_case == TUCAI__V1__COMMAND__OP_MAKE_APPEAL)
        return load_shot(load, c->make_appeal->shot_id);
    if (c->op_case == TUCAI__V1__COMMAND__OP_DECIDE_APPEAL)
        return load_school_rules(load);
    return 0;
}
