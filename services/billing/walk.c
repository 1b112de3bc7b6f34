#include "billing/walk.h"

#include "billing/handlers.h"
#include "core/check.h"
#include "core/text.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* ---- children ---- */

static void id_of(const char *purpose, const char *about, char ret[ID_SIZE])
{
    crypto_generichash_state state;
    uint8_t hash[16];
    char hex[2 * sizeof hash + 1];

    (void)crypto_generichash_init(&state, NULL, 0, sizeof hash);
    (void)crypto_generichash_update(&state, (const uint8_t *)purpose,
                                    strlen(purpose) + 1);
    (void)crypto_generichash_update(&state, (const uint8_t *)about,
                                    strlen(about));
    (void)crypto_generichash_final(&state, hash, sizeof hash);
    text_hex((struct bytes){hash, sizeof hash}, hex);
    (void)snprintf(ret, ID_SIZE, "walk:%s", hex);
}

static void add_command(struct decision *d, const char *id,
                        const Tucai__V1__Command *command, int64_t at_ms)
{
    struct effect *e = decision_add(d, EFFECT_JOB, id);
    size_t len = tucai__v1__command__get_packed_size(command);
    uint8_t *room = buf_room(&e->value, len);

    CHECK(room); /* our own commands are small */
    buf_grew(&e->value, tucai__v1__command__pack(command, room));
    scene_copy(e->member, sizeof e->member, "command");
    e->at_ms = at_ms;
}

static void add_step(struct decision *d, const char *id,
                     const Tucai__V1__Walk *step, int64_t at_ms)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;

    command.op_case = TUCAI__V1__COMMAND__OP_WALK;
    command.walk = (Tucai__V1__Walk *)step;
    add_command(d, id, &command, at_ms);
}

void walk_begin(struct decision *d, const char *purpose,
                const Tucai__V1__Walk *first, int64_t at_ms)
{
    char id[ID_SIZE];

    id_of(purpose, "first", id);
    add_step(d, id, first, at_ms);
}

/* On in this school, or to the next one; nothing after the last. */
static void add_next(const struct scene *scene, struct decision *d)
{
    const struct page *page = &scene->page;
    Tucai__V1__Walk next = *scene->command->walk;
    char id[ID_SIZE];

    if (page->n == PAGE_MAX) {
        next.school_code = (char *)page->school_code;
        next.after_ms = page->last_ms;
        next.skip = page->skip;
    } else if (page->next_school[0]) {
        next.school_code = (char *)page->next_school;
        next.after_ms = 0;
        next.skip = 0;
    } else {
        return;
    }
    scene_id(scene, "walk:", id);
    add_step(d, id, &next, 0);
}

/* ---- what is done to each ---- */

static void close_each(const struct scene *scene, struct decision *d)
{
    const struct page *page = &scene->page;
    Tucai__V1__SeasonRef ref = TUCAI__V1__SEASON_REF__INIT;
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    char id[ID_SIZE];

    ref.season = scene->command->walk->season;
    command.op_case = TUCAI__V1__COMMAND__OP_SEASON_CLOSED;
    command.season_closed = &ref;
    for (size_t i = 0; i < page->n; i++) {
        command.uid = (char *)page->items[i].uid;
        id_of(ref.season, page->items[i].uid, id);
        add_command(d, id, &command, 0);
    }
}

/* R29; phases that were changed can take an escalation back. */
static void escalate_each(const struct scene *scene, struct decision *d)
{
    for (size_t i = 0; i < scene->page.n; i++) {
        const struct page_item *item = &scene->page.items[i];
        bool is_overdue = item->due_ms && item->due_ms <= scene->now_ms;

        if (is_overdue && !item->is_escalated) {
            decision_index(d, EFFECT_ADD, "overdue", item->uid, item->due_ms);
            d->escalated++;
        } else if (!is_overdue && item->is_escalated) {
            decision_index(d, EFFECT_REMOVE, "overdue", item->uid, 0);
        }
    }
}

void walk_step(struct scene *scene, struct decision *d)
{
    decide(d, 204, NULL);
    if (!scene->page.school_code[0])
        return;
    switch (scene->command->walk->what) {
    case TUCAI__V1__WALK__WHAT__CLOSE:
        close_each(scene, d);
        break;
    case TUCAI__V1__WALK__WHAT__CLONE:
        clone_school(scene, d);
        break;
    case TUCAI__V1__WALK__WHAT__OVERDUE:
        escalate_each(scene, d);
        break;
    case _TUCAI__V1__WALK__WHAT_IS_INT_SIZE:
        break;
    }
    add_next(scene, d);
}

void walk_reviews(struct scene *scene, struct decision *d)
{
    Tucai__V1__Walk first = TUCAI__V1__WALK__INIT;

    first.what = TUCAI__V1__WALK__WHAT__OVERDUE;
    walk_begin(d, scene->job_id, &first, 0);
}
