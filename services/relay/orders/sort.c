#include "relay/orders/sort.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "model/print_code.h"
#include "model/print_scope.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { JPEG_MEMBERS_MAX = 3 * PRINT_PART_MEMBERS }; /* of a volume: 12 s */

struct entry { /* borrows from the pages */
    struct print_place place;
    Tucai__V1__PrintMember *member;
};

struct all {
    Tucai__V1__PrintPart **pages;
    unsigned n_pages;
    struct entry *entries;
    size_t n, most;
    Tucai__V1__PrintBundle *bundles; /* borrow from the pages too */
    size_t n_bundles;
    char (*codes)[PRINT_CODE_SIZE];
};

static void all_done(struct all *all)
{
    for (unsigned i = 0; i < all->n_pages; i++)
        print_part_freep(&all->pages[i]);
    free(all->pages);
    free(all->entries);
    free(all->bundles);
    free(all->codes);
}

/* ---- what was gathered ---- */

static int add_page(struct all *all, const Tucai__V1__PrintPart *page)
{
    for (size_t i = 0; i < page->n_members; i++) {
        Tucai__V1__PrintMember *m = page->members[i];
        const Tucai__V1__PrintBundle *b;

        if (m->bundle >= page->n_bundles || all->n == all->most)
            return -EBADMSG;
        b = page->bundles[m->bundle];
        all->entries[all->n++] = (struct entry){
            {b->campus, b->college, b->class_name, m->student_no}, m};
    }
    return 0;
}

static int read_all(const struct relay *relay, const struct record *record,
                    unsigned pages, struct all *all)
{
    char key[KEY_SIZE];
    int r = 0;

    all->pages = must_alloc((pages + 1) * sizeof(void *));
    all->most = record->run->total;
    all->entries = must_alloc((all->most + 1) * sizeof *all->entries);
    for (unsigned i = 0; i < pages && r == 0; i++) {
        print_page_key(record->run->print_id, 'g', i, key);
        r = record_part(relay, key, &all->pages[i]);
        all->n_pages = i + 1;
        if (r == 0)
            r = all->pages[i] ? add_page(all, all->pages[i]) : -EBADMSG;
    }
    return r;
}

/* ---- order, and bundles ---- */

static int by_place(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = print_place_compare(&x->place, &y->place);

    return order ? order : strcmp(x->member->uid, y->member->uid);
}

static void begin_bundle(struct all *all, const struct print_place *place)
{
    Tucai__V1__PrintBundle *bundle = &all->bundles[all->n_bundles++];

    tucai__v1__print_bundle__init(bundle);
    bundle->campus = (char *)place->campus;
    bundle->college = (char *)place->college;
    bundle->class_name = (char *)place->class_name;
}

/* A class begins where the place changes.  False: there are too many. */
static bool make_bundles(struct all *all)
{
    all->bundles = must_alloc((all->n + 1) * sizeof *all->bundles);
    for (size_t i = 0; i < all->n; i++) {
        struct entry *e = &all->entries[i];

        if (i == 0 || print_place_compare_class(&e[-1].place, &e->place) != 0)
            begin_bundle(all, &e->place);
        e->member->bundle = (uint32_t)(all->n_bundles - 1);
        all->bundles[all->n_bundles - 1].count++;
    }
    return all->n_bundles <= PRINT_CODE_BUNDLES_MAX;
}

static void name_bundles(struct all *all, const char *print_id)
{
    all->codes = must_alloc((all->n_bundles + 1) * sizeof *all->codes);
    for (size_t i = 0; i < all->n_bundles; i++) {
        print_code_bundle(print_id, (unsigned)i + 1, all->codes[i]);
        all->bundles[i].code = all->codes[i];
    }
}

/* ---- what is kept ---- */

static int add_part(const struct all *all, const struct record *record,
                    unsigned part, struct outcome *outcome)
{
    Tucai__V1__PrintPart message = TUCAI__V1__PRINT_PART__INIT;
    Tucai__V1__PrintMember *members[PRINT_PART_MEMBERS];
    size_t from = (size_t)part * PRINT_PART_MEMBERS;
    char key[KEY_SIZE];

    for (size_t i = from; i < all->n && i < from + PRINT_PART_MEMBERS; i++)
        members[message.n_members++] = all->entries[i].member;
    message.members = members;
    print_part_key(record->run->print_id, part, key);
    return record_add(outcome, key, &message.base);
}

static int add_bundles(const struct all *all, const struct record *record,
                       struct outcome *outcome)
{
    Tucai__V1__PrintBundles message = TUCAI__V1__PRINT_BUNDLES__INIT;
    _cleanup_(freep) Tucai__V1__PrintBundle **list =
        must_alloc((all->n_bundles + 1) * sizeof(void *));
    char key[KEY_SIZE];

    for (size_t i = 0; i < all->n_bundles; i++)
        list[i] = &all->bundles[i];
    message.bundles = list;
    message.n_bundles = all->n_bundles;
    print_bundles_key(record->run->print_id, key);
    return record_add(outcome, key, &message.base);
}

static int keep(const struct all *all, struct record *record,
                uint32_t volume_members, struct outcome *outcome)
{
    unsigned parts = print_parts((unsigned)all->n);
    int r = add_bundles(all, record, outcome);

    for (unsigned i = 0; i < parts && r == 0; i++)
        r = add_part(all, record, i, outcome);
    record->run->state = PRINT_PRINTING;
    record->run->total = (uint32_t)all->n;
    record->run->done = 0;
    record->run->bundles = (uint32_t)all->n_bundles;
    record->run->volume_members = volume_members;
    record_keep(record, outcome);
    record_step(record, TUCAI__V1__PRINT_STEP__WHAT__VOLUME, 0, outcome);
    return r;
}

/* A picture of a sheet takes as long as many pages of a PDF: its files are
 * smaller, so that no step holds up a batch for long. */
static uint32_t volume_of(const struct relay *relay,
                          const Tucai__V1__PrintRun *run)
{
    uint32_t members = (uint32_t)relay->settings->print_volume;

    if (strcmp(run->format, "jpeg") == 0 && members > JPEG_MEMBERS_MAX)
        return JPEG_MEMBERS_MAX;
    return members;
}

static void drop_pages(const struct record *record, unsigned pages,
                       struct outcome *outcome)
{
    char key[KEY_SIZE];

    for (unsigned i = 0; i < pages; i++) {
        print_page_key(record->run->print_id, 'g', i, key);
        effect_del(outcome, key);
    }
}

int sort_members(const struct relay *relay, struct record *record,
                 unsigned pages, struct outcome *outcome)
{
    _cleanup_(all_done) struct all all = {.n = 0};
    int r = read_all(relay, record, pages, &all);

    if (r < 0)
        return r;
    drop_pages(record, pages, outcome);
    qsort(all.entries, all.n, sizeof *all.entries, by_place);
    if (all.n == 0 || !make_bundles(&all)) {
        record_fail(record, all.n ? "too_many_classes" : "scope_empty",
                    outcome);
        return 0;
    }
    name_bundles(&all, record->run->print_id);
    return keep(&all, record, volume_of(relay, record->run), outcome);
}
