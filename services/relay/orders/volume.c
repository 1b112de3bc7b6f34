#include "relay/orders/volume.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "model/print_code.h"
#include "relay/blob_file.h"
#include "relay/sheet_caption.h"
#include "relay/manifest.h"
#include "relay/orders/numbering.h"
#include "relay/print/press.h"
#include "service/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct volume {
    const struct relay *relay;
    struct record *record;
    const Tucai__V1__PrintBundles *bundles;
    struct press *press;
    struct buf photo;
    uint32_t bundle; /* that lies under the press */
    unsigned place;  /* in the order, from 0: of the next student */
    unsigned first;  /* and of the volume's first */
    unsigned left_out;
};

/* ---- one student ---- */

static void leave_out(struct volume *v, const char *uid, const char *why)
{
    v->left_out++;
    log_warn("print_left_out", F_UID(uid), F_STR("reason", why));
}

static unsigned volume_members(const struct volume *v)
{
    return print_parts(v->record->run->volume_members) * PRINT_PART_MEMBERS;
}

static int begin_bundle(struct volume *v, uint32_t bundle)
{
    struct numbering order = {.volume_at = v->first,
                              .volume_members = volume_members(v),
                              .sheet_prints = press_places(v->press)};

    if (v->bundle == bundle)
        return 0;
    v->bundle = bundle;
    for (uint32_t i = 0; i < bundle; i++)
        order.class_at += v->bundles->bundles[i]->count;
    return press_bundle_rest(v->press, v->bundles->bundles[bundle]->code,
                             numbering_before(&order));
}

static int add_student(struct volume *v, const struct student *s,
                       const Tucai__V1__PrintMember *member)
{
    const Tucai__V1__PrintBundle *bundle = v->bundles->bundles[member->bundle];
    const struct print_place place = {bundle->campus, bundle->college,
                                      bundle->class_name, member->student_no};
    char caption[SHEET_CAPTION_SIZE], code[PRINT_CODE_SIZE];
    struct press_student student = {buf_view(&v->photo), caption, code};
    int r = begin_bundle(v, member->bundle);

    sheet_caption_of(s, &place, caption);
    print_code_sheet(v->record->run->print_id, v->place + 1, code);
    if (r == 0)
        r = press_add(v->press, &student);
    if (r > 0)
        leave_out(v, s->uid, sheet_refusal_text(r));
    return r < 0 ? r : 0;
}

/* Who was erased meanwhile has no photo any more (R41). */
static int add_member(struct volume *v, const Tucai__V1__PrintMember *member)
{
    _cleanup_(student_freep) struct student *s = NULL;
    int r = relay_student(v->relay, member->uid, &s);

    if (r == 0 && (!s || !print_is_due(s)))
        r = -ENOENT;
    v->photo.len = 0;
    if (r == 0)
        r = relay_photo(v->relay, &s->submission.draft.photo, &v->photo);
    if (r == 0)
        r = add_student(v, s, member);
    else if (r == -ENOENT || r == -EBADMSG)
        leave_out(v, member->uid, r == -ENOENT ? "gone" : "damaged");
    v->place++;
    return r == -ENOENT || r == -EBADMSG ? 0 : r;
}

/* ---- all of a volume ---- */

static int add_part(struct volume *v, unsigned number)
{
    _cleanup_(print_part_freep) Tucai__V1__PrintPart *part = NULL;
    char key[KEY_SIZE];
    int r;

    print_part_key(v->record->run->print_id, number, key);
    r = record_part(v->relay, key, &part);
    if (r == 0 && !part)
        r = -EBADMSG;
    for (size_t i = 0; r == 0 && i < part->n_members; i++) {
        r = part->members[i]->bundle < v->bundles->n_bundles
                ? add_member(v, part->members[i])
                : -EBADMSG;
    }
    return r;
}

static int add_parts(struct volume *v, unsigned number)
{
    unsigned of_volume = print_parts(v->record->run->volume_members);
    unsigned first = number * of_volume;
    unsigned end = print_parts(v->record->run->total);
    int r = 0;

    if (end > first + of_volume)
        end = first + of_volume;
    v->first = v->place = first * PRINT_PART_MEMBERS;
    v->bundle = UINT32_MAX;
    for (unsigned i = first; i < end && r == 0; i++)
        r = add_part(v, i);
    return r == 0 ? press_finish(v->press) : r;
}

static struct press_form form_of(const Tucai__V1__PrintRun *run)
{
    return (struct press_form){
        .paper = layout_paper_find(run->paper),
        .format = strcmp(run->format, "jpeg") == 0 ? PRESS_JPEG : PRESS_PDF,
        .per_student = PRESS_STUDENT_PRINTS,
        .made_ms = run->ordered_ms,
    };
}

static int print(struct volume *v, unsigned number, struct blob_file *file,
                 unsigned *ret_pages)
{
    const struct press_form form = form_of(v->record->run);
    int r;

    if (!form.paper)
        return -EBADMSG;
    r = blob_file_open(v->relay, file);
    if (r == 0)
        r = press_new(&form, blob_file_write, file, &v->press);
    if (r == 0)
        r = add_parts(v, number);
    if (r != 0)
        return r;
    *ret_pages = (unsigned)press_sheets(v->press);
    return blob_file_keep(file);
}

/* ---- what comes of it ---- */

static void keep(const struct volume *v, unsigned number,
                 struct outcome *outcome)
{
    Tucai__V1__PrintRun *run = v->record->run;

    run->done = v->place;
    run->left_out += v->left_out;
    record_keep(v->record, outcome);
    if (run->done < run->total)
        record_step(v->record, TUCAI__V1__PRINT_STEP__WHAT__VOLUME, number + 1,
                    outcome);
    else
        record_step(v->record, TUCAI__V1__PRINT_STEP__WHAT__PACKING, 0,
                    outcome);
}

static void volume_done(struct volume *v)
{
    press_freep(&v->press);
    buf_done(&v->photo);
}

int volume_make(const struct relay *relay, struct record *record,
                unsigned number, struct outcome *outcome)
{
    _cleanup_(print_bundles_freep) Tucai__V1__PrintBundles *bundles = NULL;
    _cleanup_(blob_file_done) struct blob_file file = {.writer = NULL};
    _cleanup_(volume_done) struct volume v = {
        .relay = relay,
        .record = record,
        .photo = BUF_INIT(MANIFEST_PHOTO_MAX_BYTES)};
    const char *name =
        strcmp(record->run->format, "jpeg") == 0 ? "sheets.zip" : "sheets.pdf";
    unsigned pages = 0;
    int r = record_bundles(relay, record->run->print_id, &bundles);

    if (r == 0 && !bundles)
        r = -EBADMSG;
    v.bundles = bundles;
    if (r == 0)
        r = print(&v, number, &file, &pages);
    if (r < 0)
        return r;
    record_add_file(record, name, &file.ref, number + 1)->pages = pages;
    keep(&v, number, outcome);
    log_info("print_volume", F_INT("students", v.place), F_INT("pages", pages),
             F_INT("bytes", file.ref.size));
    return 0;
}
