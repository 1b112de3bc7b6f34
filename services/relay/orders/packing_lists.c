#include "relay/orders/packing_lists.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"
#include "model/print_code.h"
#include "model/school.h"
#include "model/student.h"
#include "relay/blob_file.h"
#include "relay/print/packing.h"
#include "relay/print/press.h"
#include "service/log.h"

#include <errno.h>

/* One of the lists on its way into the blob store. */
struct list {
    enum packing_format format;
    const char *name;
    struct blob_file file;
    struct packing *packing;
};

enum { LISTS = 2 };

struct lists {
    const struct relay *relay;
    const struct record *record;
    const Tucai__V1__PrintBundles *bundles;
    struct school *school;
    struct list of[LISTS];
    unsigned place;  /* in the order, from 0: of the next student */
    uint32_t bundle; /* that is being listed */
};

static void lists_done(struct lists *l)
{
    for (size_t i = 0; i < LISTS; i++) {
        packing_freep(&l->of[i].packing);
        blob_file_done(&l->of[i].file);
    }
    school_freep(&l->school);
}

/* ---- what stands in them ---- */

static int begin_bundle(struct lists *l, uint32_t number)
{
    const Tucai__V1__PrintBundle *b = l->bundles->bundles[number];
    const struct packing_bundle bundle = {
        .school = l->school ? l->school->name : l->record->run->school_code,
        .campus = b->campus,
        .college = b->college,
        .class_name = b->class_name,
        .code = b->code,
        .count = b->count,
    };
    int r = 0;

    if (l->bundle == number)
        return 0;
    l->bundle = number;
    for (size_t i = 0; i < LISTS && r == 0; i++)
        r = packing_begin(l->of[i].packing, &bundle);
    return r;
}

/* Who was erased meanwhile is a line without a name: the count stays right. */
static int add_member(struct lists *l, const Tucai__V1__PrintMember *member)
{
    _cleanup_(student_freep) struct student *s = NULL;
    char code[PRINT_CODE_SIZE];
    struct packing_student row = {"", member->student_no, code};
    int r = relay_student(l->relay, member->uid, &s);

    if (r < 0 && r != -EBADMSG)
        return r;
    if (s)
        row.name_masked = s->name_masked;
    print_code_sheet(l->record->run->print_id, ++l->place, code);
    r = begin_bundle(l, member->bundle);
    for (size_t i = 0; i < LISTS && r == 0; i++)
        r = packing_add(l->of[i].packing, &row);
    return r;
}

static int add_part(struct lists *l, unsigned number)
{
    _cleanup_(print_part_freep) Tucai__V1__PrintPart *part = NULL;
    char key[KEY_SIZE];
    int r;

    print_part_key(l->record->run->print_id, number, key);
    r = record_part(l->relay, key, &part);
    if (r == 0 && !part)
        r = -EBADMSG;
    for (size_t i = 0; r == 0 && i < part->n_members; i++)
        r = part->members[i]->bundle < l->bundles->n_bundles
                ? add_member(l, part->members[i])
                : -EBADMSG;
    return r;
}

/* ---- the files ---- */

static int open_list(const struct lists *l, struct list *list)
{
    const struct packing_form form = {
        .format = list->format,
        .made_ms = l->record->run->ordered_ms,
        .per_student = PRESS_STUDENT_PRINTS,
    };
    int r = blob_file_open(l->relay, &list->file);

    return r < 0 ? r
                 : packing_new(&form, blob_file_write, &list->file,
                               &list->packing);
}

static int write_all(struct lists *l)
{
    unsigned parts = print_parts(l->record->run->total);
    int r = 0;

    for (size_t i = 0; i < LISTS && r == 0; i++)
        r = open_list(l, &l->of[i]);
    l->bundle = UINT32_MAX;
    for (unsigned i = 0; i < parts && r == 0; i++)
        r = add_part(l, i);
    for (size_t i = 0; i < LISTS && r == 0; i++) {
        r = packing_finish(l->of[i].packing);
        if (r == 0)
            r = blob_file_keep(&l->of[i].file);
    }
    return r;
}

/* Its name is for people; without it the code has to do. */
static int read_school(struct lists *l)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(SCHOOL_JSON_MAX);
    const char *code = l->record->run->school_code;
    struct school_error error;
    uint64_t version = 0;
    char key[KEY_SIZE];
    int r = 0;

    if (key_of("sc", code, key))
        r = redis_get_versioned(l->relay->redis, key, &data, &version);
    if (r == 0 && version &&
        school_parse(code, buf_view(&data), &l->school, &error) < 0)
        l->school = NULL;
    return r;
}

static void finish(struct record *record, const struct relay *relay,
                   int64_t now_ms, struct outcome *outcome)
{
    Tucai__V1__PrintRun *run = record->run;

    run->state = PRINT_MADE;
    run->made_ms = now_ms;
    run->files_until_ms =
        now_ms + relay->settings->print_keep_h * TIME_MS_PER_HOUR;
    record_keep(record, outcome);
    effect_zadd(outcome, "print:due", run->print_id,
                (double)run->files_until_ms);
    log_info("print_made", F_INT("students", run->total),
             F_INT("left_out", run->left_out));
}

int packing_lists_make(const struct relay *relay, struct record *record,
                       int64_t now_ms, struct outcome *outcome)
{
    _cleanup_(print_bundles_freep) Tucai__V1__PrintBundles *bundles = NULL;
    _cleanup_(lists_done) struct lists l = {
        .relay = relay,
        .record = record,
        .of = {{.format = PACKING_CSV, .name = "packing-list.csv"},
               {.format = PACKING_PDF, .name = "packing-list.pdf"}}};
    int r = record_bundles(relay, record->run->print_id, &bundles);

    if (r == 0 && !bundles)
        r = -EBADMSG;
    l.bundles = bundles;
    if (r == 0)
        r = read_school(&l);
    if (r == 0)
        r = write_all(&l);
    if (r < 0)
        return r;
    for (size_t i = 0; i < LISTS; i++)
        (void)record_add_file(record, l.of[i].name, &l.of[i].file.ref, 0);
    finish(record, relay, now_ms, outcome);
    return 0;
}
