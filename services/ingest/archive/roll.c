#include "ingest/archive/roll.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/natural.h"

#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES_MAX = 256 << 20 };

struct place { /* a class */
    char campus[ROSTER_FIELD_BYTES_MAX + 1];
    char college[ROSTER_FIELD_BYTES_MAX + 1];
    char class_name[ROSTER_FIELD_BYTES_MAX + 1];
    size_t rank;
};

struct listed {
    uint32_t uid, student_no; /* where they begin in the texts */
    struct place *place;      /* NULL: not in the roster */
    bool is_out, has_uid;
};

struct roll {
    struct buf texts; /* NUL-terminated, one behind the other */
    struct listed *entries;
    size_t n, cap;
    void *places; /* a tree of struct place */
    size_t n_places;
};

struct roll *roll_new(void)
{
    struct roll *roll = must_alloc(sizeof *roll);

    roll->texts = BUF_INIT(TEXT_BYTES_MAX);
    return roll;
}

void roll_free(struct roll *roll)
{
    if (!roll)
        return;
    tdestroy(roll->places, free);
    buf_done(&roll->texts);
    free(roll->entries);
    free(roll);
}

static const char *text_at(const struct roll *roll, uint32_t at)
{
    return (const char *)roll->texts.at + at;
}

static int keep_text(struct roll *roll, struct bytes text, uint32_t *ret)
{
    uint8_t *room = buf_room(&roll->texts, text.len + 1);

    if (!room)
        return -EMSGSIZE;
    *ret = (uint32_t)roll->texts.len;
    if (text.len > 0)
        memcpy(room, text.at, text.len);
    room[text.len] = '\0';
    buf_grew(&roll->texts, text.len + 1);
    return 0;
}

/* ---- uids ---- */

int roll_add(struct roll *roll, struct bytes uid)
{
    size_t cap = roll->cap ? 2 * roll->cap : 1024;
    struct listed *entry;

    if (uid.len == 0 || uid.len >= ROLL_UID_SIZE || memchr(uid.at, 0, uid.len))
        return -EBADMSG;
    if (roll->n == ROLL_MAX)
        return -EMSGSIZE;
    if (roll->n == roll->cap) {
        entry = realloc(roll->entries, cap * sizeof *entry);
        CHECK(entry);
        roll->entries = entry;
        roll->cap = cap;
    }
    entry = &roll->entries[roll->n];
    *entry = (struct listed){0};
    roll->n++;
    return keep_text(roll, uid, &entry->uid);
}

static int by_uid(const void *a, const void *b, void *roll)
{
    const struct listed *x = a, *y = b;

    return strcmp(text_at(roll, x->uid), text_at(roll, y->uid));
}

static void sort(struct roll *roll,
                 int (*compare)(const void *, const void *, void *))
{
    if (roll->n > 0)
        qsort_r(roll->entries, roll->n, sizeof *roll->entries, compare, roll);
}

void roll_gather(struct roll *roll)
{
    size_t n = 0;

    sort(roll, by_uid);
    for (size_t i = 0; i < roll->n; i++) {
        if (n == 0 ||
            by_uid(&roll->entries[n - 1], &roll->entries[i], roll) != 0)
            roll->entries[n++] = roll->entries[i];
    }
    roll->n = n;
}

static struct listed *find(struct roll *roll, const char *uid)
{
    size_t from = 0, to = roll->n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        struct listed *entry = &roll->entries[middle];
        int order = strcmp(uid, text_at(roll, entry->uid));

        if (order == 0)
            return entry;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

/* ---- places ---- */

static int by_place(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = natural_compare(x->campus, y->campus);

    if (order == 0)
        order = natural_compare(x->college, y->college);
    return order ? order : natural_compare(x->class_name, y->class_name);
}

static void copy_field(char to[ROSTER_FIELD_BYTES_MAX + 1], const char *from)
{
    size_t len = strlen(from);

    CHECK(len <= ROSTER_FIELD_BYTES_MAX);
    memcpy(to, from, len + 1);
}

static struct place *place_of(struct roll *roll, const struct roster_line *line)
{
    struct place *place = must_alloc(sizeof *place);
    struct place *const *found;

    copy_field(place->campus, line->campus);
    copy_field(place->college, line->college);
    copy_field(place->class_name, line->class_name);
    found = tsearch(place, &roll->places, by_place);
    CHECK(found);
    if (*found != place)
        free(place);
    else
        roll->n_places++;
    return *found;
}

int roll_place(struct roll *roll, const struct roster_line *line,
               bool is_wanted)
{
    struct listed *entry = find(roll, line->uid);

    if (!entry)
        return 0;
    entry->is_out = !is_wanted;
    entry->place = place_of(roll, line);
    return keep_text(roll, bytes_of_text(line->student_no), &entry->student_no);
}

/* ---- the order ---- */

static void rank(const void *node, VISIT visit, void *next)
{
    struct place *place = *(struct place *const *)node;

    if (visit == postorder || visit == leaf)
        place->rank = (*(size_t *)next)++;
}

static size_t rank_of(const struct roll *roll, const struct listed *entry)
{
    return entry->place ? entry->place->rank : roll->n_places;
}

static int by_order(const void *a, const void *b, void *ctx)
{
    const struct roll *roll = ctx;
    const struct listed *x = a, *y = b;
    size_t p = rank_of(roll, x), q = rank_of(roll, y);
    int order = 0;

    if (p != q)
        return p < q ? -1 : 1;
    if (x->place)
        order = natural_compare(text_at(roll, x->student_no),
                                text_at(roll, y->student_no));
    return order ? order : by_uid(a, b, ctx);
}

static void leave_out(struct roll *roll, bool with_unassigned)
{
    size_t n = 0;

    for (size_t i = 0; i < roll->n; i++) {
        const struct listed *entry = &roll->entries[i];

        if (!entry->is_out && (entry->place || with_unassigned))
            roll->entries[n++] = *entry;
    }
    roll->n = n;
}

struct hashed {
    uint64_t hash;
    size_t i;
};

static int by_hash(const void *a, const void *b)
{
    const struct hashed *x = a, *y = b;

    return (x->hash > y->hash) - (x->hash < y->hash);
}

/* By their hash: a name that is taken for another's by mistake is no harm. */
static void find_doubles(struct roll *roll)
{
    _cleanup_(freep) struct hashed *all =
        must_alloc((roll->n + 1) * sizeof *all);
    char path[NAMES_PATH_SIZE];

    for (size_t i = 0; i < roll->n; i++) {
        struct names_of of = roll_at(roll, i);

        names_path(&of, path);
        all[i] = (struct hashed){names_hash(path), i};
    }
    qsort(all, roll->n, sizeof *all, by_hash);
    for (size_t i = 1; i < roll->n; i++) {
        if (all[i - 1].hash != all[i].hash)
            continue;
        roll->entries[all[i - 1].i].has_uid = true;
        roll->entries[all[i].i].has_uid = true;
    }
}

void roll_close(struct roll *roll, bool with_unassigned)
{
    size_t next = 0;

    leave_out(roll, with_unassigned);
    twalk_r(roll->places, rank, &next);
    sort(roll, by_order);
    find_doubles(roll);
}

size_t roll_count(const struct roll *roll)
{
    return roll->n;
}

struct names_of roll_at(const struct roll *roll, size_t i)
{
    const struct listed *entry = &roll->entries[i];
    const struct place *place = entry->place;

    CHECK(i < roll->n);
    return (struct names_of){
        .uid = text_at(roll, entry->uid),
        .student_no = place ? text_at(roll, entry->student_no) : "",
        .campus = place ? place->campus : "",
        .college = place ? place->college : "",
        .class_name = place ? place->class_name : "",
        .is_unassigned = !place,
        .has_uid = entry->has_uid,
    };
}
