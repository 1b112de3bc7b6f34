#include "relay/print/packing.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/csv.h"
#include "core/text.h"
#include "relay/print/barcode.h"
#include "relay/print/packing_pages.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROW_MAX_BYTES = 16384, TEXT_MAX_BYTES = 600, COLUMNS = 10 };

/* A bundle that outlives the call that told it. */
struct own_bundle {
    char *school, *campus, *college, *class_name, *code;
    struct packing_bundle is; /* views of them */
};

struct packing {
    struct packing_form form;
    sheet_write *write;
    void *to;
    struct packing_pages *pages; /* of a PDF */
    struct own_bundle bundle;
    size_t place; /* of the last student in it */
};

static void own_bundle_done(struct own_bundle *b)
{
    free(b->school);
    free(b->campus);
    free(b->college);
    free(b->class_name);
    free(b->code);
    *b = (struct own_bundle){0};
}

static struct own_bundle own_bundle_of(const struct packing_bundle *bundle)
{
    struct own_bundle b = {
        .school = must_dup(bundle->school),
        .campus = must_dup(bundle->campus),
        .college = must_dup(bundle->college),
        .class_name = must_dup(bundle->class_name),
        .code = must_dup(bundle->code),
    };

    b.is = (struct packing_bundle){b.school,     b.campus, b.college,
                                   b.class_name, b.code,   bundle->count};
    return b;
}

static int add_row(struct packing *p, const char *const fields[COLUMNS])
{
    _cleanup_(buf_done) struct buf row = BUF_INIT(ROW_MAX_BYTES);
    int r = csv_add_inert(&row, fields, COLUMNS);

    return r < 0 ? r : p->write(p->to, buf_view(&row));
}

static int begin_csv(struct packing *p)
{
    static const char *const HEAD[COLUMNS] = {
        "包号",     "学校",     "校区", "学院",         "班级",
        "包内人数", "包内序号", "学号", "姓名（脱敏）", "相纸条码"};
    int r = p->write(p->to, bytes_of_text(CSV_UTF8_MARK));

    return r < 0 ? r : add_row(p, HEAD);
}

int packing_new(const struct packing_form *form, sheet_write *write, void *to,
                struct packing **ret)
{
    _cleanup_(packing_freep) struct packing *p = must_alloc(sizeof *p);
    int r;

    *p = (struct packing){.form = *form, .write = write, .to = to};
    r = form->format == PACKING_CSV
            ? begin_csv(p)
            : packing_pages_new(form, write, to, &p->pages);
    if (r < 0)
        return r;
    *ret = steal(&p);
    return 0;
}

static bool is_text(const char *text)
{
    struct bytes bytes = bytes_of_text(text);

    return text && bytes.len <= TEXT_MAX_BYTES && text_is_utf8(bytes);
}

int packing_begin(struct packing *p, const struct packing_bundle *bundle)
{
    struct own_bundle before = p->bundle;
    int r = 0;

    if (!is_text(bundle->school) || !is_text(bundle->campus) ||
        !is_text(bundle->college) || !is_text(bundle->class_name) ||
        !is_text(bundle->code) || !barcode_is_code(bundle->code))
        return -EINVAL;
    p->bundle = own_bundle_of(bundle);
    p->place = 0;
    if (p->pages)
        r = packing_pages_begin(p->pages, &p->bundle.is);
    own_bundle_done(&before);
    return r;
}

static int add_csv(struct packing *p, const struct packing_student *student)
{
    const struct packing_bundle *b = &p->bundle.is;
    char count[24], place[24];
    const char *const fields[COLUMNS] = {
        b->code,       b->school,           b->campus,
        b->college,    b->class_name,       count,
        place,         student->student_no, student->name_masked,
        student->code,
    };

    (void)snprintf(count, sizeof count, "%zu", b->count);
    (void)snprintf(place, sizeof place, "%zu", p->place);
    return add_row(p, fields);
}

int packing_add(struct packing *p, const struct packing_student *student)
{
    CHECK(p->bundle.code);
    if (!is_text(student->name_masked) || !is_text(student->student_no) ||
        !is_text(student->code))
        return -EINVAL;
    p->place++;
    return p->pages ? packing_pages_add(p->pages, p->place, student)
                    : add_csv(p, student);
}

int packing_finish(struct packing *p)
{
    return p->pages ? packing_pages_finish(p->pages) : 0;
}

void packing_free(struct packing *p)
{
    if (!p)
        return;
    packing_pages_free(p->pages);
    own_bundle_done(&p->bundle);
    free(p);
}

void packing_freep(struct packing **p)
{
    packing_free(*p);
    *p = NULL;
}
