#include "relay/orders/gather.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "model/print_scope.h"
#include "service/roster_reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UID_SIZE = 72 };

/* ---- a part that is being filled ---- */

/* Its members and texts are of its own; freed as if it had been unpacked. */
static Tucai__V1__PrintPart *part_new(size_t members_max)
{
    Tucai__V1__PrintPart *part = must_alloc(sizeof *part);

    tucai__v1__print_part__init(part);
    part->members = must_alloc((members_max + 1) * sizeof(void *));
    part->bundles = must_alloc((members_max + 1) * sizeof(void *));
    return part;
}

static Tucai__V1__PrintMember *part_add(Tucai__V1__PrintPart *part,
                                        struct bytes uid)
{
    Tucai__V1__PrintMember *member = must_alloc(sizeof *member);

    tucai__v1__print_member__init(member);
    member->uid = must_alloc(uid.len + 1);
    memcpy(member->uid, uid.at, uid.len);
    part->members[part->n_members++] = member;
    return member;
}

static bool is_class(const Tucai__V1__PrintBundle *bundle,
                     const struct print_place *place)
{
    return strcmp(bundle->class_name, place->class_name) == 0 &&
           strcmp(bundle->college, place->college) == 0 &&
           strcmp(bundle->campus, place->campus) == 0;
}

/* Students of a class come one behind the other as often as not. */
static uint32_t class_of(Tucai__V1__PrintPart *part,
                         const struct print_place *place)
{
    Tucai__V1__PrintBundle *bundle;

    for (size_t i = part->n_bundles; i > 0; i--) {
        if (is_class(part->bundles[i - 1], place))
            return (uint32_t)(i - 1);
    }
    bundle = must_alloc(sizeof *bundle);
    tucai__v1__print_bundle__init(bundle);
    bundle->campus = must_dup(place->campus);
    bundle->college = must_dup(place->college);
    bundle->class_name = must_dup(place->class_name);
    part->bundles[part->n_bundles] = bundle;
    return (uint32_t)part->n_bundles++;
}

/* ---- everybody whose photo is accepted ---- */

static int add_page(const struct record *record, unsigned page,
                    const struct redis_reply *uids, struct outcome *outcome)
{
    _cleanup_(print_part_freep) Tucai__V1__PrintPart *part =
        part_new(PRINT_PAGE_MEMBERS);
    size_t from = (size_t)page * PRINT_PAGE_MEMBERS;
    size_t n = redis_reply_count(uids);
    char key[KEY_SIZE];

    for (size_t i = from; i < n && i < from + PRINT_PAGE_MEMBERS; i++)
        (void)part_add(part, redis_reply_bytes(redis_reply_at(uids, i)));
    print_page_key(record->run->print_id, 'c', page, key);
    return record_add_page(outcome, key, &part->base);
}

static int begin(struct record *record, const struct redis_reply *uids,
                 struct outcome *outcome)
{
    size_t n = redis_reply_count(uids);
    unsigned pages =
        (unsigned)((n + PRINT_PAGE_MEMBERS - 1) / PRINT_PAGE_MEMBERS);
    int r = 0;

    if (n == 0 || n > PRINT_STUDENTS_MAX) {
        record_fail(record, n ? "too_many" : "scope_empty", outcome);
        return 0;
    }
    for (unsigned i = 0; i < pages && r == 0; i++)
        r = add_page(record, i, uids, outcome);
    record->run->state = PRINT_GATHERING;
    record->run->total = (uint32_t)n;
    record_keep(record, outcome);
    record_step(record, TUCAI__V1__PRINT_STEP__WHAT__GATHER, 0, outcome);
    return r;
}

/* One student alone is an order too: his index entry is himself. */
static int list_one(struct record *record, struct outcome *outcome)
{
    const char *uid = record->run->scope->student_uid;
    _cleanup_(print_part_freep) Tucai__V1__PrintPart *part = part_new(1);
    char key[KEY_SIZE];

    (void)part_add(part, bytes_of_text(uid));
    print_page_key(record->run->print_id, 'c', 0, key);
    record->run->state = PRINT_GATHERING;
    record->run->total = 1;
    record_keep(record, outcome);
    record_step(record, TUCAI__V1__PRINT_STEP__WHAT__GATHER, 0, outcome);
    return record_add_page(outcome, key, &part->base);
}

int gather_list(const struct relay *relay, struct record *record,
                struct outcome *outcome)
{
    _cleanup_(redis_reply_freep) struct redis_reply *uids = NULL;
    char key[KEY_SIZE], id[32];
    const char *const words[] = {"ZRANGE", key, "0", "-1"};
    int r;

    if (*record->run->scope->student_uid)
        return list_one(record, outcome);
    (void)snprintf(id, sizeof id, "%.16s:accepted", record->run->school_code);
    if (!key_of("st", id, key))
        return -EBADMSG;
    r = redis_ask(relay->redis, words, 4, &uids);
    return r < 0 ? r : begin(record, uids, outcome);
}

/* ---- who of a page ---- */

struct page {
    const struct relay *relay;
    const struct record *record;
    struct roster *roster;
    Tucai__V1__PrintPart *out;
};

static int look_at(struct page *page, const char *uid)
{
    _cleanup_(student_freep) struct student *s = NULL;
    Tucai__V1__PrintMember *member;
    struct print_place place;
    int r = relay_student(page->relay, uid, &s);

    if (r < 0 || !s || !print_is_due(s) ||
        strcmp(s->school_code, page->record->run->school_code) != 0)
        return r == -EBADMSG ? 0 : r; /* what cannot be read is nobody's */
    place = print_place_of(s, roster_find(page->roster, uid));
    if (!print_scope_has(page->record->run->scope, &place))
        return 0;
    member = part_add(page->out, bytes_of_text(uid));
    member->student_no = must_dup(place.student_no);
    member->bundle = class_of(page->out, &place);
    return 0;
}

static int read_roster(const struct relay *relay, const struct record *record,
                       struct roster *ret)
{
    struct roster_stored stored;

    return roster_reader_all(relay->redis, record->run->school_code, ret,
                             &stored);
}

static int look_at_all(struct page *page, const Tucai__V1__PrintPart *in)
{
    int r = read_roster(page->relay, page->record, page->roster);

    for (size_t i = 0; i < in->n_members && r == 0; i++)
        r = look_at(page, in->members[i]->uid);
    return r;
}

static void next_step(struct record *record, unsigned page, size_t looked,
                      struct outcome *outcome)
{
    record->run->done += (uint32_t)looked;
    record_keep(record, outcome);
    if (record->run->done < record->run->total)
        record_step(record, TUCAI__V1__PRINT_STEP__WHAT__GATHER, page + 1,
                    outcome);
    else
        record_step(record, TUCAI__V1__PRINT_STEP__WHAT__SORT, page + 1,
                    outcome);
}

int gather_page(const struct relay *relay, struct record *record, unsigned page,
                struct outcome *outcome)
{
    _cleanup_(print_part_freep) Tucai__V1__PrintPart *in = NULL;
    _cleanup_(print_part_freep) Tucai__V1__PrintPart *out = NULL;
    _cleanup_(roster_freep) struct roster *roster = roster_new();
    struct page work = {relay, record, roster, NULL};
    char key[KEY_SIZE];
    int r;

    print_page_key(record->run->print_id, 'c', page, key);
    r = record_part(relay, key, &in);
    if (r < 0)
        return r;
    if (!in)
        return -EBADMSG;
    out = part_new(in->n_members);
    work.out = out;
    r = look_at_all(&work, in);
    if (r < 0)
        return r;
    effect_del(outcome, key);
    next_step(record, page, in->n_members, outcome);
    print_page_key(record->run->print_id, 'g', page, key);
    return record_add_page(outcome, key, &out->base);
}
