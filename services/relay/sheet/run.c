#include "relay/sheet/run.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "relay/sheet/index.h"
#include "relay/sheet/inputs.h"
#include "relay/sheet/out_file.h"
#include "relay/sheet/progress.h"
#include "relay/sheet/volume.h"

#include <errno.h>
#include <string.h>

enum { ITEMS_AT_ONCE = 1000 }; /* where all goes into one file */

struct run {
    const struct run_wish *wish;
    struct list list;
    struct volume volume;
    struct buf photo;
    struct progress progress;
    struct index index;
    size_t volume_at; /* from 0 */
    size_t students, sheets;
    char base[OUT_FILE_NAME_SIZE]; /* wish->out without its ending */
    const char *ending;            /* ".pdf" */
    char name[OUT_FILE_NAME_SIZE], index_name[OUT_FILE_NAME_SIZE];
    char scratch[OUT_FILE_NAME_SIZE];
};

static int complain(struct run *run, const char *about, const char *what)
{
    progress_clear(&run->progress);
    (void)fprintf(stderr, "tucai-relay: %s: %s\n", about, what);
    return 1;
}

static int complain_of_item(struct run *run, const struct volume_item *item,
                            const char *what)
{
    char about[OUT_FILE_NAME_SIZE + 32];

    if (item->line)
        (void)snprintf(about, sizeof about, "line %zu: %s", item->line,
                       item->path);
    else
        (void)snprintf(about, sizeof about, "%s", item->path);
    return complain(run, about, what);
}

static int complain_of_list(struct run *run, int fault)
{
    char about[32];

    (void)snprintf(about, sizeof about, "list, line %zu", run->list.line);
    if (fault == -EINVAL)
        return complain(run, about, "is not PATH, CAPTION, CODE with tabs");
    return complain(run, about,
                    fault == -EMSGSIZE ? "is too long" : strerror(-fault));
}

/* False also where a photo cannot be read: making the volume will say so. */
static bool digest_volume(struct run *run, uint8_t ret[INPUTS_SHA256_BYTES])
{
    EVP_MD_CTX *sum = inputs_begin(&run->wish->form, run->volume.bundle_before);
    int r = 0;

    for (size_t i = 0; r == 0 && i < run->volume.count; i++) {
        const struct volume_item *item = &run->volume.items[i];
        r = inputs_read(item->path, &run->photo);
        inputs_add(sum, item, &run->photo);
    }
    inputs_end(sum, ret);
    return r == 0;
}

/* The volume was made before, of the same, and is as it was. */
static bool is_kept(struct run *run)
{
    uint8_t inputs[INDEX_SHA256_BYTES], file[OUT_FILE_SHA256_BYTES];
    const struct index_entry *entry;

    if (!run->wish->sheets_per_file || run->volume_at >= run->index.count)
        return false;
    entry = &run->index.entries[run->volume_at];
    return digest_volume(run, inputs) &&
           memcmp(inputs, entry->inputs, sizeof inputs) == 0 &&
           out_file_read_sha256(run->name, file) == 0 &&
           memcmp(file, entry->file, sizeof file) == 0;
}

/* ---- making one file ---- */

struct making {
    struct out_file out;
    struct press *press;
    EVP_MD_CTX *inputs;
    bool has_bundle; /* one is in work: */
    char bundle[VOLUME_CODE_SIZE];
};

static void making_done(struct making *m)
{
    press_free(m->press);
    out_file_done(&m->out);
    EVP_MD_CTX_free(m->inputs);
}

static int begin_file(struct run *run, struct making *m)
{
    const struct press_form *form = &run->wish->form;
    int r = out_file_open(&m->out, run->name);

    if (r < 0)
        return complain(run, run->name, strerror(-r));
    m->inputs = inputs_begin(form, run->volume.bundle_before);
    r = press_new(form, out_file_write, &m->out, &m->press);
    if (r == -ENOENT)
        return complain(run, "font",
                        "WenQuanYi Micro Hei is not installed "
                        "(package fonts-wqy-microhei)");
    return r < 0 ? complain(run, run->name, strerror(-r)) : 0;
}

/* 0, a refusal, or a negative errno. */
static int begin_bundle(struct run *run, struct making *m, const char *code)
{
    size_t before = m->has_bundle ? 0 : run->volume.bundle_before;

    if (!run->volume.plan.has_bundles ||
        (m->has_bundle && strcmp(m->bundle, code) == 0))
        return 0;
    m->has_bundle = true;
    text_copy(m->bundle, sizeof m->bundle, code);
    return press_bundle_rest(m->press, code, before);
}

static int add_item(struct run *run, struct making *m,
                    const struct volume_item *item)
{
    struct press_student student = {.caption = item->caption};
    int r = inputs_read(item->path, &run->photo);

    if (r < 0)
        return complain_of_item(run, item, strerror(-r));
    inputs_add(m->inputs, item, &run->photo);
    student.jpeg = buf_view(&run->photo);
    student.code = run->volume.plan.has_bundles ? NULL : item->code;
    r = begin_bundle(run, m, item->code);
    if (r == 0)
        r = press_add(m->press, &student);
    if (r < 0)
        return complain(run, run->name, strerror(-r));
    if (r > 0)
        return complain_of_item(run, item, sheet_refusal_text(r));
    progress_show(&run->progress, ++run->students,
                  run->sheets + press_sheets(m->press));
    return 0;
}

static int add_items(struct run *run, struct making *m)
{
    int r = 0;

    for (size_t i = 0; r == 0 && i < run->volume.count; i++)
        r = add_item(run, m, &run->volume.items[i]);
    return r;
}

static int end_file(struct run *run, struct making *m)
{
    struct index_entry entry;
    int r = press_finish(m->press);

    if (r == 0)
        r = out_file_keep(&m->out, entry.file);
    inputs_end(steal(&m->inputs), entry.inputs);
    run->sheets += press_sheets(m->press);
    if (r == 0 && run->wish->sheets_per_file)
        r = index_set(&run->index, run->volume_at, &entry);
    return r < 0 ? complain(run, run->name, strerror(-r)) : 0;
}

/* ---- one file for all ---- */

static int make_one(struct run *run)
{
    _cleanup_(making_done) struct making m = {0};
    int r;

    (void)snprintf(run->name, sizeof run->name, "%s", run->wish->out);
    if (begin_file(run, &m) != 0)
        return 1;
    while ((r = volume_fill(&run->volume, &run->list)) == 0 &&
           run->volume.count > 0) {
        if (add_items(run, &m) != 0)
            return 1;
    }
    if (r < 0)
        return complain_of_list(run, r);
    if (run->students == 0)
        return complain(run, "list", "names no photo");
    return end_file(run, &m);
}

/* ---- volumes ---- */

static void name_volume(const struct run *run, size_t at,
                        char ret[OUT_FILE_NAME_SIZE])
{
    (void)snprintf(ret, OUT_FILE_NAME_SIZE, "%.4000s-%04zu%.60s", run->base,
                   at + 1, run->ending);
}

/* As the index names it: without the folder. */
static const char *name_in_index(void *of, size_t at)
{
    struct run *run = of;
    const char *slash;

    name_volume(run, at, run->scratch);
    slash = strrchr(run->scratch, '/');
    return slash ? slash + 1 : run->scratch;
}

static int save_index(struct run *run)
{
    int r = index_save(&run->index, run->index_name, name_in_index, run);

    return r < 0 ? complain(run, run->index_name, strerror(-r)) : 0;
}

static int make_volume(struct run *run)
{
    _cleanup_(making_done) struct making m = {0};

    if (begin_file(run, &m) != 0 || add_items(run, &m) != 0 ||
        end_file(run, &m) != 0 || save_index(run) != 0)
        return 1;
    progress_clear(&run->progress);
    (void)printf("%s: %zu sheets\n", run->name, press_sheets(m.press));
    return 0;
}

static int keep_volume(struct run *run)
{
    run->students += run->volume.count;
    progress_clear(&run->progress);
    (void)printf("%s: kept, nothing changed\n", run->name);
    return 0;
}

/* Files of an earlier, longer run: nobody shall print them. */
static int remove_rest(struct run *run)
{
    bool is_shorter = run->volume_at < run->index.count;

    for (size_t i = run->volume_at; i < run->index.count; i++) {
        name_volume(run, i, run->name);
        if (remove(run->name) == 0)
            (void)printf("%s: removed, of an earlier run\n", run->name);
    }
    run->index.count = run->volume_at;
    return is_shorter ? save_index(run) : 0;
}

static int make_volumes(struct run *run)
{
    int r;

    (void)snprintf(run->index_name, sizeof run->index_name, "%.4000s.sha256",
                   run->base);
    index_load(&run->index, run->index_name);
    while ((r = volume_fill(&run->volume, &run->list)) == 0 &&
           run->volume.count > 0) {
        name_volume(run, run->volume_at, run->name);
        if ((is_kept(run) ? keep_volume(run) : make_volume(run)) != 0)
            return 1;
        run->volume_at++;
    }
    if (r < 0)
        return complain_of_list(run, r);
    if (run->students == 0)
        return complain(run, "list", "names no photo");
    return remove_rest(run);
}

/* "out/a.pdf" is "out/a" and ".pdf". */
static void divide_name(struct run *run)
{
    const char *out = run->wish->out;
    const char *slash = strrchr(out, '/'), *dot = strrchr(out, '.');
    bool has_ending = dot && dot != out && (!slash || dot > slash + 1);

    run->ending = has_ending ? dot : "";
    (void)snprintf(run->base, sizeof run->base, "%.*s",
                   (int)(has_ending ? (size_t)(dot - out) : strlen(out)), out);
}

static void plan(struct run *run, const struct layout *layout)
{
    const struct run_wish *wish = run->wish;
    unsigned per_student = wish->form.per_student;
    bool is_single = per_student == 0 || per_student == layout->print_count;

    run->volume.plan = (struct volume_plan){
        .places = layout->print_count,
        .per_student = is_single ? layout->print_count : per_student,
        .has_bundles = !is_single,
        .sheets_max = wish->sheets_per_file,
        .items_max = wish->sheets_per_file ? SIZE_MAX : ITEMS_AT_ONCE,
    };
}

static void run_done(struct run *run)
{
    progress_clear(&run->progress);
    volume_done(&run->volume);
    index_done(&run->index);
    buf_done(&run->photo);
}

int run_sheets(const struct run_wish *wish)
{
    _cleanup_(run_done) struct run run = {
        .wish = wish,
        .list = wish->list,
        .photo = BUF_INIT(SHEET_PHOTO_MAX_BYTES + 1),
    };
    struct layout layout;

    if (!layout_make(wish->form.paper, &layout))
        return complain(&run, wish->form.paper->name, "holds no print");
    plan(&run, &layout);
    divide_name(&run);
    progress_init(&run.progress, list_count(&run.list));
    return wish->sheets_per_file ? make_volumes(&run) : make_one(&run);
}
