#include "relay/sheet/volume.h"

#include "core/check.h"
#include "core/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void item_done(struct volume_item *item)
{
    free(item->path);
    free(item->caption);
    free(item->code);
    *item = (struct volume_item){0};
}

static void empty(struct volume *v)
{
    for (size_t i = 0; i < v->count; i++)
        item_done(&v->items[i]);
    v->count = 0;
    v->sheets = v->used = 0;
}

/* What comes next stays in v->next.  1, 0 at the end, or a fault. */
static int look(struct volume *v, struct list *list)
{
    struct list_item item;
    int r;

    if (v->next.path)
        return 1;
    r = list_next(list, &item);
    if (r == 1)
        v->next =
            (struct volume_item){must_dup(item.path), must_dup(item.caption),
                                 must_dup(item.code), list->line};
    return r;
}

static bool begins_bundle(const struct volume *v)
{
    const char *code = v->next.code ? v->next.code : "";

    return v->plan.has_bundles && strcmp(code, v->bundle) != 0;
}

/* Sheets that the next one begins. */
static size_t new_sheets(const struct volume *v)
{
    size_t used = v->sheets && !begins_bundle(v) ? v->used : v->plan.places;

    return (used + v->plan.per_student - 1) / v->plan.places;
}

static void count_in(struct volume *v)
{
    size_t begun = new_sheets(v);
    bool is_new = begins_bundle(v);
    size_t used = v->sheets && !is_new ? v->used : v->plan.places;

    if (is_new) {
        text_copy(v->bundle, sizeof v->bundle, v->next.code);
        v->bundle_sheets = 0;
    }
    if (v->count == 0)
        v->bundle_before = v->bundle_sheets;
    v->sheets += begun;
    v->bundle_sheets += begun;
    v->used = used + v->plan.per_student - begun * v->plan.places;
}

static int take_next(struct volume *v)
{
    struct volume_item *items = v->items;

    if (v->count == v->room) {
        size_t room = v->room ? 2 * v->room : 64;
        items = reallocarray(items, room, sizeof *items);
        if (!items)
            return -ENOMEM;
        v->items = items;
        v->room = room;
    }
    count_in(v);
    v->items[v->count++] = v->next;
    v->next = (struct volume_item){0};
    return 0;
}

static bool is_full(const struct volume *v)
{
    if (v->count == 0)
        return false;
    return v->count == v->plan.items_max ||
           (v->plan.sheets_max &&
            v->sheets + new_sheets(v) > v->plan.sheets_max);
}

int volume_fill(struct volume *v, struct list *list)
{
    int r;

    empty(v);
    while ((r = look(v, list)) == 1 && !is_full(v)) {
        r = take_next(v);
        if (r < 0)
            return r;
    }
    return r < 0 ? r : 0;
}

void volume_done(struct volume *v)
{
    empty(v);
    item_done(&v->next);
    free(v->items);
    *v = (struct volume){0};
}
